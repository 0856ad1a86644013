/** What the choice is made of; a segment is one. */
export interface MergeCandidate {
  rows: number;
  holes: number;
  bytes(): number;
}

/** So many full segments become one: ten million rows are about ten files, and each row is written once more. */
const FULL_SEGMENTS = 8;
/** Rows may be wide: a full segment is one of so many bytes, too. */
const FULL_BYTES = 128 * 1024 * 1024;
/** Few small ones, as restarts leave them, are left alone. */
const FEW = 4;
const MOST_HOLES = 0.25;

/**
 * The segments, side by side, that are best merged next; undefined when they are good as they are. One alone: it is mostly holes.
 * The largest of several is never larger than the others together, so that a row is rewritten a few times at most.
 * @param runs segments at rest, oldest first, each run without anything between
 */
export function nextMerge<T extends MergeCandidate>(runs: readonly (readonly T[])[], fullRows: number): T[] | undefined {
  for (const run of runs) {
    const holey = run.find((it) => it.holes > MOST_HOLES * (it.rows + it.holes));
    if (holey !== undefined) return [holey];
  }
  const weights = new Map(runs.flat().map((it) => [it, Math.max(it.rows / fullRows, it.bytes() / FULL_BYTES)]));
  for (const run of runs) {
    for (let from = 0; from < run.length; from++) {
      const found = mergeFrom(run.slice(from), (it) => weights.get(it)!);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function mergeFrom<T>(run: readonly T[], weightOf: (it: T) => number): T[] | undefined {
  let total = 0;
  let largest = 0;
  let count = 0;
  let few: T[] | undefined;
  for (const it of run) {
    const weight = weightOf(it);
    if (total + weight > FULL_SEGMENTS * 1.25) break;
    total += weight;
    largest = Math.max(largest, weight);
    count++;
    if (count < 2 || largest > total - largest) continue;
    if (total >= FULL_SEGMENTS * 0.9) return run.slice(0, count);
    if (count >= FEW && total <= 1) few = run.slice(0, count);
  }
  return few;
}
