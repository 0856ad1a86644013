import { documentList } from './documents.js';
import { providerName } from './provider.js';
import { amount, anything, count, text, texts, type Read } from './read.js';
import { modelName } from './model-name.js';

/**
 * What the attributes of a span can say something about, and how a value is read for it unless a claim says otherwise.
 * Most are columns of the observation; the rest are evidence from which a column is concluded.
 */
const READS = {
  type: text, name: text, level: text,
  session_id: text, user_id: text, environment: text, release: text, service_name: text,
  model: modelName, provider: providerName,
  input_tokens: count, output_tokens: count, cache_read_tokens: count, cache_creation_tokens: count, reasoning_tokens: count, total_tokens: count,
  input_cost_usd: amount, output_cost_usd: amount, total_cost_usd: amount,
  time_to_first_token_ms: amount,
  input_audio_tokens: count, output_audio_tokens: count, cached_audio_tokens: count,
  input_excludes_cache: anything, usage_repeated: anything, usage_counts: anything,
  finish_reasons: texts, tags: texts,
  agent_id: text, agent_name: text, graph_node: text,
  handoff_target: text, handoff_source: text,
  prompt_name: text, prompt_version: text, prompt_label: text,
  tool_name: text, tool_call_id: text, tool_arguments: anything, tool_result: anything, tool_message: anything, tool_choice: anything,
  tool_definitions: anything, documents: documentList,
  input: anything, output: anything, system_instructions: anything, input_mime_type: text, output_mime_type: text,
  invocation_parameters: anything, model_parameters: anything, metadata: anything,
  scores: anything,
  response_id: text, error_type: text, status_message: text,
} satisfies Record<string, Read>;

export type Field = keyof typeof READS;

const NAMES = Object.keys(READS) as Field[];

/** Evidence about fields is kept in arrays: a field's place in them. */
export const FIELD = Object.fromEntries(NAMES.map((name, index) => [name, index])) as Record<Field, number>;
export const FIELD_COUNT = NAMES.length;

export function fieldName(index: number): Field {
  return NAMES[index];
}

export function defaultRead(field: Field): Read {
  return READS[field];
}
