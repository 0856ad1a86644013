import { z } from 'zod';
import { Measure, MetricType, Temporality } from '../model/metric-point.js';
import { isoTime, type Micros } from '../model/time.js';
import { Failure } from '../runtime/errors.js';
import { METRIC_GROUPS } from '../store/store.js';
import { Cursor, decodeCursor, encodeCursor, Limit, NextCursor } from './cursor.js';
import { operation } from './operation.js';
import { ProjectRef } from './projects.js';
import { TimeInput } from './time-input.js';
import { rangeOf } from './traces.js';

const MAX_BUCKETS = 500;
const MAX_GROUPS = 50;
const BUCKETS = { '10s': 10, '1m': 60, '5m': 300, '15m': 900, '1h': 3600, '6h': 21_600, '1d': 86_400 } as const;

const metricName = z.string().min(1).max(500);
const figure = z.number().nullable();

export const listMetrics = operation({
  name: 'list_metrics',
  http: ['GET', '/api/v1/projects/:project/metrics'],
  scope: 'metrics:read',
  toolset: 'ingest',
  summary: 'The metrics that were received, with unit, kind and attribute keys.',
  description: 'Every metric of the project by name: what it is, what it measures where that is understood (tokens, cost_usd, duration_s, count), how many points and series there are, and by which attributes get_metric can divide it.',
  untrusted: true,
  input: z.strictObject({
    project: ProjectRef,
    from: TimeInput.optional().describe('with points of this time or later: ISO 8601, epoch ms, or 30m, 1h, 7d before now'),
    to: TimeInput.optional().describe('with earlier points'),
    limit: Limit,
    cursor: Cursor.optional(),
  }),
  output: z.object({
    metrics: z.array(z.object({
      name: z.string(), description: z.string().nullable(), unit: z.string().nullable(), type: MetricType, temporality: Temporality.nullable(), is_monotonic: z.boolean().nullable(), measure: Measure.nullable(),
      points: z.number().int(), series: z.number().int().describe('distinct sets of attributes'), first_time: z.string(), last_time: z.string(), attribute_keys: z.array(z.string()).describe('at most 100'),
    })),
    next_cursor: NextCursor,
  }),
  async run({ store, project, now }, { from, to, limit, cursor }) {
    const after = decodeCursor(cursor, z.strictObject({ name: z.string() }));
    const page = await store.listMetrics(project.id, { ...rangeOf({ from, to }, now()), limit, after: after?.name });
    return {
      metrics: page.metrics.map((it) => ({ ...it, first_time: isoTime(it.first_time), last_time: isoTime(it.last_time) })),
      next_cursor: encodeCursor(page.next === undefined ? undefined : { name: page.next }),
    };
  },
});

export const getMetric = operation({
  name: 'get_metric',
  http: ['GET', '/api/v1/projects/:project/metrics/:name'],
  scope: 'metrics:read',
  toolset: 'ingest',
  summary: 'One metric over time, in equal buckets, whole or divided by an attribute.',
  description: `A metric as series of buckets. Counters show their increase (cumulative ones too, over restarts), gauges their last value, histograms the sum and the number of what was measured with estimates of p50, p95 and p99. `
    + `group_by divides it by ${METRIC_GROUPS.join(', ')} or any attribute key that list_metrics names. The last 24 hours unless from and to say otherwise; buckets without points are left out.`,
  untrusted: true,
  input: z.strictObject({
    project: ProjectRef,
    name: metricName.describe('as list_metrics has it'),
    from: TimeInput.default('24h').describe('ISO 8601, epoch ms, or 30m, 1h, 7d before now'),
    to: TimeInput.default('now').describe('exclusive'),
    bucket: z.enum(Object.keys(BUCKETS) as [keyof typeof BUCKETS]).optional().describe(`the length of a bucket; at most ${MAX_BUCKETS} of them. Unless given, one that makes about a hundred`),
    group_by: z.string().min(1).max(500).optional(),
    limit: z.number().int().min(1).max(MAX_GROUPS).default(20).describe('at most this many groups, those with the most points'),
  }),
  output: z.object({
    name: z.string(), from: z.string(), to: z.string(), bucket_ms: z.number().int(),
    groups: z.array(z.object({
      group: z.string().nullable().describe('null: the points without the attribute, or all where nothing divides them'),
      buckets: z.array(z.object({
        start_time: z.string(), value: figure.describe('what the kind of metric is about: increase, last value, or sum'),
        count: z.number().int().describe('measurements of histograms, else data points'), average: figure, min: figure, max: figure, p50: figure, p95: figure, p99: figure,
      })),
    })),
    omitted_groups: z.number().int(),
  }),
  async run({ store, project, now }, { name, group_by, limit, ...input }) {
    const { from, to } = rangeOf(input, now()) as { from: Micros; to: Micros };
    const bucket = bucketOf(from, to, input.bucket);
    const first = Math.floor(from / bucket) * bucket;
    const series = await store.metricSeries(project.id, { name, from: first, to, bucket, group_by, limit });
    // Nothing in this range is an answer; a name that was never received is a mistake.
    if (series.groups.length === 0 && (await store.listMetrics(project.id, { name, limit: 1 })).metrics.length === 0) {
      throw new Failure('not_found', `Project "${project.slug}" has no metric "${name}". list_metrics names those it has.`, { field: 'name' });
    }
    return {
      name, from: isoTime(first), to: isoTime(to), bucket_ms: bucket / 1000,
      groups: series.groups.map((it) => ({ group: it.group, buckets: it.buckets.map(({ start, ...figures }) => ({ start_time: isoTime(start), ...figures })) })),
      omitted_groups: series.omitted,
    };
  },
});

function bucketOf(from: Micros, to: Micros, wanted: keyof typeof BUCKETS | undefined): Micros {
  const seconds = wanted !== undefined ? BUCKETS[wanted] : Object.values(BUCKETS).find((it) => (to - from) / (it * 1e6) <= 120) ?? BUCKETS['1d'];
  if ((to - from) / (seconds * 1e6) > MAX_BUCKETS) throw new Failure('invalid_input', `That makes more than ${MAX_BUCKETS} buckets: take longer ones, or bring from and to closer together.`, { field: 'bucket' });
  return seconds * 1e6;
}
