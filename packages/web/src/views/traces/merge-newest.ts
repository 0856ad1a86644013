import type { TraceSummary } from '../../api/model';

export interface LiveRows { rows: TraceSummary[]; waiting: number }

/**
 * The pages that were read, brought up to date with the newest few.
 * @param seen ids of traces beyond the pages that the reader has already seen: they stay
 * @param showAll true at the top of the list: what is new appears; otherwise it waits, so that nothing jumps under the reader
 * @returns rows newest first, and how many wait
 */
export function mergeNewest(pages: readonly TraceSummary[], newest: readonly TraceSummary[], seen: ReadonlySet<string>, showAll: boolean): LiveRows {
  if (newest.length === 0) return { rows: [...pages], waiting: 0 };
  const fresh = new Map(newest.map((it) => [it.trace_id, it]));
  const rows = pages.map((it) => {
    const newer = fresh.get(it.trace_id);
    fresh.delete(it.trace_id);
    return newer ?? it;
  });
  const added = [...fresh.values()].filter((it) => showAll || seen.has(it.trace_id));
  if (added.length === 0) return { rows, waiting: fresh.size };
  return { rows: [...added, ...rows].sort(newestFirst), waiting: fresh.size - added.length };
}

const newestFirst = (a: TraceSummary, b: TraceSummary) => (a.start_time < b.start_time ? 1 : a.start_time > b.start_time ? -1 : a.trace_id < b.trace_id ? 1 : -1);
