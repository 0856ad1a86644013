import type { VolumeBucket, VolumeQuery } from '../store.js';
import { emptyBuckets } from '../volume-buckets.js';
import { traceColumn } from './trace-row.js';
import type { Query } from './readers.js';
import { integerLiteral, Parameters } from './sql.js';
import { startedTraces } from './started-traces.js';

/** Totals of traces by the bucket in which they began; quantiles are interpolated between the two nearest durations. */
export async function volume(query: Query, projectId: string, { from, to, bucket, where }: VolumeQuery): Promise<VolumeBucket[]> {
  const buckets = emptyBuckets({ from, to, bucket });
  const parameters = new Parameters();
  const traces = await startedTraces(query, { projectId, from, to, where }, COLUMNS, parameters);
  const filled = await query<VolumeBucket & { place: number }>(`
SELECT intDiv(toUnixTimestamp64Micro(start_time) - ${integerLiteral(from)}, ${integerLiteral(bucket)}) AS place,
  count() AS traces, countIf(${traceColumn('status')} = 'error') AS failed_traces, ${total('observation_count')} AS observations, ${total('error_count')} AS errors,
  ${['input_tokens', 'output_tokens', 'total_tokens'].map((it) => `${total(it)} AS ${it}`).join(', ')},
  ifNull(sum(total_cost_usd), 0) AS total_cost_usd,
  quantileExactInclusive(0.5)(${DURATION_MS}) AS duration_p50_ms, quantileExactInclusive(0.95)(${DURATION_MS}) AS duration_p95_ms
FROM (${traces}) GROUP BY place`, parameters);
  for (const { place, ...totals } of filled) Object.assign(buckets[place], totals);
  return buckets;
}

const COLUMNS = ['start_time', 'end_time', 'is_root', 'status', 'observation_count', 'error_count', 'input_tokens', 'output_tokens', 'total_tokens', 'total_cost_usd'] as const;
const DURATION_MS = '(toUnixTimestamp64Micro(end_time) - toUnixTimestamp64Micro(start_time)) / 1000';

const total = (column: string) => `toInt64(least(ifNull(sum(toInt128(${column})), 0), ${Number.MAX_SAFE_INTEGER}))`;
