import { FIELDS } from '../../model/filter/fields.js';
import type { FilterSubject } from '../../model/filter/filter.js';
import { LOG_COLUMNS } from '../../model/log-entry.js';
import { METRIC_POINT_COLUMNS } from '../../model/metric-point.js';
import { OBSERVATION_COLUMNS, type ColumnKind } from '../../model/observation.js';
import { SCORE_COLUMNS } from '../duckdb/schema.js';
import { COLUMN_NOTES } from './column-notes.js';
import type { SqlDialect } from './sql-schema.js';
import { SESSION_COLUMNS, TRACE_COLUMNS } from './summary-columns.js';

/** What an engine calls the type of a column. Any value may be NULL. */
const TYPES: Record<SqlDialect, Record<ColumnKind, string>> = {
  DuckDB: { text: 'VARCHAR', json: 'VARCHAR', payload: 'VARCHAR', int: 'BIGINT', float: 'DOUBLE', bool: 'BOOLEAN', micros: 'TIMESTAMP', list: 'VARCHAR[]', map: 'MAP(VARCHAR, VARCHAR)' },
  ClickHouse: {
    text: 'String', json: 'String', payload: 'String', int: 'Int64', float: 'Float64', bool: 'Bool', micros: "DateTime64(6, 'UTC')", list: 'Array(String)', map: 'Map(String, String)',
  },
};

export const SQL_TABLE_NAMES = ['observations', 'traces', 'sessions', 'scores', 'logs', 'metric_points'] as const;
export type SqlTableName = (typeof SQL_TABLE_NAMES)[number];

/** Every column but `project_id`: a query sees one project. */
export type SqlColumns = readonly (readonly [name: string, kind: ColumnKind])[];
const withoutProject = (columns: SqlColumns) => columns.filter(([name]) => name !== 'project_id');

/** The tables that a read-only query may name, and their columns, in order. */
export const SQL_COLUMNS: Readonly<Record<SqlTableName, SqlColumns>> = {
  observations: [...withoutProject(OBSERVATION_COLUMNS), ['duration_ms', 'float']],
  traces: TRACE_COLUMNS,
  sessions: SESSION_COLUMNS,
  scores: withoutProject(SCORE_COLUMNS).map(([name, kind]) => [name, name === 'timestamp' ? 'micros' : kind] as const),
  logs: withoutProject(LOG_COLUMNS),
  metric_points: withoutProject(METRIC_POINT_COLUMNS),
};

export interface SqlTable { name: SqlTableName; description: string; columns: { name: string; type: string; description: string }[] }

const DESCRIPTIONS: Record<SqlTableName, string> = {
  observations: 'One row a step of a trace: a model call, a tool call, a retrieval, an agent, any span. Of what was sent again only the last version. Sum tokens and cost over rows with usage_counted only, or agents repeat their calls; where two instrumentations record one call, traces and query_metrics count it once.',
  traces: 'One row a trace, with totals that count every model call once.',
  sessions: 'One row a session: its traces taken together.',
  scores: 'One row a score: of a trace, or of one of its observations where observation_id is set.',
  logs: 'One row a log record.',
  metric_points: 'One row a data point of a metric.',
};

const SUBJECTS: Partial<Record<SqlTableName, FilterSubject>> = { observations: 'observation', traces: 'trace', sessions: 'session' };

/** The tables as a reader needs to know them to write a query. */
export function sqlTables(dialect: SqlDialect): SqlTable[] {
  return SQL_TABLE_NAMES.map((name) => ({
    name, description: DESCRIPTIONS[name],
    columns: SQL_COLUMNS[name].map(([column, kind]) => ({ name: column, type: TYPES[dialect][kind], description: columnNote(name, column) })),
  }));
}

function columnNote(table: SqlTableName, column: string): string {
  const note = COLUMN_NOTES[`${table}.${column}`] ?? COLUMN_NOTES[column];
  if (note !== undefined) return note;
  const subject = SUBJECTS[table];
  return (subject && FIELDS[subject].find((it) => it.name === column)?.description) ?? '';
}
