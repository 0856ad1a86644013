import type { VolumeBucket, VolumeQuery } from '../store.js';
import { emptyBuckets } from '../volume-buckets.js';
import type { Query } from './readers.js';
import type { Segment } from './segment.js';
import { integerLiteral, Parameters } from './sql.js';
import { startedTraces } from './started-traces.js';

const TOKENS = ['input_tokens', 'output_tokens', 'total_tokens'];
const COLUMNS = ['start_time', 'end_time', 'status', 'observation_count', 'error_count', ...TOKENS, 'total_cost_usd'];

/** Totals of traces by the bucket in which they began; quantiles are interpolated between the two nearest durations. */
export async function volume(query: Query, segments: readonly Segment[], projectId: string, { from, to, bucket, where }: VolumeQuery): Promise<VolumeBucket[]> {
  const buckets = emptyBuckets({ from, to, bucket });
  const parameters = new Parameters();
  const traces = await startedTraces(query, segments, { projectId, from, to, where }, COLUMNS, parameters);
  if (traces === undefined) return buckets;
  const filled = await query<VolumeBucket & { index: number }>(`
SELECT (epoch_us(start_time) - ${integerLiteral(from)}) // ${integerLiteral(bucket)} AS index,
  count(*) AS traces, count(*) FILTER (status = 'error') AS failed_traces, ${total('observation_count')} AS observations, ${total('error_count')} AS errors,
  ${TOKENS.map((it) => `${total(it)} AS ${it}`).join(', ')},
  coalesce(sum(total_cost_usd), 0) AS total_cost_usd,
  quantile_cont(${DURATION_MS}, 0.5) AS duration_p50_ms, quantile_cont(${DURATION_MS}, 0.95) AS duration_p95_ms
FROM (${traces}) GROUP BY index`, parameters);
  for (const { index, ...totals } of filled) Object.assign(buckets[index], totals);
  return buckets;
}

const DURATION_MS = '(epoch_us(end_time) - epoch_us(start_time)) / 1000.0::DOUBLE';

const total = (expression: string) => `least(coalesce(sum(${expression}), 0), ${Number.MAX_SAFE_INTEGER})::BIGINT`;
