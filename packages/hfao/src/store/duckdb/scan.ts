import { OBSERVATION_COLUMNS, type ObservationRow } from '../../model/observation.js';
import type { ScanCursor, ScanPage, ScanQuery } from '../store.js';
import type { Query } from './readers.js';
import type { Segment } from './segment.js';
import { integerLiteral, Parameters, timeLiteral, unionAll } from './sql.js';

type Key = ScanCursor;

/**
 * First only the keys of the page, segment after segment, until none can hold an earlier one; then the whole rows between the first key and
 * the last. So what is wide is read for the rows of the page alone.
 */
export async function scanObservations(query: Query, segments: readonly Segment[], projectId: string, wanted: ScanQuery): Promise<ScanPage> {
  const { limit } = wanted;
  const { keys, holders } = await nextKeys(query, segments, projectId, wanted);
  const page = keys.slice(0, limit);
  const last = page.at(-1);
  if (last === undefined) return { rows: [] };
  const parameters = new Parameters();
  const conditions = [...beyond(projectId, wanted, parameters), notAfter(last, parameters)];
  const columns = OBSERVATION_COLUMNS.map(([name]) => `"${name}"`).join(', ');
  const rows = await query<ObservationRow>(`${unionAll(holders, (it) => `SELECT ${columns} FROM ${it.database}.observations WHERE ${conditions.join(' AND ')}`)}
ORDER BY start_time, trace_id, observation_id`, parameters);
  return { rows, ...(keys.length > limit ? { next: last } : {}) };
}

export async function countObservations(query: Query, segments: readonly Segment[], projectId: string, { from, to }: Pick<ScanQuery, 'from' | 'to'>): Promise<number> {
  const candidates = within(segments, { from, to, limit: 0 });
  if (candidates.length === 0) return 0;
  const parameters = new Parameters();
  const conditions = beyond(projectId, { from, to, limit: 0 }, parameters).join(' AND ');
  const counts = await query<{ rows: number }>(unionAll(candidates, (it) => `SELECT count(*) AS rows FROM ${it.database}.observations WHERE ${conditions}`), parameters);
  return counts.reduce((sum, it) => sum + it.rows, 0);
}

/** The next keys, one more than a page holds, and the segments that may have given some of them. */
async function nextKeys(query: Query, segments: readonly Segment[], projectId: string, wanted: ScanQuery): Promise<{ keys: Key[]; holders: Segment[] }> {
  const count = wanted.limit + 1;
  const holders: Segment[] = [];
  let keys: Key[] = [];
  for (const segment of within(segments, wanted)) {
    if (keys.length === count && segment.from > keys[count - 1].start) break;
    const parameters = new Parameters();
    const conditions = beyond(projectId, wanted, parameters);
    if (keys.length === count) conditions.push(`start_time <= ${timeLiteral(keys[count - 1].start)}`);
    const found = await query<Key>(`
SELECT start_time AS start, trace_id, observation_id FROM ${segment.database}.observations WHERE ${conditions.join(' AND ')}
ORDER BY start_time, trace_id, observation_id LIMIT ${integerLiteral(count)}`, parameters);
    if (found.length === 0) continue;
    holders.push(segment);
    keys = [...keys, ...found].sort(inScanOrder).slice(0, count);
  }
  return { keys, holders };
}

/** The segments with something between the bounds, in the order in which they begin. */
function within(segments: readonly Segment[], { from, to, after }: ScanQuery): Segment[] {
  const earliest = Math.max(from ?? -Infinity, after?.start ?? -Infinity);
  return segments.filter((it) => it.from < (to ?? Infinity) && it.to >= earliest && it.from <= it.to).sort((a, b) => a.from - b.from);
}

function beyond(projectId: string, { from, to, after }: ScanQuery, parameters: Parameters): string[] {
  const conditions = [`project_id = ${parameters.text(projectId)}`];
  if (from !== undefined) conditions.push(`start_time >= ${timeLiteral(from)}`);
  if (to !== undefined) conditions.push(`start_time < ${timeLiteral(to)}`);
  if (after === undefined) return conditions;
  const start = timeLiteral(after.start);
  const trace = parameters.text(after.trace_id);
  return [...conditions, `start_time >= ${start}`, `(start_time > ${start} OR trace_id > ${trace} OR (trace_id = ${trace} AND observation_id > ${parameters.text(after.observation_id)}))`];
}

function notAfter(last: Key, parameters: Parameters): string {
  const start = timeLiteral(last.start);
  const trace = parameters.text(last.trace_id);
  return `start_time <= ${start} AND (start_time < ${start} OR trace_id < ${trace} OR (trace_id = ${trace} AND observation_id <= ${parameters.text(last.observation_id)}))`;
}

function inScanOrder(a: Key, b: Key): number {
  if (a.start !== b.start) return a.start - b.start;
  return compareText(a.trace_id, b.trace_id) || compareText(a.observation_id, b.observation_id);
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
