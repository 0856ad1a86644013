/** A model's context is small: every answer is fitted to a number of tokens, estimated at four characters each. */
export const CHARS_PER_TOKEN = 4;
export const DEFAULT_MAX_TOKENS = 8_000;

/** Where a long text, list or map was cut, as a JSON pointer into the value. */
export interface Cut { path: string; shown: number; total: number; kind: 'characters' | 'items' | 'fields' }

/** How much is shown of each part. Every step shows less than the one before. */
interface Limits { text: number; items: number; fields: number; depth: number }
const STEPS: readonly Limits[] = [
  { text: Infinity, items: Infinity, fields: Infinity, depth: Infinity },
  ...[16_000, 8_000, 4_000, 2_000, 1_000, 500, 200].map((text) => ({ text, items: Math.max(5, text / 40), fields: Math.max(80, text / 40), depth: 50 })),
  { text: 80, items: 5, fields: 60, depth: 6 },
  { text: 80, items: 5, fields: 60, depth: 3 },
];
const LAST_STEP = STEPS[STEPS.length - 1];
const LONGEST_KEY = 100;

/**
 * The value within `maxChars` of JSON: the longest texts and lists are cut first, and each cut is named.
 * Nulls and empty lists, maps and texts are left out, as absent says the same in fewer tokens.
 */
export function fit(value: unknown, maxChars: number): { value: unknown; cuts: Cut[] } {
  const whole = compact(value);
  for (const limits of STEPS) {
    const cuts: Cut[] = [];
    const shown = cut(whole, limits, '', cuts);
    if (JSON.stringify(shown ?? null).length <= maxChars) return { value: shown, cuts };
  }
  return firstThatFit(whole, maxChars);
}

/** Where even the shortest form is too long: as many of its fields or items as fit, in order. */
function firstThatFit(value: unknown, maxChars: number): { value: unknown; cuts: Cut[] } {
  if (value === null || typeof value !== 'object') return { value: '…', cuts: [] };
  const cuts: Cut[] = [];
  const fitting: [string, unknown][] = [];
  let used = 2;
  for (const [key, it] of Object.entries(value)) {
    const shown = cut(it, LAST_STEP, `/${escapePointer(key)}`, []);
    used += JSON.stringify(shown).length + key.length * 2 + 4;
    if (used > maxChars) break;
    fitting.push([key, shown]);
  }
  const total = Object.keys(value).length;
  cuts.push({ path: '', shown: fitting.length, total, kind: Array.isArray(value) ? 'items' : 'fields' });
  return { value: Array.isArray(value) ? fitting.map(([, it]) => it) : Object.fromEntries(fitting), cuts };
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

/** Sums of money without the digits that only floating point put there. */
export function roundUsd<T extends number | null>(value: T): T {
  return (value === null ? null : Number(value.toPrecision(6))) as T;
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

function cut(value: unknown, limits: Limits, path: string, cuts: Cut[]): unknown {
  if (typeof value === 'string') {
    if (value.length > limits.text) cuts.push({ path, shown: limits.text, total: value.length, kind: 'characters' });
    return cutText(value, limits.text);
  }
  if (value === null || typeof value !== 'object') return value;
  if (limits.depth <= 0) {
    cuts.push({ path, shown: 0, total: Object.keys(value).length, kind: Array.isArray(value) ? 'items' : 'fields' });
    return '…';
  }
  const below = { ...limits, depth: limits.depth - 1 };
  if (Array.isArray(value)) {
    if (value.length > limits.items) cuts.push({ path, shown: Math.floor(limits.items), total: value.length, kind: 'items' });
    return value.slice(0, limits.items).map((it, index) => cut(it, below, `${path}/${index}`, cuts));
  }
  const fields = Object.entries(value);
  if (fields.length > limits.fields) cuts.push({ path, shown: limits.fields, total: fields.length, kind: 'fields' });
  return Object.fromEntries(fields.slice(0, limits.fields).map(([key, it]) => [limits.depth === Infinity ? key : cutText(key, LONGEST_KEY), cut(it, below, `${path}/${escapePointer(key)}`, cuts)]));
}

const escapePointer = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1');

function isHighSurrogate(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 0xd800 && code <= 0xdbff;
}

/** What was cut, in a sentence each; the rest as a number. `path` says where the value itself stands. */
export function cutNotes(cuts: readonly Cut[], path: string, howToGetIt: (path: string) => string): string[] {
  const nameable = cuts.filter((it) => path.length + it.path.length <= 120).slice(0, 4);
  const notes = nameable.map((it) => `${path}${it.path} is cut at ${it.shown} of ${it.total} ${it.kind}; ${howToGetIt(path + it.path)}.`);
  if (cuts.length > nameable.length) notes.push(`${cuts.length - nameable.length} more are cut in the same way.`);
  return notes;
}
