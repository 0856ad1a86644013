import { LOG_COLUMNS, type LogRow } from '../../model/log-entry.js';
import { METRIC_POINT_COLUMNS, type MetricPointRow } from '../../model/metric-point.js';
import { OBSERVATION_COLUMNS, type ColumnKind, type ObservationRow } from '../../model/observation.js';
import type { Score } from '../../model/score.js';
import { SCORE_COLUMNS } from '../duckdb/schema.js';
import { DELTA_COLUMNS, type TraceDelta } from '../trace-delta.js';

export type Columns = readonly (readonly [name: string, kind: ColumnKind])[];
/** The columns that are never null; the compiler misses none and finds none too many. */
type NeverNull<Row> = { [K in keyof Row as null extends Row[K] ? never : K]: true };

/**
 * A table as ClickHouse keeps it. Rows with the same order key are one row: that with the highest version. Until a merge both may stand
 * there, so a read that must not see the older one says FINAL.
 */
export interface Table {
  /** Those of the model, spelt the same. */
  columns: Columns;
  required: ReadonlySet<string>;
  /** What only this backend needs, never null: integers without sign, and truth values. */
  own: readonly (readonly [name: string, kind: 'int' | 'bool'])[];
  /** Arguments of ReplacingMergeTree. */
  version: string;
  orderBy: string;
  /** Rows with the same order key are always in the same partition, unless `version` alone decides about them. */
  partitionBy?: string;
  /** On a cluster, what rows that belong together have in common. */
  shardBy: string;
  indexes?: readonly string[];
  /** Rows between two marks of the index: fewer where single keys are looked up. */
  granularity?: number;
}

const requiredObservations: NeverNull<ObservationRow> = {
  project_id: true, trace_id: true, observation_id: true, event_version: true, ingested_at: true, dialect: true, source: true, name: true, type: true, level: true, status: true,
  start_time: true, end_time: true, duration_ns: true, usage_counted: true, cost_source: true,
};
const requiredDeltas: NeverNull<TraceDelta> = {
  project_id: true, trace_id: true, start_time: true, last_start_time: true, end_time: true, observation_count: true, error_count: true,
  is_root: true, head_start_time: true, head_id: true, name: true, status: true, counted: true,
};
const requiredScores: NeverNull<Score> = { score_id: true, project_id: true, trace_id: true, name: true, data_type: true, source: true, timestamp: true };
const requiredLogs: NeverNull<LogRow> = { project_id: true, log_id: true, time: true, severity_number: true, ingested_at: true };
const requiredPoints: NeverNull<MetricPointRow> = { project_id: true, point_id: true, series_id: true, time: true, name: true, type: true, ingested_at: true };

const named = (columns: object) => new Set(Object.keys(columns));
const TRACE_IDS = 'INDEX trace_ids trace_id TYPE bloom_filter(0.01)';

/**
 * - observations: `row_version` 0 at first, one more whenever a row takes the place of the stored one (which of the two stays was decided when it was written, see writer.ts);
 *   `is_deleted` marks a row that moved to another day, where the order key differs.
 * - trace_deltas: only those of a trace's highest `generation` count. Where rows of a trace are replaced, one delta of the whole trace begins the next generation, with `delta_id` 0.
 */
export const TABLES = {
  observations: {
    columns: OBSERVATION_COLUMNS, required: named(requiredObservations), own: [['row_version', 'int'], ['is_deleted', 'bool']],
    version: 'row_version, is_deleted', orderBy: 'project_id, toDate32(start_time), trace_id, observation_id', partitionBy: 'toYYYYMM(start_time)', shardBy: 'project_id, trace_id',
    indexes: [TRACE_IDS],
  },
  trace_deltas: {
    columns: DELTA_COLUMNS.map(([name, kind]) => [name, kind] as const), required: named(requiredDeltas), own: [['delta_id', 'int'], ['generation', 'int']],
    version: 'generation', orderBy: 'project_id, trace_id, delta_id', partitionBy: 'toYYYYMM(start_time)', shardBy: 'project_id, trace_id', granularity: 1024,
    indexes: ['INDEX start_times start_time TYPE minmax'],
  },
  scores: {
    columns: SCORE_COLUMNS, required: named(requiredScores), own: [['row_version', 'int']],
    version: 'row_version', orderBy: 'project_id, trace_id, score_id', shardBy: 'project_id, trace_id',
  },
  logs: {
    columns: LOG_COLUMNS, required: named(requiredLogs), own: [],
    version: 'ingested_at', orderBy: 'project_id, time, log_id', partitionBy: 'toYYYYMM(time)', shardBy: 'project_id, log_id',
    indexes: [TRACE_IDS],
  },
  metric_points: {
    columns: METRIC_POINT_COLUMNS, required: named(requiredPoints), own: [],
    version: 'ingested_at', orderBy: 'project_id, name, time, point_id', partitionBy: 'toYYYYMM(time)', shardBy: 'project_id, series_id',
  },
} as const satisfies Record<string, Table>;
export type TableName = keyof typeof TABLES;

/** Columns with few distinct values: kept as numbers into a dictionary. */
const FEW_VALUES = new Set([
  'project_id', 'environment', 'release', 'service_name', 'scope_name', 'scope_version', 'dialect', 'source', 'name', 'type', 'level', 'status', 'model', 'provider', 'cost_source',
  'agent_id', 'agent_name', 'handoff_target_agent_id', 'prompt_name', 'prompt_version', 'prompt_label', 'any_environment', 'any_release', 'any_service_name', 'mapping',
  'severity_text', 'event_name', 'data_type', 'judge_model', 'eval_run_id', 'description', 'unit', 'temporality', 'measure', 'token_type',
]);

/** A column's definition: its name, type and compression. */
export function columnDefinition(name: string, kind: ColumnKind, isRequired: boolean): string {
  const nullable = (type: string) => (isRequired ? type : `Nullable(${type})`);
  switch (kind) {
    case 'text': return `\`${name}\` ${FEW_VALUES.has(name) ? `LowCardinality(${nullable('String')})` : `${nullable('String')} CODEC(ZSTD(1))`}`;
    case 'json': case 'payload': return `\`${name}\` ${nullable('String')} CODEC(ZSTD(1))`;
    case 'micros': return `\`${name}\` ${nullable("DateTime64(6, 'UTC')")} CODEC(Delta(8), ZSTD(1))`;
    case 'int': return `\`${name}\` ${nullable('Int64')} CODEC(T64, ZSTD(1))`;
    case 'float': return `\`${name}\` ${nullable('Float64')} CODEC(ZSTD(1))`;
    case 'bool': return `\`${name}\` ${nullable('Bool')} CODEC(ZSTD(1))`;
    case 'list': return `\`${name}\` Array(LowCardinality(String))`;
    case 'map': return `\`${name}\` Map(LowCardinality(String), String) CODEC(ZSTD(1))`;
  }
}

export function ownColumnDefinition(name: string, kind: 'int' | 'bool'): string {
  return kind === 'int' ? `\`${name}\` UInt64 CODEC(T64, ZSTD(1))` : `\`${name}\` Bool CODEC(ZSTD(1))`;
}
