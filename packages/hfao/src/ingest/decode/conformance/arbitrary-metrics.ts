import fc from 'fast-check';
import { attributes, count, double, id, int64, nanos, plainNanos, requestOf, text } from './arbitrary-request.js';
import type { PlainRequest } from './reference.js';

const unsigned64 = fc.oneof(fc.bigInt(0n, 2n ** 64n - 1n), fc.bigInt(0n, 1000n), fc.constantFrom(2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 64n - 1n)).map(String);
const int32 = fc.oneof(fc.integer(), fc.integer({ min: -20, max: 20 }));
const enough = nanos.filter((it) => BigInt(it) >= 1000n);

const value = fc.oneof(fc.record({ asInt: int64 }), fc.record({ asDouble: double }), fc.constant({}));
const exemplar = fc.tuple(value, fc.record({ timeUnixNano: plainNanos, traceId: id(16), spanId: id(8), filteredAttributes: attributes }, { requiredKeys: ['traceId', 'spanId'] })).map(([it, rest]) => ({ ...rest, ...it }));
const exemplars = fc.array(exemplar, { maxLength: 2 });

function pointOf(fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<PlainRequest> {
  return fc.record({ startTimeUnixNano: nanos, timeUnixNano: enough, attributes, flags: count, ...fields }, { requiredKeys: ['timeUnixNano'] });
}

const numberPoint = fc.tuple(value, pointOf({ exemplars })).map(([it, rest]) => ({ ...rest, ...it }));
const distribution = { count: unsigned64, sum: double, min: double, max: double, exemplars };
const histogramPoint = pointOf({ ...distribution, bucketCounts: fc.array(unsigned64, { minLength: 1, maxLength: 6 }), explicitBounds: fc.array(double, { maxLength: 5 }) });
const buckets = fc.record({ offset: int32, bucketCounts: fc.array(unsigned64, { maxLength: 6 }) }, { requiredKeys: [] });
const exponentialPoint = pointOf({ ...distribution, scale: int32, zeroCount: unsigned64, positive: buckets, negative: buckets, zeroThreshold: double });
const summaryPoint = pointOf({ count: unsigned64, sum: double, quantileValues: fc.array(fc.record({ quantile: double, value: double }, { requiredKeys: [] }), { maxLength: 4 }) });

function dataOf(kind: string, point: fc.Arbitrary<PlainRequest>, fields: Record<string, fc.Arbitrary<unknown>> = {}): fc.Arbitrary<PlainRequest> {
  return fc.record({ [kind]: fc.record({ dataPoints: fc.array(point, { maxLength: 3 }), ...fields }, { requiredKeys: [] }) });
}

const aggregationTemporality = fc.integer({ min: 0, max: 2 });
const data = fc.oneof(
  dataOf('gauge', numberPoint), dataOf('sum', numberPoint, { aggregationTemporality, isMonotonic: fc.boolean() }), dataOf('histogram', histogramPoint, { aggregationTemporality }),
  dataOf('exponentialHistogram', exponentialPoint, { aggregationTemporality }), dataOf('summary', summaryPoint), fc.constant({}),
);
const name = text.filter((it) => it !== '');
const metric = fc.tuple(data, fc.record({ name, description: text, unit: text, metadata: attributes }, { requiredKeys: ['name'] })).map(([it, rest]) => ({ ...rest, ...it }));

/** Metric requests whose points are all good: every kind of data, every field, or not. */
export const arbitraryMetrics = requestOf(['resourceMetrics', 'scopeMetrics', 'metrics'], metric);
