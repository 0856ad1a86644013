import { CONSTANT_SECOND } from './allowed.js';
import type { Part } from './check-statement.js';

const MAX_PATTERN = 500;
/** How much longer a text may become where a part of it is replaced. */
const MAX_REPLACEMENT = 4;
const MAX_PLACES = 10_000;

/** What the arguments of a function must be so that it ends soon: patterns are constants, and such as take time in proportion to the text. */
export function checkArguments(name: string, children: readonly Part[], refuse: (message: string) => Error): void {
  if (CONSTANT_SECOND.has(name)) {
    const given = children.slice(1).map((it) => constantOf(it));
    if (given.some((it) => it === undefined)) throw refuse(`What ${shown(name)} looks for must be written out: a pattern from a column would be taken apart for every row.`);
    if (given.some((it) => typeof it === 'string' && it.length > MAX_PATTERN)) throw refuse(`The pattern of ${shown(name)} is longer than ${MAX_PATTERN} characters.`);
    checkPattern(name, String(given[0] ?? ''), refuse);
    if (name === 'replace' || name === 'regexp_replace') checkReplacement(name, String(given[0] ?? ''), String(given[1] ?? ''), refuse);
  }
  if (name === 'like_escape') throw refuse('LIKE … ESCAPE is not allowed. Use regexp_matches().');
  if (name === 'round' || name === 'trunc') checkPlaces(children[1], refuse);
}

function checkPattern(name: string, pattern: string, refuse: (message: string) => Error): void {
  const isLike = name.includes('~~');
  const inner = pattern.replace(/^%+|%+$/g, '');
  // Without _ and with case DuckDB looks for one piece after the other. Otherwise it tries every place for every %.
  if (isLike && inner.includes('%') && (name.endsWith('*') || pattern.includes('_'))) throw refuse('LIKE with _ and ILIKE may have % at the beginning and at the end only: in between they take too long. Use regexp_matches(text, \'a.*b\', \'i\').');
  if (name.startsWith('json') || name.startsWith('->')) {
    if ((pattern.match(/\*/g)?.length ?? 0) > 1) throw refuse('A JSON path may have one * at most.');
  }
}

function checkReplacement(name: string, from: string, to: string, refuse: (message: string) => Error): void {
  const most = name === 'replace' ? Math.max(1, from.length) * MAX_REPLACEMENT : 2 * MAX_REPLACEMENT;
  if (to.length > most) throw refuse(`What ${name}() puts in may be at most ${most} characters long here.`);
}

function checkPlaces(places: Part | undefined, refuse: (message: string) => Error): void {
  const value = places === undefined ? 0 : constantOf(places);
  if (typeof value === 'number' && Math.abs(value) > MAX_PLACES) throw refuse('That many digits cannot be.');
}

/** The value of a constant, or of a cast of one; undefined when it is none. */
export function constantOf(part: Part): string | number | boolean | null | undefined {
  if (part.class === 'CAST') return constantOf(part.child as Part);
  if (part.class === 'FUNCTION' && part.function_name === '-' && Array.isArray(part.children) && part.children.length === 1) return constantOf(part.children[0] as Part);
  if (part.class !== 'CONSTANT') return undefined;
  const { is_null: isNull, value } = part.value as { is_null: boolean; value?: unknown };
  return isNull || typeof value === 'object' ? null : value as string | number | boolean | undefined;
}

/** The text of a constant; empty where it is none. */
export const constantText = (part: Part | undefined) => String((part && constantOf(part)) ?? '');

const shown = (name: string) => (name === '~~' || name === '!~~' ? 'LIKE' : name === '~~*' || name === '!~~*' ? 'ILIKE' : /^\w+$/.test(name) ? `${name}()` : name);
