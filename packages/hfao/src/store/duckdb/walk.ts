import type { Micros } from '../../model/time.js';
import type { Segment } from './segment.js';

/** After this a list that is searched through gives what it has, and where to go on. */
export const BUDGET_MS = 2_000;
/** But not before so many segments were looked through: some progress is made on the busiest machine. */
const LEAST_SEGMENTS = 8;
/** How long one step of the walk may take, as far as the steps before tell. */
const STEP_MS = 250;

export interface Walk<T> {
  /** Where to look, and the latest time at which something of it can stand in the list. */
  segments: readonly { segment: Segment; latest: Micros }[];
  /** How many entries to find. */
  count: number;
  timeOf: (entry: T) => Micros;
  keyOf: (entry: T) => string;
  inOrder: (a: T, b: T) => number;
  /** The first entries of these segments, in order, at most `count`. */
  look: (segments: readonly Segment[]) => Promise<readonly T[]>;
  /** Time is up after this, if something was gained until then. Default: never. */
  budgetMs?: number;
}

export interface Walked<T> {
  /** The first entries, in order, of each key the first; at most `count`. */
  entries: T[];
  /** Set when time was up first: nothing that is newer is missing. */
  searchedUntil?: Micros;
}

/**
 * Looks for the newest entries of a list, first in the latest segments, and stops when older ones can hold none of them, or when time is up.
 * Each step takes in more segments, the fewer entries were found before: what is rare is found in a few steps, what is common in the first.
 */
export async function walkBack<T>({ segments, count, timeOf, keyOf, inOrder, look, budgetMs = Infinity }: Walk<T>): Promise<Walked<T>> {
  const ahead = segments.toSorted((a, b) => b.latest - a.latest);
  const startMs = performance.now();
  let entries: T[] = [];
  let next = 0;
  while (next < ahead.length && !(entries.length === count && ahead[next].latest < timeOf(entries[count - 1]))) {
    const spentMs = performance.now() - startMs;
    if (spentMs >= budgetMs && next >= LEAST_SEGMENTS && ahead[next].latest < ahead[0].latest) {
      const searchedUntil = ahead[next].latest + 1;
      return { entries: entries.filter((it) => timeOf(it) >= searchedUntil), searchedUntil };
    }
    const last = entries.length === count ? timeOf(entries[count - 1]) : undefined;
    const needed = last === undefined ? Math.ceil((next * (count - entries.length)) / Math.max(entries.length, 0.5)) : ahead.filter((it, i) => i >= next && it.latest >= last).length;
    const step = ahead.slice(next, next + stepSize(next, needed, spentMs));
    next += step.length;
    const found = await look(step.map((it) => it.segment));
    entries = firstOfEach([...entries, ...found].sort(inOrder), keyOf).slice(0, count);
  }
  return { entries };
}

/** @param needed as many more segments as it seems to take */
function stepSize(done: number, needed: number, spentMs: number): number {
  if (done === 0) return 1;
  const affordable = Math.floor((STEP_MS * done) / Math.max(spentMs, 1));
  return Math.max(1, Math.min(needed, affordable, done * 8));
}

function firstOfEach<T>(sorted: readonly T[], keyOf: (entry: T) => string): T[] {
  const seen = new Set<string>();
  return sorted.filter((it) => seen.size < seen.add(keyOf(it)).size);
}
