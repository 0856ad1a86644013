import type { AttributeValue } from '../../model/attribute-value.js';
import type { Micros } from '../../model/time.js';
import type { InstrumentationScope, Resource } from './span.js';

export const METRIC_TYPES = ['gauge', 'sum', 'histogram', 'exponential_histogram', 'summary'] as const;
export type MetricType = (typeof METRIC_TYPES)[number];

/** A 64-bit integer: a number where that is exact, its decimal digits otherwise. */
export type Integer = number | string;

/** What all data points of one metric of a request share. One object each, so that what is derived from it can be cached by identity. */
export interface Metric {
  name: string;
  description: string;
  unit: string;
  type: MetricType;
  /** 0 unspecified, 1 delta, 2 cumulative; any other number as it was sent. Of gauges and summaries 0. */
  temporality: number;
  /** Of sums; else false. */
  isMonotonic: boolean;
  metadata: Record<string, AttributeValue>;
}

/**
 * One data point as it came, after decoding. Each visit has an object of its own, which may be kept.
 * Doubles are JavaScript's own and may be NaN or infinite; absent is null, not zero.
 */
export interface MetricPoint {
  metric: Metric;
  /** Microseconds, cut; 0 when the sender did not say. */
  startTime: Micros;
  time: Micros;
  /** Both times as they came, decimal nanoseconds, when one is beyond the year 2255; else null. */
  rawTimes: { start: string; time: string } | null;
  /** Of two attributes with one key the last one stands. */
  attributes: Record<string, AttributeValue>;
  /** The lowest bit: no value was recorded. */
  flags: number;
  /** Of gauges and sums. Null when none was sent, and for the other types. */
  value: Integer | null;
  /** Whether `value` was sent as an integer. */
  isInteger: boolean;
  /** Of histograms and summaries, as the four below; null for the other types. */
  count: Integer | null;
  sum: number | null;
  min: number | null;
  max: number | null;
  /** Of histograms. Null for the other types, and where a histogram has count and sum only. */
  buckets: ExplicitBuckets | ExponentialBuckets | null;
  /** Of summaries; empty for the other types. */
  quantiles: { quantile: number; value: number }[];
  exemplars: Exemplar[];
}

/** Of a histogram, as they came: a sender that is right gives one count more than bounds. */
export interface ExplicitBuckets { kind: 'explicit'; bounds: number[]; counts: Integer[] }

/** Of an exponential histogram: bucket i of `positive` has the values in (base^(offset+i), base^(offset+i+1)], base = 2^(2^-scale). */
export interface ExponentialBuckets {
  kind: 'exponential';
  scale: number;
  zeroCount: Integer;
  /** Values up to it count as zero. */
  zeroThreshold: number;
  positive: BucketRow;
  negative: BucketRow;
}

export interface BucketRow { offset: number; counts: Integer[] }

/** A measurement that went into a point. */
export interface Exemplar {
  time: Micros;
  value: Integer | null;
  isInteger: boolean;
  /** Lower-case hex; empty when it belongs to no span. One of the wrong length stands as it came. */
  traceId: string;
  spanId: string;
  /** What the point's own attributes leave out. */
  attributes: Record<string, AttributeValue>;
}

export type MetricVisitor = (point: MetricPoint, resource: Resource, scope: InstrumentationScope) => void;
