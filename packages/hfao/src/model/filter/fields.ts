import { CostSource, Level, OBSERVATION_TYPES, Source, Status } from '../observation.js';
import type { FieldType, FilterSubject } from './filter.js';

/** A named field of a subject, as a `where` may use it. A column of this name in a summary or an observation, unless {@link DERIVED_FIELDS} says what it is. */
export interface FieldSpec {
  name: string;
  type: FieldType;
  description: string;
  /** Other names for it. They become `name` when a filter is parsed. */
  aliases?: readonly string[];
  /** The only values that there are. */
  values?: readonly string[];
  /** A number of this unit: written with a unit (2s, 500ms) it is converted. */
  unit?: 'ns' | 'ms';
  /** Which of the store's facets knows its values. */
  facet?: FacetName;
}

export const FACET_NAMES = ['names', 'models', 'agents', 'tags', 'environments', 'sessions', 'users'] as const;
export type FacetName = (typeof FACET_NAMES)[number];

/** What each field is that is no column of its own. Anything else is the column of its name. */
export const DERIVED_FIELDS = {
  duration_ms: 'duration_ns / 1e6',
  has_errors: 'error_count > 0',
  input: "an observation's input or, where that was offloaded, input_preview",
  output: "an observation's output or, where that was offloaded, output_preview",
} as const;

const duration: FieldSpec[] = [
  { name: 'duration_ns', type: 'number', unit: 'ns', description: 'how long it took, in nanoseconds' },
  { name: 'duration_ms', type: 'number', unit: 'ms', aliases: ['duration', 'latency', 'latency_ms'], description: 'how long it took, in milliseconds' },
];

const usage: FieldSpec[] = [
  { name: 'input_tokens', type: 'number', description: 'tokens read, those from a cache included' },
  { name: 'output_tokens', type: 'number', description: 'tokens written' },
  { name: 'cache_read_tokens', type: 'number', description: 'tokens read from a cache' },
  { name: 'cache_creation_tokens', type: 'number', description: 'tokens put into a cache' },
  { name: 'reasoning_tokens', type: 'number', description: 'tokens spent on reasoning' },
  { name: 'total_tokens', type: 'number', aliases: ['tokens'], description: 'tokens read and written' },
  { name: 'input_cost_usd', type: 'number', description: 'cost of what was read, in US dollars' },
  { name: 'output_cost_usd', type: 'number', description: 'cost of what was written, in US dollars' },
  { name: 'total_cost_usd', type: 'number', aliases: ['cost', 'cost_usd'], description: 'cost, in US dollars' },
];

const context: FieldSpec[] = [
  { name: 'session_id', type: 'text', aliases: ['session'], facet: 'sessions', description: 'the conversation it belongs to' },
  { name: 'user_id', type: 'text', aliases: ['user'], facet: 'users', description: 'the user it was for' },
  { name: 'environment', type: 'text', aliases: ['env'], facet: 'environments', description: 'where it ran: production, staging, …' },
  { name: 'release', type: 'text', description: 'the version of the program' },
  { name: 'service_name', type: 'text', aliases: ['service'], description: 'the service that sent it' },
];

const errors: FieldSpec[] = [
  { name: 'observation_count', type: 'number', aliases: ['observations'], description: 'how many observations it has' },
  { name: 'error_count', type: 'number', aliases: ['errors'], description: 'how many of its observations failed' },
  { name: 'has_errors', type: 'bool', description: 'whether an observation of it failed' },
];

const whoTookPart: FieldSpec[] = [
  { name: 'models', type: 'list', aliases: ['model'], facet: 'models', description: 'the models that were used' },
  { name: 'agents', type: 'list', aliases: ['agent', 'agent_name'], facet: 'agents', description: 'the agents that took part' },
  { name: 'tags', type: 'list', aliases: ['tag'], facet: 'tags', description: 'its tags' },
];

const trace: FieldSpec[] = [
  { name: 'trace_id', type: 'text', aliases: ['id'], description: 'its id, 32 hex digits' },
  { name: 'name', type: 'text', facet: 'names', description: 'its name: that of its root' },
  { name: 'status', type: 'text', values: Status.options, description: "the root's status" },
  { name: 'start_time', type: 'time', aliases: ['start', 'time', 'timestamp'], description: 'when it began' },
  { name: 'end_time', type: 'time', aliases: ['end'], description: 'when its last observation ended' },
  ...duration, ...errors,
  { name: 'error_message', type: 'text', description: 'the status message of the first failed observation that has one' },
  { name: 'input_preview', type: 'text', aliases: ['input'], description: 'the beginning of its input' },
  { name: 'output_preview', type: 'text', aliases: ['output'], description: 'the beginning of its output' },
  ...context, ...whoTookPart, ...usage,
];

const observation: FieldSpec[] = [
  { name: 'trace_id', type: 'text', description: 'the trace it belongs to, 32 hex digits' },
  { name: 'observation_id', type: 'text', aliases: ['id', 'span_id'], description: 'its id, 16 hex digits' },
  { name: 'parent_observation_id', type: 'text', aliases: ['parent_id'], description: 'the observation above it; none for a root' },
  { name: 'name', type: 'text', description: 'its name' },
  { name: 'type', type: 'text', values: OBSERVATION_TYPES, aliases: ['kind'], description: 'what kind of step it is' },
  { name: 'level', type: 'text', values: Level.options, description: 'how much it matters' },
  { name: 'status', type: 'text', values: Status.options, description: 'how it ended' },
  { name: 'status_message', type: 'text', aliases: ['error_message'], description: 'what it said of its failure' },
  { name: 'start_time', type: 'time', aliases: ['start', 'time', 'timestamp'], description: 'when it began' },
  { name: 'end_time', type: 'time', aliases: ['end'], description: 'when it ended' },
  { name: 'ingested_at', type: 'time', description: 'when it was received' },
  ...duration,
  { name: 'time_to_first_token_ms', type: 'number', unit: 'ms', aliases: ['ttft', 'time_to_first_token'], description: 'until the first token came, in milliseconds' },
  { name: 'input', type: 'text', description: 'its input; of a large one the beginning' },
  { name: 'output', type: 'text', description: 'its output; of a large one the beginning' },
  ...context,
  { name: 'scope_name', type: 'text', description: 'the instrumentation that made it' },
  { name: 'scope_version', type: 'text', description: "the instrumentation's version" },
  { name: 'dialect', type: 'text', description: 'the convention it was sent in' },
  { name: 'source', type: 'text', values: Source.options, description: 'whether a span, log records or both told of it' },
  { name: 'warnings', type: 'list', description: 'codes of what is odd about it' },
  { name: 'model', type: 'text', facet: 'models', description: 'the model that was called' },
  { name: 'provider', type: 'text', description: 'who serves the model' },
  { name: 'finish_reasons', type: 'list', aliases: ['finish_reason'], description: 'why the model stopped' },
  ...usage,
  { name: 'usage_counted', type: 'bool', description: 'whether its usage counts, or repeats what others carry' },
  { name: 'cost_source', type: 'text', values: CostSource.options, description: 'how its cost is known' },
  { name: 'tool_call_names', type: 'list', aliases: ['tool_call', 'tool'], description: 'the tools that it called' },
  { name: 'tool_calls', type: 'text', description: 'its tool calls, as JSON' },
  { name: 'documents', type: 'text', description: 'the documents that it retrieved, as JSON' },
  { name: 'events', type: 'text', description: 'its events, as JSON' },
  { name: 'agent_id', type: 'text', description: 'the id of the agent' },
  { name: 'agent_name', type: 'text', aliases: ['agent'], facet: 'agents', description: 'the agent that did it' },
  { name: 'handoff_target_agent_id', type: 'text', description: 'the agent that it handed over to' },
  { name: 'prompt_name', type: 'text', aliases: ['prompt'], description: 'the prompt that it used' },
  { name: 'prompt_version', type: 'text', description: "the prompt's version" },
  { name: 'prompt_label', type: 'text', description: "the prompt's label" },
  { name: 'tags', type: 'list', aliases: ['tag'], facet: 'tags', description: 'its tags' },
];

/** Totals over the traces of it. */
const totals: FieldSpec[] = [
  { name: 'start_time', type: 'time', aliases: ['first_time', 'first_seen', 'start'], description: 'when its first trace began' },
  { name: 'end_time', type: 'time', aliases: ['last_time', 'last_seen', 'end'], description: 'when its last observation ended' },
  { name: 'last_trace_time', type: 'time', aliases: ['last_trace'], description: 'when its newest trace began' },
  { name: 'trace_count', type: 'number', aliases: ['traces'], description: 'how many traces it has' },
  { name: 'failed_trace_count', type: 'number', aliases: ['failed_traces'], description: 'how many of its traces failed' },
  ...errors,
  { name: 'environments', type: 'list', aliases: ['environment', 'env'], facet: 'environments', description: 'where its traces ran: production, staging, …' },
  ...whoTookPart, ...usage,
];

const session: FieldSpec[] = [
  { name: 'session_id', type: 'text', aliases: ['session', 'id'], facet: 'sessions', description: 'its id' },
  { name: 'user_ids', type: 'list', aliases: ['user_id', 'user', 'users'], facet: 'users', description: 'the users of its traces' },
  ...duration, ...totals,
];

const user: FieldSpec[] = [
  { name: 'user_id', type: 'text', aliases: ['user', 'id'], facet: 'users', description: 'the id' },
  { name: 'session_count', type: 'number', aliases: ['sessions'], description: 'how many sessions there were' },
  ...totals,
];

/** Every field that a `where` about each subject may name, in the order in which lists of them are shown. */
export const FIELDS: Readonly<Record<FilterSubject, readonly FieldSpec[]>> = { trace, observation, session, user };

/** What full text looks at: a word counts when one of these contains it, whatever its case. */
export const TEXT_FIELDS: Readonly<Record<FilterSubject, readonly string[]>> = {
  trace: ['name', 'trace_id', 'session_id', 'user_id', 'input_preview', 'output_preview', 'error_message', 'models', 'agents', 'tags'],
  observation: ['name', 'input', 'output', 'status_message'],
  session: ['session_id', 'user_ids', 'models', 'agents', 'tags'],
  user: ['user_id', 'models', 'agents', 'tags'],
};

const byName = new Map(Object.entries(FIELDS).map(([subject, fields]) => [
  subject, new Map(fields.flatMap((it) => [it.name, ...(it.aliases ?? [])].map((name) => [name, it] as const))),
]));

/** The field with this name or alias, in any case; undefined when the subject has none. */
export function fieldNamed(subject: FilterSubject, name: string): FieldSpec | undefined {
  return byName.get(subject)?.get(name.toLowerCase());
}
