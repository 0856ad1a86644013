import { LOG_COLUMNS } from '../../../model/log-entry.js';
import { METRIC_POINT_COLUMNS } from '../../../model/metric-point.js';
import type { Micros } from '../../../model/time.js';
import { OBSERVATION_COLUMNS } from '../../../model/observation.js';
import { SQL_COLUMNS, type SqlTableName } from '../../sql/sql-tables.js';
import type { DeltaColumn } from '../fold-deltas.js';
import { groupColumn } from '../group-traces.js';
import { standingScores } from '../observation-row.js';
import type { Query } from '../readers.js';
import type { Columns } from '../chunk-filler.js';
import type { Segment } from '../segment.js';
import { type Parameters, timeLiteral, unionAll } from '../sql.js';
import { deltaColumnsOf, traceColumn } from '../trace-row.js';
import { twinExcess, wholeTraces } from '../whole-traces.js';

/** What a read-only query reads from: one project in all segments of a moment. `range`: of observations and traces by when they began. */
export interface Source { query: Query; segments: readonly Segment[]; projectId: string; parameters: Parameters; range: Range }
interface Range { from?: Micros; to?: Micros }

/** SELECT of one of the tables of SQL, of this project alone. */
export async function relation(table: SqlTableName, source: Source): Promise<string> {
  const { segments, projectId, parameters } = source;
  switch (table) {
    case 'observations': return `SELECT *, duration_ns / 1e6::DOUBLE AS duration_ms FROM (${rowsOf('observations', OBSERVATION_COLUMNS, source, undefined, began(source.range))})`;
    case 'traces': return traces(source);
    case 'sessions': return sessions(source);
    case 'scores': return `SELECT ${columnsOf('scores', (it) => (it === 'timestamp' ? 'TRY_CAST("timestamp" AS TIMESTAMP)' : `"${it}"`))} FROM (${standingScores({ all: segments, projectId }, parameters)})`;
    // Copies share id and time, so what a query says of the time is asked of the files.
    case 'logs': return `${rowsOf('logs', LOG_COLUMNS, source, 'SELECT *')} QUALIFY row_number() OVER (PARTITION BY time, log_id) = 1`;
    case 'metric_points': return `${rowsOf('metric_points', METRIC_POINT_COLUMNS, source, 'SELECT *')} QUALIFY row_number() OVER (PARTITION BY time, point_id) = 1`;
  }
}

function rowsOf(table: 'observations' | 'logs' | 'metric_points', columns: Columns, { segments, projectId, parameters }: Source, around?: string, more: readonly string[] = []): string {
  const project = parameters.text(projectId);
  const names = columns.filter(([name]) => name !== 'project_id').map(([name]) => `"${name}"`).join(', ');
  const rows = unionAll(segments, ({ database }) => `SELECT ${names} FROM ${database}.${table} WHERE ${[`project_id = ${project}`, ...more].join(' AND ')}`);
  return around === undefined ? rows : `${around} FROM (${rows})`;
}

async function traces(source: Source): Promise<string> {
  const columns = SQL_COLUMNS.traces.map(([name]) => name);
  const whole = await wholeTracesOf(source, columns.flatMap(deltaColumnsOf));
  return `SELECT ${columnsOf('traces', traceColumn)} FROM (${whole})`;
}

async function sessions(source: Source): Promise<string> {
  const columns = SQL_COLUMNS.sessions.map(([name]) => name).filter((it) => it !== 'session_id');
  const whole = await wholeTracesOf(source, [...columns.flatMap((it) => groupColumn(it).takes), ...deltaColumnsOf('session_id')]);
  const key = traceColumn('session_id');
  return `SELECT ${columnsOf('sessions', (it) => (it === 'session_id' ? key : groupColumn(it).expression))} FROM (${whole}) WHERE ${key} IS NOT NULL GROUP BY ${key}`;
}

async function wholeTracesOf({ query, segments, projectId, parameters, range }: Source, columns: readonly DeltaColumn[]): Promise<string> {
  const extent = { window: segments, all: segments, projectId };
  const traces = wholeTraces(extent, [...new Set<DeltaColumn>(['start_time', ...columns])], parameters, await twinExcess(query, extent));
  const conditions = began(range);
  return conditions.length === 0 ? traces : `SELECT * FROM (${traces}) WHERE ${conditions.join(' AND ')}`;
}

function began({ from, to }: Range): string[] {
  return [...(from === undefined ? [] : [`start_time >= ${timeLiteral(from)}`]), ...(to === undefined ? [] : [`start_time < ${timeLiteral(to)}`])];
}

const columnsOf = (table: SqlTableName, expression: (name: string) => string) => SQL_COLUMNS[table].map(([name]) => `${expression(name)} AS "${name}"`).join(', ');
