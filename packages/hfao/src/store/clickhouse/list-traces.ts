import type { Filter } from '../../model/filter/filter.js';
import type { TraceCursor, TracePage, TraceQuery } from '../store.js';
import type { TraceDelta } from '../trace-delta.js';
import { traceSummary } from '../trace-summary.js';
import { compileFilter } from './compile-filter.js';
import type { DeltaColumn } from './fold-deltas.js';
import { foldTraces, scoresOf } from './read-trace.js';
import type { Query } from './readers.js';
import { integerLiteral, microsOf, Parameters, timeLiteral } from './sql.js';
import { traceRow } from './trace-row.js';
import { tracesWithin, twinExcess, usesUsage, wholeTraces } from './whole-traces.js';
import { walkBack, type Range } from './windows.js';

/** The traces of a page and one more, and how far a search came. */
interface Found { traces: TraceDelta[]; next?: TraceCursor; searchedUntil?: number }

export async function listTraces(query: Query, projectId: string, wanted: TraceQuery): Promise<TracePage> {
  const { where } = wanted;
  const { traces, ...end } = where === undefined ? await newest(query, projectId, wanted) : await passing(query, projectId, { ...wanted, where });
  const scores = await scoresOf(query, projectId, traces.map((it) => it.trace_id));
  return { traces: traces.map((it) => traceSummary(it, scores.get(it.trace_id) ?? [])), ...end };
}

/**
 * Walks the deltas in the order of the list, newest first. A trace belongs where its earliest delta stands, so a delta names a trace of the page
 * exactly when the whole folded trace begins with it; the others are passed over, those of earlier generations too.
 */
async function newest(query: Query, projectId: string, wanted: TraceQuery): Promise<Found> {
  const { limit } = wanted;
  const found: TraceDelta[] = [];
  const folded = new Map<string, TraceDelta>();
  let { after } = wanted;
  for (let step = limit * 2 + 50; found.length <= limit; step *= 2) {
    const stops = await nextStops(query, projectId, { ...wanted, after, limit: step });
    const unknown = [...new Set(stops.map((it) => it.trace_id))].filter((it) => !folded.has(it));
    for (const [traceId, trace] of await foldTraces(query, projectId, unknown)) folded.set(traceId, trace);
    for (const { start, trace_id } of stops) {
      const trace = folded.get(trace_id);
      const isNew = start !== after?.start || trace_id !== after.trace_id;
      if (isNew && trace?.start_time === start) found.push(trace);
      after = { start, trace_id };
    }
    if (stops.length < step) break;
  }
  return { traces: found.slice(0, limit), ...(found.length > limit && { next: { start: found[limit - 1].start_time, trace_id: found[limit - 1].trace_id } }) };
}

/** The next places where a delta stands in the order of the list; deltas that stand in one place side by side. Fewer than asked for only at the end. */
function nextStops(query: Query, projectId: string, wanted: TraceQuery): Promise<TraceCursor[]> {
  const parameters = new Parameters();
  return query<TraceCursor>(`
SELECT ${microsOf('start_time')} AS start, trace_id FROM trace_deltas WHERE ${[`project_id = ${parameters.text(projectId)}`, ...ofPage(wanted, parameters)].join(' AND ')}
ORDER BY start_time DESC, trace_id LIMIT ${integerLiteral(wanted.limit)}`, parameters);
}

/** Window after window from the newest: first the places of what passes, then what is shown of it. */
async function passing(query: Query, projectId: string, { where, ...wanted }: TraceQuery & { where: Filter }): Promise<Found> {
  const { from, to, after, limit } = wanted;
  const range = { from, to: after === undefined ? to : Math.min(to ?? Infinity, after.start + 1) };
  const { entries, searchedUntil } = await walkBack<TraceCursor>(query, {
    projectId, table: 'trace_deltas', range, count: limit + 1, look: (within, count) => passingWithin(query, { projectId, within, where }, { ...wanted, limit: count }),
  });
  const page = entries.slice(0, limit);
  const folded = await foldTraces(query, projectId, page.map((it) => it.trace_id));
  // A batch that was stored between two statements may have moved a trace to another place of the list.
  const traces = page.flatMap(({ start, trace_id }): TraceDelta[] => (folded.get(trace_id)?.start_time === start ? [folded.get(trace_id)!] : []));
  if (entries.length > limit) return { traces, next: entries[limit - 1] };
  return searchedUntil === undefined ? { traces } : { traces, next: { start: searchedUntil - 1, trace_id: '' }, searchedUntil };
}

async function passingWithin(query: Query, { projectId, within, where }: { projectId: string; within: Range; where: Filter }, wanted: TraceQuery): Promise<TraceCursor[]> {
  const extent = { projectId, ...within };
  const parameters = new Parameters();
  const columns = new Set<DeltaColumn>(['trace_id', 'start_time']);
  const surroundings = { projectId, traces: tracesWithin(extent, parameters) };
  const condition = compileFilter(where, traceRow(surroundings, parameters, (used) => { for (const it of used) columns.add(it); }), parameters);
  const excess = usesUsage(columns) ? await twinExcess(query, extent) : undefined;
  return query<TraceCursor>(`
SELECT ${microsOf('start_time')} AS start, trace_id FROM (${wholeTraces(extent, [...columns], parameters, excess)})
WHERE ${[condition, ...ofPage(wanted, parameters)].join(' AND ')}
ORDER BY start_time DESC, trace_id LIMIT ${integerLiteral(wanted.limit)}`, parameters);
}

function ofPage({ from, to, after }: TraceQuery, parameters: Parameters): string[] {
  const conditions: string[] = [];
  if (from !== undefined) conditions.push(`start_time >= ${timeLiteral(from)}`);
  if (to !== undefined) conditions.push(`start_time < ${timeLiteral(to)}`);
  if (after === undefined) return conditions;
  const start = timeLiteral(after.start);
  return [...conditions, `start_time <= ${start}`, `(start_time < ${start} OR trace_id > ${parameters.text(after.trace_id)})`];
}
