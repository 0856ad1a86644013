import { z } from 'zod';
import { decodeMap, type FlatMap } from './attribute-value.js';
import { isTooDeep } from './json-depth.js';
import { isoTime, type Micros } from './time.js';

export const OBSERVATION_TYPES = ['AGENT', 'GENERATION', 'TOOL', 'RETRIEVAL', 'EMBEDDING', 'EVAL', 'GUARDRAIL', 'HANDOFF', 'SPAN', 'EVENT'] as const;
export const ObservationType = z.enum(OBSERVATION_TYPES);
export type ObservationType = z.infer<typeof ObservationType>;

export const Level = z.enum(['DEFAULT', 'DEBUG', 'WARNING', 'ERROR']);
export type Level = z.infer<typeof Level>;

export const Status = z.enum(['ok', 'error', 'unset']);
export type Status = z.infer<typeof Status>;

export const CostSource = z.enum(['reported', 'computed', 'none']);
export type CostSource = z.infer<typeof CostSource>;

/** Where an observation's data came from: its span, log records about it (the span may still come), or both. */
export const Source = z.enum(['span', 'log', 'merged']);
export type Source = z.infer<typeof Source>;

export const TraceId = z.string().regex(/^[0-9a-f]{32}$/, 'a trace id is 32 lower-case hex digits').describe('32 hex digits');
export const ObservationId = z.string().regex(/^[0-9a-f]{16}$/, 'an observation id is 16 lower-case hex digits').describe('16 hex digits: the span id');

/** A tool call as requested by a model, or, on a TOOL observation, as carried out. */
export const ToolCall = z.looseObject({
  id: z.string().nullish(),
  name: z.string().nullish(),
  arguments: z.unknown().optional(),
  result: z.unknown().optional(),
  error: z.string().nullish(),
});
export type ToolCall = z.infer<typeof ToolCall>;

export const RetrievedDocument = z.looseObject({
  id: z.string().nullish(),
  content: z.unknown().optional(),
  score: z.number().nullish(),
  metadata: z.unknown().optional(),
});
export type RetrievedDocument = z.infer<typeof RetrievedDocument>;

export const SpanEvent = z.object({ time: z.string(), name: z.string(), attributes: z.record(z.string(), z.unknown()) });
export type SpanEvent = z.infer<typeof SpanEvent>;

export const SpanLink = z.object({ trace_id: z.string(), observation_id: z.string(), attributes: z.record(z.string(), z.unknown()) });
export type SpanLink = z.infer<typeof SpanLink>;

/**
 * Every column of an observation, in order. The one list from which tables, encoders and the API's shape follow.
 * - `text`: a string; `micros`: a UTC time; `int`, `float`, `bool`: a number, a truth value
 * - `list`: strings; `map`: text to attribute value (model/attribute-value.ts)
 * - `json`: a list or object as JSON text; `payload`: text that is big, read on demand
 *   and, where it begins with `{` or `[` and parses, given out as structured data
 */
export const OBSERVATION_COLUMNS = [
  ['project_id', 'text'], ['trace_id', 'text'], ['observation_id', 'text'], ['parent_observation_id', 'text'],
  ['event_version', 'int'], ['ingested_at', 'micros'],
  ['session_id', 'text'], ['user_id', 'text'], ['environment', 'text'], ['release', 'text'], ['service_name', 'text'],
  ['scope_name', 'text'], ['scope_version', 'text'], ['dialect', 'text'], ['source', 'text'], ['mapping', 'text'], ['warnings', 'list'],
  ['name', 'text'], ['type', 'text'], ['level', 'text'], ['status', 'text'], ['status_message', 'text'],
  ['start_time', 'micros'], ['end_time', 'micros'], ['duration_ns', 'int'], ['time_to_first_token_ms', 'float'],
  ['input', 'payload'], ['output', 'payload'],
  ['input_ref', 'text'], ['output_ref', 'text'], ['input_preview', 'text'], ['output_preview', 'text'],
  ['model', 'text'], ['provider', 'text'], ['model_parameters', 'map'], ['finish_reasons', 'list'],
  ['input_tokens', 'int'], ['output_tokens', 'int'], ['cache_read_tokens', 'int'], ['cache_creation_tokens', 'int'],
  ['reasoning_tokens', 'int'], ['total_tokens', 'int'], ['usage_counted', 'bool'], ['usage_details', 'map'],
  ['input_cost_usd', 'float'], ['output_cost_usd', 'float'], ['total_cost_usd', 'float'], ['cost_source', 'text'],
  ['tool_definitions', 'json'], ['tool_calls', 'json'], ['tool_call_names', 'list'],
  ['agent_id', 'text'], ['agent_name', 'text'], ['handoff_target_agent_id', 'text'],
  ['documents', 'json'],
  ['prompt_name', 'text'], ['prompt_version', 'text'], ['prompt_label', 'text'],
  ['metadata', 'map'], ['tags', 'list'], ['attributes', 'map'], ['events', 'json'], ['links', 'json'],
] as const satisfies readonly (readonly [string, ColumnKind])[];

export type ColumnKind = 'text' | 'micros' | 'int' | 'float' | 'bool' | 'list' | 'map' | 'json' | 'payload';

export type ColumnValue = { text: string; micros: Micros; int: number; float: number; bool: boolean; list: string[]; map: FlatMap; json: string; payload: string };
type Columns = { [C in (typeof OBSERVATION_COLUMNS)[number] as C[0]]: ColumnValue[C[1]] };
type Required =
  | 'project_id' | 'trace_id' | 'observation_id' | 'event_version' | 'ingested_at' | 'dialect' | 'source' | 'name' | 'type' | 'level' | 'status'
  | 'start_time' | 'end_time' | 'duration_ns' | 'usage_counted' | 'cost_source';

/**
 * One observation as the columns hold it: what normalisation makes and the store takes. Absent is null, and so are empty lists and maps.
 * `parent_observation_id` null: a root. `event_version`: microseconds when it was received; the highest wins. `duration_ns`: exact.
 * `mapping`: JSON `{field: rule}`, the rule that gave each field. `warnings`: stable codes of what is odd about it (`usage_sum_mismatch`, …).
 * `usage_details`: usage twice, as reported (`reported.KEY`) and as disjoint buckets (`uncached_input`, `cache_read`, `cache_creation`, `output`, `reasoning`, `input_audio`, `output_audio`).
 */
export type ObservationRow = { [K in keyof Columns]: K extends Required ? Columns[K] : Columns[K] | null } & {
  type: ObservationType;
  level: Level;
  status: Status;
  source: Source;
  cost_source: CostSource;
};

/** Where attributes that belong to the resource, the scope or the span's envelope stand in `attributes`. */
export const RESOURCE_PREFIX = 'resource.';
export const SCOPE_PREFIX = 'scope.';

const time = z.string().describe('UTC, ISO 8601, microseconds');
const tokens = z.number().int().nullable();
const usd = z.number().nullable();
const text = z.string().nullable();
const payload = z.unknown().describe('text, structured data, or a conversation {"messages":[{role, parts}]}; null when absent, offloaded, or left out of a skeleton');

/** One span as stored: the noun of every surface (SPEC: canonical model). Absent is null, never zero. */
export const Observation = z.object({
  project_id: z.string(), trace_id: TraceId, observation_id: ObservationId, parent_observation_id: text,
  event_version: z.number().int(), ingested_at: time,
  session_id: text, user_id: text, environment: text, release: text, service_name: text,
  scope_name: text, scope_version: text, dialect: z.string(), source: Source,
  mapping: text.describe('JSON: the rule that gave each field'), warnings: z.array(z.string()).describe('codes of what is odd about it'),
  name: z.string(), type: ObservationType, level: Level, status: Status, status_message: text,
  start_time: time, end_time: time, duration_ns: z.number(), time_to_first_token_ms: z.number().nullable(),
  input: payload, output: payload, input_ref: text, output_ref: text, input_preview: text, output_preview: text,
  model: text, provider: text, model_parameters: z.record(z.string(), z.unknown()), finish_reasons: z.array(z.string()),
  input_tokens: tokens, output_tokens: tokens, cache_read_tokens: tokens, cache_creation_tokens: tokens, reasoning_tokens: tokens, total_tokens: tokens,
  usage_details: z.record(z.string(), z.unknown()).describe('as reported (reported.KEY) and as disjoint buckets'),
  usage_counted: z.boolean().describe('false where the span repeats usage that its descendants or a twin already carry'),
  input_cost_usd: usd, output_cost_usd: usd, total_cost_usd: usd, cost_source: CostSource,
  tool_definitions: z.array(z.unknown()), tool_calls: z.array(ToolCall), tool_call_names: z.array(z.string()),
  agent_id: text, agent_name: text, handoff_target_agent_id: text,
  documents: z.array(RetrievedDocument),
  prompt_name: text, prompt_version: text, prompt_label: text,
  metadata: z.record(z.string(), z.unknown()), tags: z.array(z.string()), attributes: z.record(z.string(), z.unknown()),
  events: z.array(SpanEvent), links: z.array(SpanLink),
});
export type Observation = z.infer<typeof Observation>;

/** The row as every surface shows it. */
export function toObservation(row: ObservationRow): Observation {
  const shown: Record<string, unknown> = {};
  for (const [name, kind] of OBSERVATION_COLUMNS) shown[name] = shownValue(kind, row[name]);
  return shown as Observation;
}

/** A column's value as every surface shows it. */
export function shownValue(kind: ColumnKind, value: unknown): unknown {
  switch (kind) {
    case 'micros': return isoTime(value as Micros);
    case 'list': return value ?? [];
    case 'map': return decodeMap((value as FlatMap | null) ?? []);
    case 'json': return value === null ? [] : JSON.parse(value as string);
    case 'payload': return shownPayload(value as string | null);
    default: return value;
  }
}

/** Structured data where the text is a JSON object or list, the text itself otherwise. */
export function shownPayload(value: string | null): unknown {
  if (value === null || (value[0] !== '{' && value[0] !== '[') || isTooDeep(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
