/** Measurements greater than `lower` (null: not known, the lowest bucket) and not greater than `le`. */
export interface HistogramBucket { lower: number | null; le: number; count: number }

/**
 * The value below which this share of the measurements lies, interpolated within its bucket: an estimate, exact to the bucket's width.
 * @param buckets by rising bound, which may come from histograms with different bounds; empty ones may be left out
 * @param known the extremes, where they are known: no estimate lies beyond
 */
export function quantile(buckets: readonly HistogramBucket[], share: number, { min, max }: { min: number | null; max: number | null }): number | null {
  const total = buckets.reduce((sum, it) => sum + it.count, 0);
  if (total === 0) return null;
  let below = 0;
  for (const bucket of buckets) {
    if (below + bucket.count >= share * total) return clamp(within(bucket, (share * total - below) / bucket.count, min, max), min ?? -Infinity, max ?? Infinity);
    below += bucket.count;
  }
  return max;
}

function within({ lower, le }: HistogramBucket, share: number, min: number | null, max: number | null): number {
  const from = lower ?? min ?? Math.min(le, 0);
  const to = Number.isFinite(le) ? le : (max ?? from);
  return from + (to - from) * share;
}

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);
