/** A model's context is small: every answer is fitted to a number of tokens, estimated at four characters each. */
export const CHARS_PER_TOKEN = 4;
export const DEFAULT_MAX_TOKENS = 8_000;

/** Where a long text or list was cut, as a JSON pointer into the value. */
export interface Cut { path: string; shown: number; total: number; kind: 'characters' | 'items' }

const TEXT_LIMITS = [Infinity, 16_000, 8_000, 4_000, 2_000, 1_000, 500, 200, 80];

/**
 * The value within `maxChars` of JSON: the longest texts and lists are cut first, and each cut is named.
 * Nulls and empty lists, maps and texts are left out, as absent says the same in fewer tokens.
 */
export function fit(value: unknown, maxChars: number): { value: unknown; cuts: Cut[] } {
  let fitted = { value: compact(value), cuts: [] as Cut[] };
  for (const textLimit of TEXT_LIMITS) {
    const cuts: Cut[] = [];
    fitted = { value: cutLong(compact(value), textLimit, textLimit / 40, '', cuts), cuts };
    if (JSON.stringify(fitted.value).length <= maxChars) return fitted;
  }
  return fitted;
}

/** Text at most this long, with its full length when it was cut. Never splits a surrogate pair. */
export function cutText(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const end = isHighSurrogate(text, maxChars - 1) ? maxChars - 1 : maxChars;
  return `${text.slice(0, end)}… (${text.length} characters)`;
}

/** As many of the items as fit, from the first on. */
export function howManyFit(items: readonly unknown[], maxChars: number): number {
  let used = 0;
  for (const [index, item] of items.entries()) {
    used += JSON.stringify(item).length + 1;
    if (used > maxChars) return index;
  }
  return items.length;
}

/** Without nulls and empty lists, maps and texts. */
export function compact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(compact);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, compact(it)] as const).filter(([, it]) => !isEmpty(it)));
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
}

function cutLong(value: unknown, textLimit: number, listLimit: number, path: string, cuts: Cut[]): unknown {
  if (typeof value === 'string') {
    if (value.length <= textLimit) return value;
    cuts.push({ path, shown: textLimit, total: value.length, kind: 'characters' });
    return cutText(value, textLimit);
  }
  if (Array.isArray(value)) {
    const shown = Math.max(5, listLimit);
    if (value.length > shown) cuts.push({ path, shown: Math.floor(shown), total: value.length, kind: 'items' });
    return value.slice(0, shown).map((it, index) => cutLong(it, textLimit, listLimit, `${path}/${index}`, cuts));
  }
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, cutLong(it, textLimit, listLimit, `${path}/${escapePointer(key)}`, cuts)]));
}

const escapePointer = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1');

function isHighSurrogate(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 0xd800 && code <= 0xdbff;
}
