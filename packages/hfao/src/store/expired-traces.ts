import type { Expiry } from '../model/forgetting.js';
import type { TraceCursor, TracePage, TraceQuery } from './store.js';

const TRACES_A_PAGE = 1000;

/** A trace that began before the time of an expiry. */
export interface OldTrace { trace_id: string; /** Its last observation began before the time. */ is_over: boolean; /** It failed, or was scored, and such traces stay. */ is_kept: boolean; observations: number }

/** What an engine knows of the traces of one project. */
export interface OldTraces {
  old(expiry: Expiry): Promise<OldTrace[]>;
  /** Traces with an old observation that came late: what is imported. */
  receivedSince(expiry: Expiry): Promise<Iterable<string>>;
  listTraces(query: TraceQuery): Promise<Pick<TracePage, 'next' | 'traces'>>;
}

/** `young`: begun before the time, and not over or not received by then. `kept`: by a rule. */
export async function sortedOut(traces: OldTraces, expiry: Expiry): Promise<{ leaving: OldTrace[]; kept: OldTrace[]; young: OldTrace[] }> {
  const keptByFilter = await fulfilling(traces, expiry);
  const late = new Set(await traces.receivedSince(expiry));
  const sorted = { leaving: [] as OldTrace[], kept: [] as OldTrace[], young: [] as OldTrace[] };
  for (const it of await traces.old(expiry)) {
    if (!it.is_over || late.has(it.trace_id)) sorted.young.push(it);
    else if (it.is_kept || keptByFilter.has(it.trace_id)) sorted.kept.push(it);
    else sorted.leaving.push(it);
  }
  return sorted;
}

async function fulfilling(traces: OldTraces, { before, keep }: Expiry): Promise<Set<string>> {
  const kept = new Set<string>();
  for (const where of keep.where) {
    for (let after: TraceCursor | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
      const page = await traces.listTraces({ where, to: before, limit: TRACES_A_PAGE, after });
      for (const it of page.traces) kept.add(it.trace_id);
      after = page.next;
    }
  }
  return kept;
}
