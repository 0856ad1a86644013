import type { TraceCursor, TracePage, TraceQuery } from '../store.js';
import type { TraceDelta } from '../trace-delta.js';
import { passesFilter, traceSummary, wordsOf } from '../trace-summary.js';
import { foldTraces, scoresOf } from './read-trace.js';
import type { Query } from './readers.js';
import type { Segment } from './segment.js';
import { integerLiteral, Parameters, timeLiteral, unionAll } from './sql.js';

/** How many segments are asked at once for the next deltas; most pages come from the newest one or two. */
const SEGMENTS_AT_ONCE = 4;

/**
 * Walks the deltas in the order of the list, newest first. A trace belongs where its earliest delta stands, so a delta names a trace of the page
 * exactly when the whole trace, folded from all segments, starts with it; the others are passed over. So a page is exact however a
 * trace's batches were spread, and costs no more than the deltas it walks over.
 */
export async function listTraces(query: Query, segments: readonly Segment[], projectId: string, wanted: TraceQuery): Promise<TracePage> {
  const found: TraceDelta[] = [];
  const folded = new Map<string, TraceDelta>();
  let step = wanted.limit * 4 + 200;
  let after = wanted.after;
  // First without: most filters let enough through, and finding all that match costs a scan.
  let isNarrowed = false;
  while (found.length <= wanted.limit) {
    const stops = await nextStops(query, segments, { projectId, wanted, after, count: step, isNarrowed });
    const unknown = [...new Set(stops.map((it) => it.trace_id))].filter((it) => !folded.has(it));
    for (const [traceId, trace] of await foldTraces(query, segments, projectId, unknown)) folded.set(traceId, trace);
    for (const { start, trace_id } of stops) {
      const trace = folded.get(trace_id);
      if (trace?.start_time === start && passesFilter(trace, wanted)) found.push(trace);
    }
    if (stops.length < step) break;
    after = stops[stops.length - 1];
    step = Math.min(step * 2, 5000);
    isNarrowed = true;
  }
  const page = found.slice(0, wanted.limit);
  const scores = await scoresOf(query, segments, projectId, page.map((it) => it.trace_id));
  const last = page.at(-1);
  return {
    traces: page.map((it) => traceSummary(it, scores.get(it.trace_id) ?? [])),
    ...(found.length > page.length && last !== undefined ? { next: { start: last.start_time, trace_id: last.trace_id } } : {}),
  };
}

interface StopQuery { projectId: string; wanted: TraceQuery; after: TraceCursor | undefined; count: number; isNarrowed: boolean }

/** The next `count` places, distinct, where a delta stands in the order of the list. Fewer only at the end. */
async function nextStops(query: Query, segments: readonly Segment[], { projectId, wanted, after, count, isNarrowed }: StopQuery): Promise<TraceCursor[]> {
  const { from = -Infinity, to = Infinity } = wanted;
  const latest = Math.min(to - 1, after?.start ?? Infinity);
  const candidates = segments.filter((it) => it.from <= latest && it.deltasTo >= from).sort((a, b) => b.deltasTo - a.deltasTo);
  // Finding what matches costs the same for one segment as for all.
  const atOnce = isNarrowed ? candidates.length : SEGMENTS_AT_ONCE;
  let stops: TraceCursor[] = [];
  for (let i = 0; i < candidates.length; i += atOnce) {
    if (stops.length === count && candidates[i].deltasTo < stops[count - 1].start) break;
    const parameters = new Parameters();
    const conditions = [`project_id = ${parameters.text(projectId)}`];
    if (Number.isFinite(latest)) conditions.push(`start_time <= ${timeLiteral(latest)}`);
    if (Number.isFinite(from)) conditions.push(`start_time >= ${timeLiteral(from)}`);
    if (after !== undefined) conditions.push(`(start_time < ${timeLiteral(after.start)} OR trace_id > ${parameters.text(after.trace_id)})`);
    const matching = isNarrowed ? matchingTraces(segments.filter((it) => it.deltasTo >= from), projectId, wanted, parameters) : [];
    const next = await query<TraceCursor>(`
SELECT DISTINCT start_time AS start, trace_id FROM (
${unionAll(candidates.slice(i, i + atOnce), (it) => `SELECT start_time, trace_id FROM ${it.database}.trace_deltas WHERE ${conditions.join(' AND ')}`)}
) ${matching.map((it, n) => `${n === 0 ? 'WHERE' : 'AND'} trace_id IN (${it})`).join(' ')}
ORDER BY start DESC, trace_id LIMIT ${integerLiteral(count)}`, parameters);
    stops = distinct([...stops, ...next].sort(inListOrder)).slice(0, count);
  }
  return stops;
}

/**
 * Traces with a delta that shows what the filter asks for. Whoever passes the filter is among them: a value of a whole trace is always
 * one of its deltas'. One SELECT for each thing that is asked for, none when nothing is that a single delta can show.
 */
function matchingTraces(segments: readonly Segment[], projectId: string, wanted: TraceQuery, parameters: Parameters): string[] {
  const { status, hasErrors, text, model, agent, tag, name } = wanted;
  const conditions: string[] = [];
  if (status === 'error') conditions.push("CASE WHEN is_root THEN status = 'error' ELSE error_count > 0 END");
  if (hasErrors) conditions.push('error_count > 0');
  if (name !== undefined) conditions.push(`name = ${parameters.text(name)}`);
  for (const column of ['session_id', 'user_id', 'environment'] as const) {
    const value = wanted[column];
    if (value === undefined) continue;
    const placeholder = parameters.text(value);
    conditions.push(`(${column} = ${placeholder} OR any_${column} = ${placeholder})`);
  }
  for (const [column, value] of [['models', model], ['agents', agent], ['tags', tag]] as const) {
    if (value !== undefined) conditions.push(`list_contains(${column}, ${parameters.text(value)})`);
  }
  const longest = wordsOf(text ?? '').sort((a, b) => b.length - a.length)[0];
  if (longest !== undefined) {
    const word = `lower(${parameters.text(longest)})`;
    conditions.push(`(${SHOWN_TEXTS.map((it) => `contains(lower(${it}), ${word})`).join(' OR ')})`);
  }
  if (conditions.length === 0 || segments.length === 0) return [];
  const project = parameters.text(projectId);
  return conditions.map((it) => unionAll(segments, ({ database }) => `SELECT trace_id FROM ${database}.trace_deltas WHERE project_id = ${project} AND ${it}`));
}

const SHOWN_TEXTS = [
  'name', 'trace_id', 'session_id', 'any_session_id', 'user_id', 'any_user_id', 'input_preview', 'output_preview', 'error_message',
  ...['models', 'agents', 'tags'].map((it) => `array_to_string(${it}, chr(10))`),
];

function inListOrder(a: TraceCursor, b: TraceCursor): number {
  if (a.start !== b.start) return b.start - a.start;
  return a.trace_id < b.trace_id ? -1 : a.trace_id > b.trace_id ? 1 : 0;
}

function distinct(sorted: readonly TraceCursor[]): TraceCursor[] {
  return sorted.filter((it, i) => i === 0 || inListOrder(sorted[i - 1], it) !== 0);
}
