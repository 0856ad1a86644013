import { z } from 'zod';
import { Failure } from '../runtime/errors.js';
import { isoTime, type Micros } from '../model/time.js';
import type { VolumeBucket } from '../store/store.js';
import { operation } from './operation.js';
import { ProjectRef } from './projects.js';
import { TimeInput } from './time-input.js';
import { rangeOf } from './traces.js';
import { filterOf, Where } from './where.js';

const MAX_BUCKETS = 120;
const DAY_MS = 86_400_000;
const BUCKET_MS = [1_000, 5_000, 15_000, 30_000, 60_000, 300_000, 600_000, 1_800_000, 3_600_000, 10_800_000, 21_600_000, 43_200_000, DAY_MS, 7 * DAY_MS, 30 * DAY_MS, 365 * DAY_MS];

const totals = {
  traces: z.number().int(),
  failed_traces: z.number().int().describe('traces whose status is error'),
  error_rate: z.number().nullable().describe('failed_traces over traces, 0 to 1; null without traces'),
  observations: z.number().int(),
  errors: z.number().int().describe('failed observations'),
  input_tokens: z.number().int(),
  output_tokens: z.number().int(),
  total_tokens: z.number().int(),
  total_cost_usd: z.number(),
  duration_p50_ms: z.number().nullable().describe('median duration of a trace; null without traces'),
  duration_p95_ms: z.number().nullable(),
};
export const Totals = z.object(totals);
export const OverviewBucket = z.object({ start_time: z.string(), ...totals });

export const getOverview = operation({
  name: 'get_overview',
  http: ['GET', '/api/v1/projects/:project/overview'],
  scope: 'traces:read',
  summary: 'Volume, errors, tokens, cost and latency over time, with totals.',
  description: `How a project is doing: traces, error rate, tokens, cost and p50/p95 latency, in total and in at most ${MAX_BUCKETS} equal buckets of time. The last 24 hours unless from and to say otherwise, of all traces unless where says which.`,
  input: z.strictObject({
    project: ProjectRef,
    from: TimeInput.default('24h').describe('ISO 8601, epoch ms, or 30m, 1h, 7d before now'),
    to: TimeInput.default('now').describe('exclusive'),
    where: Where.optional().describe('only traces that pass, as in list_traces'),
  }),
  output: z.object({
    from: z.string(),
    to: z.string(),
    bucket_ms: z.number().int(),
    totals: Totals,
    buckets: z.array(OverviewBucket).describe('oldest first, empty ones included; the first may begin before from, the last is cut at to'),
  }),
  async run({ store, project, now }, input) {
    const where = filterOf(input.where, 'trace', now());
    const { from, to } = rangeOf(input, now()) as { from: Micros; to: Micros };
    const bucket = bucketFor(from, to);
    const firstBucket = Math.floor(from / bucket) * bucket;
    const [buckets, whole] = await Promise.all([
      store.volume(project.id, { from: firstBucket, to, bucket, where }),
      store.volume(project.id, { from, to, bucket: to - from, where }),
    ]);
    return {
      from: isoTime(from), to: isoTime(to), bucket_ms: bucket / 1000,
      totals: totalsOf(whole[0]),
      buckets: buckets.map((it) => ({ start_time: isoTime(it.start), ...totalsOf(it) })),
    };
  },
});

function bucketFor(from: Micros, to: Micros): Micros {
  const found = BUCKET_MS.find((it) => (to - from) / (it * 1000) <= MAX_BUCKETS - 1);
  if (found === undefined) throw new Failure('invalid_input', 'from and to are too far apart.', { field: 'from' });
  return found * 1000;
}

function totalsOf(bucket: VolumeBucket): z.infer<typeof Totals> {
  const { traces, failed_traces, observations, errors, input_tokens, output_tokens, total_tokens, total_cost_usd, duration_p50_ms, duration_p95_ms } = bucket;
  const error_rate = traces === 0 ? null : failed_traces / traces;
  return { traces, failed_traces, error_rate, observations, errors, input_tokens, output_tokens, total_tokens, total_cost_usd, duration_p50_ms, duration_p95_ms };
}
