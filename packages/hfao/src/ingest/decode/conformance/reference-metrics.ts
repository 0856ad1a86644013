import type { Encoding } from '../encoding.js';
import type { BucketRow, Exemplar, Integer, Metric, MetricPoint, MetricType } from '../metric-point.js';
import { readMetrics } from '../read-metrics.js';
import type { InstrumentationScope, Resource } from '../span.js';
import { exact, expectedItems, hex, list, recordOf, type PlainRequest } from './reference.js';

/** One visit of the reader. Times that a double cannot hold exactly are left out: `rawTimes` has them. */
export interface ReadPoint { point: MetricPoint; resource: Resource; scope: InstrumentationScope }

export function readAllPoints(body: Uint8Array, encoding: Encoding): ReadPoint[] {
  const visited: ReadPoint[] = [];
  readMetrics(body, encoding, (point, resource, scope) => {
    visited.push({ point: { ...point, startTime: exact(point.startTime), time: exact(point.time) }, resource, scope });
  });
  return visited;
}

/** What our reader is to visit, told by a slow and plain reading of what protobufjs decoded. Every point is taken to be good. */
export function expectedPoints(decoded: PlainRequest): ReadPoint[] {
  return expectedItems(decoded, ['resourceMetrics', 'scopeMetrics', 'metrics'], (it, resource, scope) => {
    if (it.data === undefined) return [];
    const data = it[it.data as string] as PlainRequest;
    const metric: Metric = {
      name: it.name as string, description: it.description as string, unit: it.unit as string,
      type: (it.data === 'exponentialHistogram' ? 'exponential_histogram' : it.data) as MetricType,
      temporality: (data.aggregationTemporality ?? 0) as number, isMonotonic: (data.isMonotonic ?? false) as boolean, metadata: recordOf(it.metadata),
    };
    return list(data.dataPoints).map((point) => ({ point: expectedPoint(point, metric), resource, scope }));
  });
}

function expectedPoint(it: PlainRequest, metric: Metric): MetricPoint {
  const start = BigInt(it.startTimeUnixNano as string);
  const time = BigInt(it.timeUnixNano as string);
  const isFar = start / 1000n > Number.MAX_SAFE_INTEGER || time / 1000n > Number.MAX_SAFE_INTEGER;
  const isNumber = metric.type === 'gauge' || metric.type === 'sum';
  return {
    metric, startTime: exact(Number(start / 1000n)), time: exact(Number(time / 1000n)), rawTimes: isFar ? { start: String(start), time: String(time) } : null,
    attributes: recordOf(it.attributes), flags: it.flags as number, ...(isNumber ? valueOf(it) : { value: null, isInteger: false }),
    count: isNumber ? null : integer(it.count), sum: orNull(it.sum), min: orNull(it.min), max: orNull(it.max), buckets: bucketsOf(it, metric.type),
    quantiles: list(it.quantileValues).map(({ quantile, value }) => ({ quantile: quantile as number, value: value as number })),
    exemplars: list(it.exemplars).map(exemplarOf),
  };
}

function valueOf(it: PlainRequest): { value: Integer | null; isInteger: boolean } {
  if (it.value === 'asInt') return { value: integer(it.asInt), isInteger: true };
  return { value: it.value === 'asDouble' ? (it.asDouble as number) : null, isInteger: false };
}

function exemplarOf(it: PlainRequest): Exemplar {
  return { time: Number(BigInt(it.timeUnixNano as string) / 1000n), ...valueOf(it), traceId: hex(it.traceId), spanId: hex(it.spanId), attributes: recordOf(it.filteredAttributes) };
}

function bucketsOf(it: PlainRequest, type: MetricType): MetricPoint['buckets'] {
  if (type === 'histogram') {
    const counts = (it.bucketCounts as string[]).map(integer);
    const bounds = it.explicitBounds as number[];
    return counts.length === 0 && bounds.length === 0 ? null : { kind: 'explicit', bounds, counts };
  }
  if (type !== 'exponential_histogram') return null;
  return { kind: 'exponential', scale: it.scale as number, zeroCount: integer(it.zeroCount), zeroThreshold: it.zeroThreshold as number, positive: rowOf(it.positive), negative: rowOf(it.negative) };
}

function rowOf(row: unknown): BucketRow {
  const { offset, bucketCounts } = (row ?? { offset: 0, bucketCounts: [] }) as { offset: number; bucketCounts: string[] };
  return { offset, counts: bucketCounts.map(integer) };
}

const integer = (digits: unknown): Integer => (Number.isSafeInteger(Number(digits)) ? Number(digits) : (digits as string));
const orNull = (value: unknown) => (value === undefined ? null : (value as number));
