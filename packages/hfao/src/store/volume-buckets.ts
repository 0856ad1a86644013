import type { VolumeBucket, VolumeQuery } from './store.js';

/** The buckets of a range before anything is counted, oldest first. */
export function emptyBuckets({ from, to, bucket }: VolumeQuery): VolumeBucket[] {
  return Array.from({ length: Math.max(0, Math.ceil((to - from) / bucket)) }, (_, i) => emptyBucket(from + i * bucket));
}

const emptyBucket = (start: number): VolumeBucket => ({
  start, traces: 0, failed_traces: 0, observations: 0, errors: 0,
  input_tokens: 0, output_tokens: 0, total_tokens: 0, total_cost_usd: 0, duration_p50_ms: null, duration_p95_ms: null,
});
