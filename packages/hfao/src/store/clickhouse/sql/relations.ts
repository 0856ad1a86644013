import { LOG_COLUMNS } from '../../../model/log-entry.js';
import { METRIC_POINT_COLUMNS } from '../../../model/metric-point.js';
import { OBSERVATION_COLUMNS } from '../../../model/observation.js';
import type { Micros } from '../../../model/time.js';
import { SQL_COLUMNS, type SqlColumns, type SqlTableName } from '../../sql/sql-tables.js';
import type { DeltaColumn } from '../fold-deltas.js';
import { groupColumn } from '../group-traces.js';
import { standingScores } from '../observation-row.js';
import type { Query } from '../readers.js';
import { type Parameters, timeLiteral } from '../sql.js';
import { deltaColumnsOf, traceColumn } from '../trace-row.js';
import { twinExcess, wholeTraces } from '../whole-traces.js';

/** What a read-only query reads from: one project; of observations and traces those that began within the range. */
export interface Source { query: Query; database: string; projectId: string; parameters: Parameters; from?: Micros; to?: Micros }

/**
 * SELECT of one of the tables of SQL, of this project alone. Base tables are named with their database, so that a name in WITH is none of them, and the project is
 * asked for in PREWHERE: no condition of a query is ever tried on a row of another.
 */
export async function relation(table: SqlTableName, source: Source): Promise<string> {
  return ofBaseTables(await written(table, source), source.database);
}

async function written(table: SqlTableName, source: Source): Promise<string> {
  const { projectId, parameters } = source;
  switch (table) {
    case 'observations': return `SELECT ${ownColumns(OBSERVATION_COLUMNS)}, duration_ns / 1e6 AS duration_ms FROM observations FINAL ${ofProject(source)}${began(source)}`;
    case 'traces': return `SELECT ${columnsOf('traces', traceColumn)} FROM (${await wholeTracesOf(source, SQL_COLUMNS.traces.flatMap(([name]) => deltaColumnsOf(name)))})`;
    case 'sessions': return sessions(source);
    case 'scores': return `SELECT ${columnsOf('scores', (it) => (it === 'timestamp' ? `parseDateTime64BestEffortOrNull("timestamp", 6, 'UTC')` : `"${it}"`))} FROM (${standingScores({ projectId }, parameters)})`;
    case 'logs': return `SELECT ${ownColumns(LOG_COLUMNS)} FROM logs FINAL ${ofProject(source)}`;
    case 'metric_points': return `SELECT ${ownColumns(METRIC_POINT_COLUMNS)} FROM metric_points FINAL ${ofProject(source)}`;
  }
}

async function sessions(source: Source): Promise<string> {
  const columns = SQL_COLUMNS.sessions.map(([name]) => name).filter((it) => it !== 'session_id');
  const traces = await wholeTracesOf(source, [...columns.flatMap((it) => groupColumn(it).takes), ...deltaColumnsOf('session_id')]);
  const key = traceColumn('session_id');
  return `SELECT ${columnsOf('sessions', (it) => (it === 'session_id' ? key : groupColumn(it).expression))} FROM (${traces}) WHERE ${key} IS NOT NULL GROUP BY ${key}`;
}

async function wholeTracesOf({ query, projectId, parameters, from, to }: Source, columns: readonly DeltaColumn[]): Promise<string> {
  const extent = { projectId, from, to };
  return wholeTraces(extent, [...new Set(columns)], parameters, await twinExcess(query, extent));
}

const ofProject = ({ projectId, parameters }: Source) => `PREWHERE project_id = ${parameters.text(projectId)}`;

function began({ from, to }: Source): string {
  const conditions = [...(from === undefined ? [] : [`start_time >= ${timeLiteral(from)}`]), ...(to === undefined ? [] : [`start_time < ${timeLiteral(to)}`])];
  return conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
}

const ownColumns = (columns: SqlColumns) => columns.filter(([name]) => name !== 'project_id').map(([name]) => `"${name}"`).join(', ');

const columnsOf = (table: SqlTableName, expression: (name: string) => string) => SQL_COLUMNS[table].map(([name, kind]) => `${kind === 'int' ? `toInt64(${expression(name)})` : expression(name)} AS "${name}"`).join(', ');

/** In SQL of ours, where every value is bound. */
function ofBaseTables(select: string, database: string): string {
  const quoted = `\`${database.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
  return select.replaceAll(/\bFROM (?=[a-z])/g, () => `FROM ${quoted}.`).replaceAll(/ WHERE (?=project_id = )/g, ' PREWHERE ');
}
