import type { TraceCursor, TracePage, TraceQuery } from '../store.js';
import { GROUP_KEYS } from '../trace-delta.js';
import { traceSummary } from '../trace-summary.js';
import { compileFilter } from './compile-filter.js';
import type { DeltaColumn } from './fold-deltas.js';
import { scoresOf, tracesOfPage } from './read-trace.js';
import type { Query } from './readers.js';
import type { Segment } from './segment.js';
import { integerLiteral, Parameters, timeLiteral } from './sql.js';
import { surroundingsOf } from './surroundings.js';
import { traceRow } from './trace-row.js';
import { BUDGET_MS, walkBack } from './walk.js';
import { whereTheirsCanBe } from './where-it-can-be.js';
import { twinExcess, usesUsage, wholeTraces } from './whole-traces.js';

/**
 * Walks the segments from the newest. Of a segment come the places in the list of those of its traces that pass the filter, each folded from wherever its deltas are,
 * so a page is exact however a trace's batches were spread. What a page shows is read for its traces alone.
 */
export async function listTraces(query: Query, all: readonly Segment[], projectId: string, wanted: TraceQuery): Promise<TracePage> {
  const { from = -Infinity, to = Infinity, after, limit } = wanted;
  const latest = Math.min(to - 1, after?.start ?? Infinity);
  const { entries, searchedUntil } = await walkBack<TraceCursor>({
    segments: whereTheirsCanBe(all, projectId, wanted.where, GROUP_KEYS).filter((it) => it.projects.has(projectId) && it.from <= latest && it.deltasTo >= from).map((segment) => ({ segment, latest: Math.min(latest, segment.deltasTo) })),
    count: limit + 1, timeOf: (it) => it.start, keyOf: (it) => it.trace_id, inOrder: inListOrder, budgetMs: wanted.where && BUDGET_MS,
    look: (window) => passing(query, { window, all, projectId }, wanted),
  });
  const page = entries.slice(0, limit);
  const ids = page.map((it) => it.trace_id);
  const traces = await tracesOfPage(query, all, projectId, page);
  const scores = await scoresOf(query, all, projectId, ids);
  // A batch that was committed between two statements may have moved a trace to another place of the list.
  const settled = page.flatMap(({ start, trace_id }) => (traces.get(trace_id)?.start_time === start ? [traces.get(trace_id)!] : []));
  return { traces: settled.map((it) => traceSummary(it, scores.get(it.trace_id) ?? [])), ...endOf(entries, limit, searchedUntil) };
}

function endOf(entries: readonly TraceCursor[], limit: number, searchedUntil: number | undefined): Pick<TracePage, 'next' | 'searchedUntil'> {
  if (entries.length > limit) return { next: entries[limit - 1] };
  return searchedUntil === undefined ? {} : { next: { start: searchedUntil - 1, trace_id: '' }, searchedUntil };
}

/** The first places of traces that have a delta in the window and pass the filter, one more than a page holds. */
async function passing(query: Query, extent: { window: readonly Segment[]; all: readonly Segment[]; projectId: string }, { from, to, after, where, limit }: TraceQuery): Promise<TraceCursor[]> {
  const parameters = new Parameters();
  const columns = new Set<DeltaColumn>(['trace_id', 'start_time']);
  const conditions: string[] = [];
  if (from !== undefined) conditions.push(`start_time >= ${timeLiteral(from)}`);
  if (to !== undefined) conditions.push(`start_time < ${timeLiteral(to)}`);
  if (after !== undefined) {
    const start = timeLiteral(after.start);
    conditions.push(`start_time <= ${start}`, `(start_time < ${start} OR trace_id > ${parameters.text(after.trace_id)})`);
  }
  if (where !== undefined) conditions.push(compileFilter(where, traceRow(surroundingsOf(extent), parameters, (used) => { for (const it of used) columns.add(it); }), parameters));
  const excess = usesUsage(columns) ? await twinExcess(query, extent) : undefined;
  return query<TraceCursor>(`
SELECT start_time AS start, trace_id FROM (
${wholeTraces(extent, [...columns], parameters, excess)}
)${conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`}
ORDER BY start_time DESC, trace_id LIMIT ${integerLiteral(limit + 1)}`, parameters);
}

function inListOrder(a: TraceCursor, b: TraceCursor): number {
  if (a.start !== b.start) return b.start - a.start;
  return a.trace_id < b.trace_id ? -1 : a.trace_id > b.trace_id ? 1 : 0;
}
