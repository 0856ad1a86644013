import { LOG_COLUMNS, type LogRow } from '../../model/log-entry.js';
import { METRIC_POINT_COLUMNS, type MetricPointRow } from '../../model/metric-point.js';
import type { Score } from '../../model/score.js';
import type { ScoreScan, StoredCounts, TimedCursor, TimedScan, TimedScanQuery } from '../store-scans.js';
import type { Query } from './readers.js';
import { SCORE_COLUMNS } from './schema.js';
import type { Segment, TimeBounds } from './segment.js';
import { integerLiteral, Parameters, timeLiteral, unionAll } from './sql.js';

interface TimedTable { name: 'logs' | 'metric_points'; id: string; columns: readonly (readonly [string, unknown])[]; times: (segment: Segment) => TimeBounds }

const LOGS: TimedTable = { name: 'logs', id: 'log_id', columns: LOG_COLUMNS, times: (it) => it.logTimes };
const POINTS: TimedTable = { name: 'metric_points', id: 'point_id', columns: METRIC_POINT_COLUMNS, times: (it) => it.pointTimes };

export const scanLogs = (query: Query, segments: readonly Segment[], projectId: string, wanted: TimedScanQuery) => scanTimed<LogRow>(LOGS, query, segments, projectId, wanted);
export const scanMetricPoints = (query: Query, segments: readonly Segment[], projectId: string, wanted: TimedScanQuery) => scanTimed<MetricPointRow>(POINTS, query, segments, projectId, wanted);

/** What was written again stands in the later segment. */
export async function scanScores(query: Query, segments: readonly Segment[], projectId: string, { after, limit }: { after?: string; limit: number }): Promise<ScoreScan> {
  const parameters = new Parameters();
  const condition = `project_id = ${parameters.text(projectId)}${after === undefined ? '' : ` AND score_id > ${parameters.text(after)}`}`;
  const columns = columnsOf(SCORE_COLUMNS);
  const rows = await query<Score>(`
SELECT ${columns} FROM (${unionAll(segments, (it) => `SELECT ${columns}, ${it.number} AS segment FROM ${it.database}.scores WHERE ${condition}`)})
QUALIFY row_number() OVER (PARTITION BY score_id ORDER BY segment DESC) = 1
ORDER BY score_id LIMIT ${integerLiteral(limit + 1)}`, parameters);
  return rows.length > limit ? { rows: rows.slice(0, limit), next: rows[limit - 1].score_id } : { rows };
}

export async function storedProjects(query: Query, segments: readonly Segment[]): Promise<string[]> {
  const tables = segments.flatMap(({ database }) => ['observations', 'scores', 'logs', 'metric_points'].map((table) => `${database}.${table}`));
  const found = await query<{ project_id: string }>(`SELECT DISTINCT project_id FROM (${unionAll(tables, (it) => `SELECT DISTINCT project_id FROM ${it}`)}) ORDER BY project_id`);
  return found.map((it) => it.project_id);
}

export async function countStored(query: Query, segments: readonly Segment[], projectId: string): Promise<StoredCounts> {
  const ids = { observations: undefined, scores: 'score_id', logs: 'time, log_id', metric_points: 'time, point_id' };
  const counts: [string, number][] = [];
  for (const [table, id] of Object.entries(ids)) {
    const parameters = new Parameters();
    const project = `project_id = ${parameters.text(projectId)}`;
    const count = id === undefined ? '*' : `DISTINCT (${id})`;
    const [{ rows }] = await query<{ rows: number }>(`SELECT count(${count}) AS rows FROM (${unionAll(segments, (it) => `SELECT ${id ?? '1'} FROM ${it.database}.${table} WHERE ${project}`)})`, parameters);
    counts.push([table, rows]);
  }
  return Object.fromEntries(counts) as unknown as StoredCounts;
}

/** As scanObservations: first the keys of the page, then what is wide between the first and the last. Copies of what was sent again stand side by side. */
async function scanTimed<Row extends { time: number }>(table: TimedTable, query: Query, segments: readonly Segment[], projectId: string, wanted: TimedScanQuery): Promise<TimedScan<Row>> {
  const { keys, holders } = await nextKeys(table, query, segments, projectId, wanted);
  const last = keys.slice(0, wanted.limit).at(-1);
  if (last === undefined) return { rows: [] };
  const parameters = new Parameters();
  const conditions = [...beyond(table, projectId, wanted, parameters), notAfter(table, last, parameters)].join(' AND ');
  const columns = columnsOf(table.columns);
  const copies = await query<Row>(`${unionAll(holders, (it) => `SELECT ${columns} FROM ${it.database}.${table.name} WHERE ${conditions}`)}
ORDER BY time, ${table.id}, ingested_at DESC`, parameters);
  const idOf = (row: Row) => (row as unknown as Record<string, string>)[table.id];
  const rows = copies.filter((it, i) => i === 0 || it.time !== copies[i - 1].time || idOf(it) !== idOf(copies[i - 1]));
  return { rows, ...(keys.length > wanted.limit ? { next: last } : {}) };
}

/** The next keys, one more than a page holds, and the segments that may have given some of them. */
async function nextKeys(table: TimedTable, query: Query, segments: readonly Segment[], projectId: string, wanted: TimedScanQuery): Promise<{ keys: TimedCursor[]; holders: Segment[] }> {
  const count = wanted.limit + 1;
  const holders: Segment[] = [];
  let keys: TimedCursor[] = [];
  const candidates = segments.filter((it) => table.times(it).from <= table.times(it).to && table.times(it).to >= (wanted.after?.time ?? -Infinity));
  for (const segment of candidates.sort((a, b) => table.times(a).from - table.times(b).from)) {
    if (keys.length === count && table.times(segment).from > keys[count - 1].time) break;
    const parameters = new Parameters();
    const conditions = beyond(table, projectId, wanted, parameters);
    if (keys.length === count) conditions.push(`time <= ${timeLiteral(keys[count - 1].time)}`);
    const found = await query<TimedCursor>(`
SELECT DISTINCT time, ${table.id} AS id FROM ${segment.database}.${table.name} WHERE ${conditions.join(' AND ')} ORDER BY time, id LIMIT ${integerLiteral(count)}`, parameters);
    if (found.length === 0) continue;
    holders.push(segment);
    keys = distinct([...keys, ...found].sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))).slice(0, count);
  }
  return { keys, holders };
}

function beyond({ id }: TimedTable, projectId: string, { after }: TimedScanQuery, parameters: Parameters): string[] {
  const conditions = [`project_id = ${parameters.text(projectId)}`];
  if (after === undefined) return conditions;
  const time = timeLiteral(after.time);
  return [...conditions, `time >= ${time}`, `(time > ${time} OR ${id} > ${parameters.text(after.id)})`];
}

function notAfter({ id }: TimedTable, last: TimedCursor, parameters: Parameters): string {
  const time = timeLiteral(last.time);
  return `time <= ${time} AND (time < ${time} OR ${id} <= ${parameters.text(last.id)})`;
}

const distinct = (sorted: TimedCursor[]) => sorted.filter((it, i) => i === 0 || it.time !== sorted[i - 1].time || it.id !== sorted[i - 1].id);
const columnsOf = (columns: readonly (readonly [string, unknown])[]) => columns.map(([name]) => `"${name}"`).join(', ');
