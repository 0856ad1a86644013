import type { AttributeValue } from '../../model/attribute-value.js';
import type { Level, ObservationType } from '../../model/observation.js';
import { parseIsoTime } from '../../model/time.js';
import type { Dialect } from './dialect.js';
import type { Evidence } from './evidence.js';
import { FIELD } from './field.js';
import { leafOf, recordOf, unquoted } from './json-leaf.js';
import { wrapped } from './payload.js';
import { rankOf } from './precedence.js';
import { requestBody, responseBody } from './raw-bodies.js';
import { amount, count, text, texts } from './read.js';

const TYPES: Record<string, ObservationType> = {
  span: 'SPAN', generation: 'GENERATION', event: 'EVENT', embedding: 'EMBEDDING', agent: 'AGENT', tool: 'TOOL', chain: 'SPAN', retriever: 'RETRIEVAL',
  evaluator: 'EVAL', guardrail: 'GUARDRAIL',
};
const LEVELS = new Set<string>(['DEFAULT', 'DEBUG', 'WARNING', 'ERROR'] satisfies Level[]);

const USAGE = 'langfuse.observation.usage_details';
const COST = 'langfuse.observation.cost_details';
const TRACE_NAME = rankOf('name', 'langfuse.trace.name');
const FIRST_TOKEN = rankOf('time_to_first_token_ms', 'langfuse.observation.completion_start_time');

/** Langfuse's SDKs (since version 3 on OpenTelemetry): everything is said, nothing to be concluded. */
export const langfuse: Dialect = {
  name: 'langfuse',
  ownsScope: (scopeName) => scopeName.startsWith('langfuse-sdk'),
  marks: ['langfuse.'],
  claims: [
    { field: 'type', key: 'langfuse.observation.type', read: observationType, write: never },
    { field: 'level', key: 'langfuse.observation.level', read: level },
    { field: 'status_message', key: 'langfuse.observation.status_message' },
    { field: 'model', key: 'langfuse.observation.model.name' },
    { field: 'invocation_parameters', key: 'langfuse.observation.model.parameters' },
    { field: 'invocation_parameters', key: 'langfuse.observation.model_parameters' },

    { field: 'input', key: 'langfuse.observation.input', read: wrapped(requestBody) },
    { field: 'output', key: 'langfuse.observation.output', read: wrapped(responseBody) },

    { field: 'input_tokens', key: USAGE, rule: 'langfuse_usage_buckets', read: tokens('prompt_tokens', 'input'), write: never },
    { field: 'output_tokens', key: USAGE, rule: 'langfuse_usage_buckets', read: tokens('completion_tokens', 'output'), write: never },
    { field: 'total_tokens', key: USAGE, read: firstOf('total', 'total_tokens'), write: never },
    {
      field: 'cache_read_tokens', key: USAGE, write: never,
      read: firstOf('input_cached_tokens', 'cache_read_input_tokens', 'input_cache_read', 'input_cache_read_tokens', 'input_cached', 'cache_read', 'prompt_cached_tokens', 'prompt_tokens_details.cached_tokens', 'input_tokens_details.cached_tokens'),
    },
    { field: 'cache_creation_tokens', key: USAGE, read: firstOf('cache_creation_input_tokens', 'input_cache_creation', 'input_cache_write', 'cache_creation'), write: never },
    { field: 'reasoning_tokens', key: USAGE, read: firstOf('output_reasoning_tokens', 'output_reasoning', 'completion_reasoning_tokens', 'reasoning_tokens', 'completion_tokens_details.reasoning_tokens', 'output_tokens_details.reasoning_tokens'), write: never },
    { field: 'input_cost_usd', key: COST, rule: 'langfuse_cost_buckets', read: money('input'), write: never },
    { field: 'output_cost_usd', key: COST, rule: 'langfuse_cost_buckets', read: money('output'), write: never },
    { field: 'total_cost_usd', key: COST, rule: 'langfuse_cost_buckets', read: totalMoney, write: never },

    { field: 'session_id', key: 'langfuse.session.id' },
    { field: 'user_id', key: 'langfuse.user.id' },
    { field: 'environment', key: 'langfuse.environment' },
    { field: 'release', key: 'langfuse.release' },
    { field: 'release', key: 'langfuse.version' },
    { field: 'tags', key: 'langfuse.trace.tags', read: texts },
    { field: 'prompt_name', key: 'langfuse.observation.prompt.name' },
    { field: 'prompt_version', key: 'langfuse.observation.prompt.version' },
    { field: 'metadata', entriesBelow: 'langfuse.observation.metadata.', read: unquoted },
    { field: 'metadata', entriesBelow: 'langfuse.trace.metadata.', read: unquoted },
    { field: 'metadata', key: 'langfuse.observation.metadata' },
    { field: 'metadata', key: 'langfuse.trace.metadata' },
  ],
  settle(this: void, evidence: Evidence): void {
    if (evidence.span.parentId === '') evidence.offerFrom('langfuse.trace.name', [{ field: FIELD.name, rank: TRACE_NAME, value: text(evidence.attribute('langfuse.trace.name') ?? null) }]);
    evidence.offer(FIELD.time_to_first_token_ms, FIRST_TOKEN, sinceStart(evidence, evidence.attribute('langfuse.observation.completion_start_time')));
    const usage = recordOf(evidence.attribute(USAGE));
    for (const key in usage) if (count(usage[key]) !== undefined) evidence.report(`${USAGE}.${key}`, usage[key]);
  },
};

/** Milliseconds from the span's start until a time, ISO 8601 and maybe encoded as JSON; undefined where it lies before the start. */
export function sinceStart({ span }: Evidence, time: AttributeValue | undefined): number | undefined {
  const iso = time === undefined ? undefined : unquoted(time);
  const micros = typeof iso === 'string' ? parseIsoTime(iso) : undefined;
  return micros === undefined || span.start === 0 || micros < span.start ? undefined : (micros - span.start) / 1000;
}

function observationType(value: AttributeValue): ObservationType | undefined {
  const type = typeof value === 'string' ? value.toLowerCase() : '';
  return Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
}

function level(value: AttributeValue): Level | undefined {
  return typeof value === 'string' && LEVELS.has(value) ? (value as Level) : undefined;
}

/** The buckets of a usage are disjoint (`input` leaves out `input_cached_tokens`); only the old name of the sum includes them. */
function tokens(inclusive: string, direction: 'input' | 'output') {
  return (value: AttributeValue): number | undefined => {
    const usage = recordOf(value);
    if (usage === undefined) return undefined;
    return count(usage[inclusive] ?? null) ?? sumOf(usage, direction, count);
  };
}

function money(direction: 'input' | 'output') {
  return (value: AttributeValue): number | undefined => sumOf(recordOf(value), direction, amount);
}

function totalMoney(value: AttributeValue): number | undefined {
  const cost = recordOf(value);
  if (cost === undefined) return undefined;
  return amount(cost.total ?? null) ?? sumOf(cost, '', amount);
}

/** The sum of the buckets of one direction: `input`, `input_tokens`, `input_cached_tokens`, `cache_read_input_tokens`. */
function sumOf(buckets: Record<string, AttributeValue> | undefined, direction: string, read: (value: AttributeValue) => number | undefined): number | undefined {
  let sum: number | undefined;
  for (const key in buckets) {
    const value = key.includes(direction) && key !== 'total' ? read(buckets[key]) : undefined;
    if (value !== undefined) sum = (sum ?? 0) + value;
  }
  return sum;
}

function firstOf(...names: string[]) {
  return (value: AttributeValue): number | undefined => {
    for (const name of names) {
      const found = count(leafOf(value, ...name.split('.')) ?? null);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

function never(): undefined {}
