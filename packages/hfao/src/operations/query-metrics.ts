import { z } from 'zod';
import { decodeAttribute } from '../model/attribute-value.js';
import type { FilterSubject } from '../model/filter/filter.js';
import { AGGREGATES, metricFields, MetricQuery, parseDimension, parseMeasure, type Dimension, type Figure, type MetricSubject } from '../model/metric-query.js';
import { isoTime, type Micros } from '../model/time.js';
import { Failure } from '../runtime/errors.js';
import type { MetricFigures, MetricKeys, MetricsQuery, MetricsResult } from '../store/store.js';
import { operation } from './operation.js';
import { ProjectRef } from './projects.js';
import { TimeInput } from './time-input.js';
import { rangeOf } from './traces.js';
import { filterOf } from './where.js';

const MAX_BUCKETS = 500;
const MAX_GROUPS = 200;
const BUCKETS = { '10s': 10, '1m': 60, '5m': 300, '15m': 900, '1h': 3600, '6h': 21_600, '1d': 86_400, '7d': 604_800 } as const;
const BUCKET_NAMES = Object.keys(BUCKETS) as [keyof typeof BUCKETS];

const Values = z.record(z.string(), z.number().nullable()).describe('by measure; null where there is nothing to take it of');
const Buckets = z.array(z.object({ start_time: z.string(), values: Values })).describe('oldest first, empty ones left out');
const Figures = z.object({ values: Values, previous: Values.optional().describe('in the period before, where compare is set'), buckets: Buckets });

export const queryMetrics = operation({
  name: 'query_metrics',
  http: ['GET', '/api/v1/projects/:project/query-metrics'],
  scope: 'traces:read',
  toolset: 'query',
  summary: 'Counts, rates, sums, means and quantiles over observations, traces or scores, in groups and over time.',
  description: 'How many, how slow, how expensive, how good: measures over a range of time, divided by up to four fields (group_by) and into buckets of time (bucket), with the period before beside it (compare). '
    + 'Examples: measures ["count","error_rate","p95(duration_ms)"] with group_by ["model"] and where "type = \'GENERATION\'"; subject traces with ["avg(score(\'correctness\'))"] and bucket 1d. '
    + 'Tokens and cost count each model call once. Groups come by the first measure, the largest first; what they leave out is others. For anything else use run_sql.',
  untrusted: true,
  input: z.strictObject({
    project: ProjectRef,
    ...MetricQuery.shape,
    from: TimeInput.default('24h').describe('ISO 8601, epoch ms, or 30m, 1h, 7d before now'),
    to: TimeInput.default('now').describe('exclusive'),
    bucket: z.enum(['none', 'auto', ...BUCKET_NAMES]).default('none').describe(`the length of a bucket of time, at most ${MAX_BUCKETS} of them; auto makes about a hundred`),
    limit: z.number().int().min(1).max(MAX_GROUPS).default(20).describe('at most this many groups'),
    compare: z.boolean().default(false).describe('true: the same of the period before, of equal length'),
  }),
  output: z.object({
    from: z.string(), to: z.string(), bucket_ms: z.number().int().nullable(), measures: z.array(z.string()), group_by: z.array(z.string()),
    total: Figures,
    groups: z.array(Figures.extend({ keys: z.record(z.string(), z.string().nullable()).describe('by field; null: rows without one') })),
    others: Figures.extend({ groups: z.number().int().describe('how many groups are not shown') }).nullable(),
  }),
  async run({ store, project, now }, { subject, measures, group_by, where, limit, compare, ...input }) {
    const { from, to } = rangeOf(input, now()) as { from: Micros; to: Micros };
    const bucket = bucketOf(from, to, input.bucket);
    const first = bucket === undefined ? from : Math.floor(from / bucket) * bucket;
    const names = { measures: [...new Set(measures)], groups: [...new Set(group_by)] };
    const query: MetricsQuery = {
      subject, measures: names.measures.map((it) => measureOf(it, subject)), group_by: dimensionsOf(names.groups, subject), where: filterOf(where, FILTERED[subject], now()), from: first, to, bucket, limit,
    };
    const now_ = await store.queryMetrics(project.id, query);
    const before = compare ? await store.queryMetrics(project.id, { ...query, from: 2 * from - to, to: from, bucket: undefined, ...(names.groups.length > 0 && { only: now_.groups.map((it) => it.keys) }) }) : undefined;
    return { from: isoTime(first), to: isoTime(to), bucket_ms: bucket === undefined ? null : bucket / 1000, measures: names.measures, group_by: names.groups, ...shown(now_, before, { ...names, dimensions: query.group_by }) };
  },
});

const FILTERED: Record<MetricSubject, FilterSubject> = { observations: 'observation', traces: 'trace', scores: 'trace' };

interface Names { measures: readonly string[]; groups: readonly string[]; dimensions: readonly Dimension[] }

function shown(now: MetricsResult, before: MetricsResult | undefined, names: Names) {
  const valuesOf = (values: readonly (number | null)[]) => Object.fromEntries(names.measures.map((it, i) => [it, values[i]]));
  const figures = (it: MetricFigures, previous: MetricFigures | undefined) => ({
    values: valuesOf(it.values), ...(previous !== undefined && { previous: valuesOf(previous.values) }),
    buckets: it.buckets.map(({ start, values }) => ({ start_time: isoTime(start), values: valuesOf(values) })),
  });
  return {
    total: figures(now.total, before?.total),
    groups: now.groups.map((it, i) => ({ keys: keysOf(it.keys, names), ...figures(it, before?.groups[i]) })),
    others: now.others === undefined ? null : { groups: now.others.groups, ...figures(now.others, before?.others) },
  };
}

function keysOf(keys: MetricKeys, { groups, dimensions }: Names): Record<string, string | null> {
  return Object.fromEntries(groups.map((name, i) => [name, dimensions[i].kind === 'column' || keys[i] === null ? keys[i] : attributeText(keys[i])]));
}

function attributeText(stored: string): string | null {
  const value = decodeAttribute(stored);
  return typeof value === 'string' || value === null ? value : JSON.stringify(value);
}

/** @throws Failure `invalid_input` with what there is */
export function measureOf(text: string, subject: MetricSubject): Figure {
  const measure = parseMeasure(text, subject);
  if (measure !== undefined) return measure;
  const numbers = metricFields(subject).filter((it) => it.type === 'number').map((it) => it.name);
  const simple = subject === 'scores' ? 'count' : 'count, errors, error_rate';
  throw new Failure('invalid_input', `"${text}" is no measure of ${subject}. There is ${simple}, and ${AGGREGATES.join(', ')} of a field, such as p95(${numbers[0]}). Numbers are ${numbers.join(', ')}${subject === 'scores' ? '' : " and score('name')"}; distinct takes texts.`, { field: 'measures' });
}

function dimensionsOf(names: readonly string[], subject: MetricSubject): Dimension[] {
  const dimensions = names.map((name) => {
    const dimension = parseDimension(name, subject);
    if (dimension !== undefined) return dimension;
    const fields = metricFields(subject).filter((it) => it.type !== 'number' && it.type !== 'time').map((it) => it.name);
    throw new Failure('invalid_input', `"${name}" is nothing to group ${subject} by. There is ${fields.join(', ')}${subject === 'observations' ? ', attributes.KEY and metadata.KEY' : ''}.`, { field: 'group_by' });
  });
  if (dimensions.filter((it) => it.kind === 'column' && it.type === 'list').length > 1) throw new Failure('invalid_input', 'Only one of the fields to group by may be a list.', { field: 'group_by' });
  return dimensions;
}

function bucketOf(from: Micros, to: Micros, wanted: 'none' | 'auto' | keyof typeof BUCKETS): Micros | undefined {
  if (wanted === 'none') return undefined;
  const seconds = wanted === 'auto' ? Object.values(BUCKETS).find((it) => (to - from) / (it * 1e6) <= 120) ?? BUCKETS['7d'] : BUCKETS[wanted];
  if ((to - from) / (seconds * 1e6) > MAX_BUCKETS) throw new Failure('invalid_input', `That makes more than ${MAX_BUCKETS} buckets: take longer ones, or bring from and to closer together.`, { field: 'bucket' });
  return seconds * 1e6;
}
