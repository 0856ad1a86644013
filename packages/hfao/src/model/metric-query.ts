import { z } from 'zod';
import { FIELDS, fieldNamed, type FieldSpec } from './filter/fields.js';
import type { FilterField } from './filter/filter.js';

/** What is counted. A trace by its summary, an observation by its columns, a score by its own. */
export const METRIC_SUBJECTS = ['observations', 'traces', 'scores'] as const;
export const MetricSubject = z.enum(METRIC_SUBJECTS);
export type MetricSubject = z.infer<typeof MetricSubject>;

export const AGGREGATES = ['sum', 'avg', 'min', 'max', 'p50', 'p75', 'p90', 'p95', 'p99', 'count', 'distinct'] as const;
export type Aggregate = (typeof AGGREGATES)[number];

/**
 * One figure over the rows of a group. `errors`: rows whose status is error, `error_rate`: their share, 0 to 1.
 * Sums and all else of tokens and cost take rows that count (usage_counted, twins once); `count` of a field counts the rows that have it, `distinct` the different values; quantiles are interpolated.
 */
export type Figure = { kind: 'count' | 'errors' | 'error_rate' } | { kind: 'aggregate'; aggregate: Aggregate; field: FilterField };
/** What rows are put together by. Of a list each entry: a row counts for each of them. */
export type Dimension = Exclude<FilterField, { kind: 'score' }>;

/** Figures over time or in groups, as a caller writes it. Monitors, cost pages and dashboards keep it in this form. */
export const MetricQuery = z.strictObject({
  subject: MetricSubject.default('observations').describe('what is counted: every step, every trace by its summary, or every score'),
  measures: z.array(z.string().min(1).max(200)).min(1).max(8).default(['count'])
    .describe(`count, errors, error_rate, or one of ${AGGREGATES.join(', ')} of a field: sum(total_cost_usd), p95(duration_ms), distinct(user_id), avg(score('correctness'))`),
  where: z.string().max(20_000).optional().describe("a filter about the subject (of scores: about the traces that have them), such as: type = 'GENERATION' AND model = 'gpt-4o'"),
  group_by: z.array(z.string().min(1).max(200)).max(4).default([]).describe('up to four fields: model, agent, name, user, tag, …, attributes.KEY, metadata.KEY; of scores: name, source, string_value, judge_model'),
});
export type MetricQuery = z.infer<typeof MetricQuery>;

/** Fields of scores, which no filter is about. */
const SCORE_FIELDS: readonly FieldSpec[] = [
  { name: 'name', type: 'text', aliases: ['score', 'score_name'], description: 'what was judged' },
  { name: 'value', type: 'number', description: 'the number, 1 and 0 for true and false' },
  { name: 'string_value', type: 'text', aliases: ['label'], description: 'the category' },
  { name: 'data_type', type: 'text', description: 'NUMERIC, CATEGORICAL or BOOLEAN' },
  { name: 'source', type: 'text', description: 'who judged' },
  { name: 'judge_model', type: 'text', description: 'the model that judged' },
  { name: 'annotator_id', type: 'text', description: 'the person who judged' },
  { name: 'eval_run_id', type: 'text', description: 'the run that made it' },
  { name: 'trace_id', type: 'text', description: 'the trace' },
  { name: 'observation_id', type: 'text', description: 'the observation' },
  { name: 'session_id', type: 'text', description: 'the session' },
];

/** The fields that measures and groups of a subject may name. */
export function metricFields(subject: MetricSubject): readonly FieldSpec[] {
  return subject === 'scores' ? SCORE_FIELDS : FIELDS[subject === 'traces' ? 'trace' : 'observation'];
}

const SIMPLE = new Set(['count', 'errors', 'error_rate']);

/** Undefined when it is none of this subject's. */
export function parseMeasure(text: string, subject: MetricSubject): Figure | undefined {
  const word = text.trim().toLowerCase();
  if (SIMPLE.has(word)) return subject === 'scores' && word !== 'count' ? undefined : { kind: word as 'count' };
  const [, aggregate, argument] = /^(\w+)\s*\((.+)\)$/s.exec(text.trim()) ?? [];
  const known = AGGREGATES.find((it) => it === aggregate?.toLowerCase());
  if (known === undefined) return undefined;
  const field = fieldOf(argument, subject);
  return field !== undefined && suits(known, field) ? { kind: 'aggregate', aggregate: known, field } : undefined;
}

/** Undefined when it is none of this subject's. */
export function parseDimension(text: string, subject: MetricSubject): Dimension | undefined {
  const field = fieldOf(text, subject);
  if (field === undefined || field.kind === 'score') return undefined;
  return field.kind === 'column' && (field.type === 'number' || field.type === 'time') ? undefined : field;
}

const QUOTED = String.raw`(?:\.\s*(?<plain>.+)|\(\s*(?<b>["'])(?<called>.+)\k<b>\s*\)|\[\s*(?<q>["'])(?<key>.+)\k<q>\s*\])`;
const KEYED = new RegExp(String.raw`^(?<kind>attributes?|metadata|scores?)\s*${QUOTED}$`, 's');

function fieldOf(text: string, subject: MetricSubject): FilterField | undefined {
  const { kind, plain, called, key } = KEYED.exec(text.trim())?.groups ?? {};
  const name = plain ?? called ?? key;
  if (name !== undefined) {
    if (kind.startsWith('score')) return subject === 'scores' ? undefined : { kind: 'score', name };
    return subject === 'observations' ? { kind: kind === 'metadata' ? 'metadata' : 'attribute', key: name } : undefined;
  }
  const wanted = text.trim().toLowerCase();
  const found = subject === 'scores' ? SCORE_FIELDS.find((it) => it.name === wanted || it.aliases?.includes(wanted)) : fieldNamed(subject === 'traces' ? 'trace' : 'observation', wanted);
  return found && { kind: 'column', name: found.name, type: found.type };
}

function suits(aggregate: Aggregate, field: FilterField): boolean {
  if (field.kind === 'score') return aggregate !== 'distinct';
  if (field.kind !== 'column') return false;
  if (aggregate === 'count') return field.type !== 'list';
  return aggregate === 'distinct' ? field.type === 'text' || field.type === 'bool' : field.type === 'number';
}
