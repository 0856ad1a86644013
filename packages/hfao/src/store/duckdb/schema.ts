import { LOG_COLUMNS } from '../../model/log-entry.js';
import { METRIC_POINT_COLUMNS } from '../../model/metric-point.js';
import { OBSERVATION_COLUMNS, type ColumnKind } from '../../model/observation.js';
import { DELTA_COLUMNS } from '../trace-delta.js';
import type { Columns } from './chunk-filler.js';

/** Recorded in every segment. Raise it when a table below changes, and teach upgrade-segment.ts to bring older segments up to it. */
export const SCHEMA_VERSION = 2;

export const SCORE_COLUMNS = [
  ['score_id', 'text'], ['project_id', 'text'], ['trace_id', 'text'], ['observation_id', 'text'], ['session_id', 'text'],
  ['name', 'text'], ['value', 'float'], ['string_value', 'text'], ['boolean_value', 'bool'],
  ['data_type', 'text'], ['source', 'text'], ['comment', 'text'], ['judge_model', 'text'], ['calibration_bias', 'float'],
  ['annotator_id', 'text'], ['eval_run_id', 'text'], ['timestamp', 'text'],
] as const satisfies Columns;

export const TABLES = {
  observations: OBSERVATION_COLUMNS as Columns,
  trace_deltas: DELTA_COLUMNS.map(([name, kind]) => [name, kind] as const) as Columns,
  scores: SCORE_COLUMNS as Columns,
  logs: LOG_COLUMNS as Columns,
  metric_points: METRIC_POINT_COLUMNS as Columns,
} as const;
export type TableName = keyof typeof TABLES;

/** No primary key and no index: they cost more at every checkpoint than they ever save (see KeySet and the time bounds of reads). */
export function createTables(database: string): string[] {
  return [
    ...(Object.keys(TABLES) as TableName[]).map((table) => createTable(database, table)),
    `CREATE TABLE ${database}.segment (schema_version BIGINT NOT NULL, "position" BIGINT NOT NULL)`,
    `INSERT INTO ${database}.segment VALUES (${SCHEMA_VERSION}, 0)`,
  ];
}

export function createTable(database: string, table: TableName): string {
  const definitions = TABLES[table].map(([name, kind]) => `"${name}" ${SQL_TYPES[kind]}`);
  return `CREATE TABLE ${database}.${table} (${definitions.join(', ')})`;
}

/** zstd for what is big: a third of the bytes and half of the time of the default at a checkpoint. */
const SQL_TYPES: Record<ColumnKind, string> = {
  text: 'VARCHAR', json: 'VARCHAR USING COMPRESSION zstd', payload: 'VARCHAR USING COMPRESSION zstd',
  int: 'BIGINT', micros: 'TIMESTAMP', float: 'DOUBLE', bool: 'BOOLEAN',
  list: 'VARCHAR[]', map: 'MAP(VARCHAR, VARCHAR)',
};
