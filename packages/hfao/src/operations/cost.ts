import { z } from 'zod';
import type { Filter } from '../model/filter/filter.js';
import { isoTime, type Micros } from '../model/time.js';
import { Failure } from '../runtime/errors.js';
import type { MetricFigures } from '../store/store.js';
import { operation } from './operation.js';
import { ProjectRef } from './projects.js';
import { measureOf } from './query-metrics.js';
import { TimeInput } from './time-input.js';
import { rangeOf } from './traces.js';
import { filterOf, Where } from './where.js';

const DAY: Micros = 86_400_000_000;
const MAX_DAYS = 500;

/** What cost can be divided by, and the column of observations that says it. */
const COLUMNS = { user: 'user_id', agent: 'agent_name', model: 'model', prompt: 'prompt_name' } as const;
const BY = ['date', 'user', 'agent', 'model', 'prompt'] as const;

const FIGURES = {
  total_cost_usd: 'sum(total_cost_usd)', input_cost_usd: 'sum(input_cost_usd)', output_cost_usd: 'sum(output_cost_usd)',
  total_tokens: 'sum(total_tokens)', input_tokens: 'sum(input_tokens)', output_tokens: 'sum(output_tokens)', cache_read_tokens: 'sum(cache_read_tokens)', calls: 'count(total_tokens)',
} as const;
const Cost = z.object(Object.fromEntries(Object.keys(FIGURES).map((it) => [it, z.number()])) as Record<keyof typeof FIGURES, z.ZodNumber>);
const key = z.string().nullable().optional();
const Row = Cost.extend({ date: z.string().optional(), user: key, agent: key, model: key, prompt: key });

export const getCostBy = operation({
  name: 'get_cost_by',
  http: ['GET', '/api/v1/projects/:project/cost'],
  scope: 'traces:read',
  toolset: 'query',
  summary: 'Cost and tokens by any of date, user, agent, model and prompt.',
  description: 'What model calls cost in USD and tokens, each call counted once, divided by any subset of date (UTC day), user, agent, model and prompt; the most expensive groups first, then by date. The last 30 days unless from and to say otherwise.',
  untrusted: true,
  input: z.strictObject({
    project: ProjectRef,
    group_by: z.array(z.enum(BY)).max(BY.length).default(['model']),
    from: TimeInput.default('30d').describe('ISO 8601, epoch ms, or 30m, 1h, 7d before now'),
    to: TimeInput.default('now').describe('exclusive'),
    where: Where.optional().describe("a filter about observations, such as: environment = 'production'"),
    limit: z.number().int().min(1).max(200).default(50).describe('at most this many groups, dates aside'),
  }),
  output: z.object({
    from: z.string(), to: z.string(), total: Cost,
    rows: z.array(Row).describe('null: calls without one'),
    others: Cost.extend({ groups: z.number().int() }).nullable().describe('what the groups that are not shown come to'),
  }),
  async run({ store, project, now }, { group_by, where, limit, ...input }) {
    const range = rangeOf(input, now()) as { from: Micros; to: Micros };
    const byDate = group_by.includes('date');
    const from = byDate ? Math.floor(range.from / DAY) * DAY : range.from;
    if (byDate && range.to - from > MAX_DAYS * DAY) throw new Failure('invalid_input', `At most ${MAX_DAYS} days by date: bring from and to closer together.`, { field: 'from' });
    const names = BY.filter((it) => it !== 'date' && group_by.includes(it)) as (keyof typeof COLUMNS)[];
    const { total, groups, others } = await store.queryMetrics(project.id, {
      subject: 'observations', measures: Object.values(FIGURES).map((it) => measureOf(it, 'observations')), group_by: names.map((it) => ({ kind: 'column', name: COLUMNS[it], type: 'text' })),
      where: { kind: 'and', of: [COUNTED, ...[filterOf(where, 'observation', now())].filter((it) => it !== undefined)] }, from, to: range.to, bucket: byDate ? DAY : undefined, limit,
    });
    const shown = names.length === 0 ? [{ ...total, keys: [] }] : groups;
    const rows = shown.flatMap((group): z.infer<typeof Row>[] => {
      const keys = Object.fromEntries(names.map((it, i) => [it, group.keys[i]]));
      return byDate ? group.buckets.map((it) => ({ date: isoTime(it.start).slice(0, 10), ...keys, ...costOf(it.values) })) : [{ ...keys, ...costOf(group.values) }];
    });
    if (byDate) rows.sort((a, b) => (a.date === b.date ? 0 : a.date! < b.date! ? -1 : 1));
    return { from: isoTime(from), to: isoTime(range.to), total: costOf(total.values), rows, others: others === undefined ? null : { groups: others.groups, ...costOf(others.values) } };
  },
});

const COUNTED: Filter = { kind: 'compare', field: { kind: 'column', name: 'usage_counted', type: 'bool' }, op: '=', value: true };

function costOf(values: MetricFigures['values']): z.infer<typeof Cost> {
  return Object.fromEntries(Object.keys(FIGURES).map((name, i) => [name, values[i] ?? 0])) as z.infer<typeof Cost>;
}
