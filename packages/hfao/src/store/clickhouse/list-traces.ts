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
import { walkBack, type Range, type Walked } from './windows.js';

/** First the places of the page's traces, and one more; then what is shown of them. */
export async function listTraces(query: Query, projectId: string, wanted: TraceQuery): Promise<TracePage> {
  const { where, limit } = wanted;
  const { entries, searchedUntil } = where === undefined ? { entries: await newest(query, projectId, wanted), searchedUntil: undefined } : await passing(query, projectId, { ...wanted, where });
  const page = entries.slice(0, limit);
  const ids = page.map((it) => it.trace_id);
  const traces = await foldTraces(query, projectId, ids);
  const scores = await scoresOf(query, projectId, ids);
  // A batch that was stored between two statements may have moved a trace to another place of the list.
  const settled = page.flatMap(({ start, trace_id }): TraceDelta[] => (traces.get(trace_id)?.start_time === start ? [traces.get(trace_id)!] : []));
  return { traces: settled.map((it) => traceSummary(it, scores.get(it.trace_id) ?? [])), ...endOf(entries, limit, searchedUntil) };
}

function endOf(entries: readonly TraceCursor[], limit: number, searchedUntil: number | undefined): Pick<TracePage, 'next' | 'searchedUntil'> {
  if (entries.length > limit) return { next: entries[limit - 1] };
  return searchedUntil === undefined ? {} : { next: { start: searchedUntil - 1, trace_id: '' }, searchedUntil };
}

/**
 * Walks the deltas in the order of the list, newest first. A trace belongs where its earliest delta stands, so a delta names a trace of the page
 * exactly when the trace begins with it; the others are passed over, those of earlier generations too.
 */
async function newest(query: Query, projectId: string, wanted: TraceQuery): Promise<TraceCursor[]> {
  const found: TraceCursor[] = [];
  let { after } = wanted;
  for (let step = wanted.limit * 2 + 100; found.length <= wanted.limit; step *= 2) {
    const stops = await nextStops(query, projectId, { ...wanted, after, limit: step });
    for (const { start, trace_id, begins } of stops) {
      if (begins === start && !(start === after?.start && trace_id === after.trace_id)) found.push({ start, trace_id });
      after = { start, trace_id };
    }
    if (stops.length < step) break;
  }
  return found.slice(0, wanted.limit + 1);
}

/** The next places where a delta stands in the order of the list, with when its trace begins; deltas that stand in one place side by side. Fewer than asked for only at the end. */
function nextStops(query: Query, projectId: string, wanted: TraceQuery): Promise<(TraceCursor & { begins: number | null })[]> {
  const parameters = new Parameters();
  const stops = `SELECT start_time, trace_id FROM trace_deltas WHERE ${[`project_id = ${parameters.text(projectId)}`, ...ofPage(wanted, parameters)].join(' AND ')}
ORDER BY start_time DESC, trace_id LIMIT ${integerLiteral(wanted.limit)}`;
  const begins = wholeTraces({ projectId }, ['trace_id', 'start_time'], parameters, undefined, 'trace_id IN (SELECT trace_id FROM stops)');
  return query(`
WITH stops AS (${stops})
SELECT ${microsOf('stops.start_time')} AS start, stops.trace_id AS trace_id, ${microsOf('whole.start_time')} AS begins
FROM stops LEFT JOIN (${begins}) AS whole ON whole.trace_id = stops.trace_id ORDER BY start DESC, trace_id`, parameters);
}

function passing(query: Query, projectId: string, { where, ...wanted }: TraceQuery & { where: Filter }): Promise<Walked<TraceCursor>> {
  const { from, to, after, limit } = wanted;
  const range = { from, to: after === undefined ? to : Math.min(to ?? Infinity, after.start + 1) };
  return walkBack<TraceCursor>(query, { projectId, table: 'trace_deltas', range, count: limit + 1, look: (within, count) => passingWithin(query, { projectId, within, where }, { ...wanted, limit: count }) });
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
