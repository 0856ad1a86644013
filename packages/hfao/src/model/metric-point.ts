import { z } from 'zod';
import type { ColumnKind, ColumnValue } from './observation.js';

export const METRIC_TYPES = ['gauge', 'sum', 'histogram', 'exponential_histogram', 'summary'] as const;
export const MetricType = z.enum(METRIC_TYPES);
export type MetricType = z.infer<typeof MetricType>;

export const Temporality = z.enum(['delta', 'cumulative']);
export type Temporality = z.infer<typeof Temporality>;

/** What a metric that we understand measures. */
export const Measure = z.enum(['tokens', 'cost_usd', 'duration_s', 'count']);
export type Measure = z.infer<typeof Measure>;

/** Every column of a stored data point, in order. Kinds are those of OBSERVATION_COLUMNS. */
export const METRIC_POINT_COLUMNS = [
  ['project_id', 'text'], ['point_id', 'text'], ['series_id', 'text'], ['time', 'micros'], ['start_time', 'micros'],
  ['name', 'text'], ['description', 'text'], ['unit', 'text'], ['type', 'text'], ['temporality', 'text'], ['is_monotonic', 'bool'],
  ['value', 'float'], ['count', 'int'], ['sum', 'float'], ['min', 'float'], ['max', 'float'], ['buckets', 'json'], ['exemplars', 'json'],
  ['service_name', 'text'], ['scope_name', 'text'], ['attributes', 'map'],
  ['measure', 'text'], ['token_type', 'text'], ['model', 'text'], ['provider', 'text'], ['session_id', 'text'], ['user_id', 'text'],
  ['ingested_at', 'micros'],
] as const satisfies readonly (readonly [string, ColumnKind])[];

type Columns = { [C in (typeof METRIC_POINT_COLUMNS)[number] as C[0]]: ColumnValue[C[1]] };
type Required = 'project_id' | 'point_id' | 'series_id' | 'time' | 'name' | 'type' | 'ingested_at';

/**
 * One data point as the columns hold it. Absent is null, and so is an empty map.
 * - `point_id`: made of what the point says, so the same point sent again has the same id, and the same `time`
 * - `series_id`: of the name and all attributes, those of resource and scope included: what a cumulative point continues
 * - `value`: of gauges and sums; `count`, `sum`, `min`, `max`: of histograms and summaries
 * - `buckets`: JSON `{le: [upper bounds, the last null for infinity], counts}`, and what else the type says (`scale`, `quantiles`, …)
 * - `measure`, `token_type` (input, output, cache_read, cache_creation, reasoning), `model`, `provider`, `session_id`, `user_id`: as understood
 */
export type MetricPointRow = { [K in keyof Columns]: K extends Required ? Columns[K] : Columns[K] | null } & {
  type: MetricType;
  temporality: Temporality | null;
  measure: Measure | null;
};
