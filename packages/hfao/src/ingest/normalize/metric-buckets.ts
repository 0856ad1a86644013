import type { BucketRow, ExponentialBuckets, MetricPoint } from '../decode/metric-point.js';
import { jsonText } from './json.js';

/**
 * The distribution of a data point as the column `buckets` holds it: `{le, counts}`, upper bounds by size (the last null: no bound) and how many measurements
 * lie in each; beside them what else its type says. Null where it has none.
 */
export function bucketsText({ buckets, quantiles }: MetricPoint): string | null {
  if (quantiles.length > 0) return jsonText({ quantiles: quantiles.map(({ quantile, value }) => ({ quantile, value: Number.isFinite(value) ? value : String(value) })) }) ?? null;
  if (buckets === null) return null;
  if (buckets.kind === 'exponential') return jsonText(exponential(buckets)) ?? null;
  return buckets.counts.length === 0 ? null : (jsonText({ le: [...buckets.bounds.map(finite), null], counts: buckets.counts.map(Number) }) ?? null);
}

/** Negative buckets from the largest magnitude to the smallest, then zero, then the positive ones. */
function exponential({ scale, zeroCount, zeroThreshold, positive, negative }: ExponentialBuckets): object {
  const bound = (index: number) => finite(2 ** (index * 2 ** -scale));
  const le: (number | null)[] = [];
  const counts: number[] = [];
  const add = (upper: number | null, count: number) => { le.push(upper); counts.push(count); };
  for (let i = negative.counts.length - 1; i >= 0; i--) add(negated(bound(negative.offset + i)), Number(negative.counts[i]));
  add(zeroThreshold, Number(zeroCount));
  // Between zero and the first bucket lies nothing: its lower bound must be said.
  if (positive.counts.length > 0 && (bound(positive.offset) ?? 0) > zeroThreshold) add(bound(positive.offset), 0);
  for (let i = 0; i < positive.counts.length; i++) add(bound(positive.offset + i + 1), Number(positive.counts[i]));
  return { le, counts, scale, zero_threshold: zeroThreshold, positive: shape(positive), negative: shape(negative) };
}

const shape = ({ offset, counts }: BucketRow) => ({ offset, length: counts.length });
const finite = (value: number) => (Number.isFinite(value) ? value : null);
const negated = (value: number | null) => (value === null ? null : -value);
