import type { AttributeValue } from '../../model/attribute-value.js';
import type { ObservationType } from '../../model/observation.js';
import type { Dialect } from './dialect.js';
import { GEN_AI_EVENTS } from './gen-ai-events.js';
import { toldMessages, wrapped } from './payload.js';
import { requestBody, responseBody } from './raw-bodies.js';
import { amount, joinedTexts, text } from './read.js';

/** Values of gen_ai.operation.name, those of the conventions first, then those that emitters made up. */
const OPERATIONS: Record<string, ObservationType> = {
  chat: 'GENERATION', text_completion: 'GENERATION', generate_content: 'GENERATION', embeddings: 'EMBEDDING', retrieval: 'RETRIEVAL',
  execute_tool: 'TOOL', create_agent: 'AGENT', invoke_agent: 'AGENT', invoke_workflow: 'SPAN', plan: 'SPAN', fetch_response: 'SPAN',
  create_memory: 'SPAN', update_memory: 'SPAN', upsert_memory: 'SPAN', delete_memory: 'SPAN', search_memory: 'RETRIEVAL',
  create_memory_store: 'SPAN', delete_memory_store: 'SPAN', apply_guardrail: 'GUARDRAIL',
  completion: 'GENERATION', generate: 'GENERATION', embedding: 'EMBEDDING', tool: 'TOOL', tool_call: 'TOOL', handoff: 'HANDOFF', rerank: 'RETRIEVAL',
  agent_step: 'SPAN', execute_event_loop_cycle: 'SPAN', vector_db_retrieve: 'RETRIEVAL', chain: 'SPAN', call_llm: 'GENERATION', llm_call: 'GENERATION',
  vectordb: 'RETRIEVAL', agent: 'AGENT', agent_call: 'AGENT', framework: 'SPAN', workflow: 'SPAN', task: 'SPAN', image: 'GENERATION', audio: 'GENERATION',
  image_generation: 'GENERATION', orchestrate_tools: 'SPAN', 'chat.completions': 'GENERATION', 'text.completions': 'GENERATION',
};
/** The operation that stands for a type when nothing else is known; the others stay as attributes beside it. */
const OPERATION_OF: Partial<Record<ObservationType, string>> = {
  GENERATION: 'chat', EMBEDDING: 'embeddings', RETRIEVAL: 'retrieval', TOOL: 'execute_tool', AGENT: 'invoke_agent', GUARDRAIL: 'apply_guardrail', HANDOFF: 'handoff',
};

/**
 * OpenTelemetry GenAI semantic conventions (open-telemetry/semantic-conventions-genai): the current names, those up to v1.41,
 * the deprecated ones, and spellings seen in the wild.
 */
export const genAi: Dialect = {
  name: 'otel_genai',
  marks: ['gen_ai.'],
  claims: [
    { field: 'type', key: 'gen_ai.operation.name', read: operation, write: (type) => OPERATION_OF[type as ObservationType] },

    { field: 'model', key: 'gen_ai.response.model' },
    { field: 'model', key: 'gen_ai.request.model' },
    { field: 'model', key: 'llm.response.model' },
    { field: 'model', key: 'llm.request.model' },
    { field: 'provider', key: 'gen_ai.provider.name' },
    { field: 'provider', key: 'gen_ai.system' },
    { field: 'model_parameters', entriesBelow: 'gen_ai.request.' },
    { field: 'model_parameters', entriesBelow: 'openai.request.' },
    { field: 'model_parameters', entriesBelow: 'gen_ai.openai.request.' },
    {
      field: 'model_parameters', entriesBelow: 'gen_ai.',
      only: { 'output.type': 'output_type', 'embeddings.dimension.count': 'dimensions', 'retrieval.top_k': 'top_k', is_streaming: 'stream' },
    },
    { field: 'finish_reasons', key: 'gen_ai.response.finish_reasons', read: joinedTexts },
    { field: 'finish_reasons', key: 'gen_ai.response.finish_reason', read: joinedTexts },
    { field: 'finish_reasons', key: 'anthropic.message.stop_reason' },
    { field: 'response_id', key: 'gen_ai.response.id' },

    { field: 'input_tokens', key: 'gen_ai.usage.input_tokens' },
    { field: 'input_tokens', key: 'gen_ai.usage.prompt_tokens' },
    { field: 'output_tokens', key: 'gen_ai.usage.output_tokens' },
    { field: 'output_tokens', key: 'gen_ai.usage.completion_tokens' },
    { field: 'cache_read_tokens', key: 'gen_ai.usage.cache_read.input_tokens' },
    { field: 'cache_read_tokens', key: 'gen_ai.usage.cache_read_input_tokens' },
    { field: 'cache_read_tokens', key: 'gen_ai.usage.input_cached_tokens' },
    { field: 'cache_read_tokens', key: 'gen_ai.usage.cache_read_tokens' },
    { field: 'cache_read_tokens', key: 'gen_ai.usage.details.cache_read_tokens' },
    { field: 'cache_read_tokens', key: 'gen_ai.usage.details.cache_read_input_tokens' },
    { field: 'cache_read_tokens', key: 'gen_ai.usage.details.cached_tokens' },
    { field: 'cache_read_tokens', key: 'gen_ai.usage.details.cached_content_tokens' },
    { field: 'cache_creation_tokens', key: 'gen_ai.usage.details.cache_creation_input_tokens' },
    { field: 'cache_creation_tokens', key: 'gen_ai.usage.cache_write.input_tokens' },
    { field: 'cache_creation_tokens', key: 'gen_ai.usage.cache_creation.input_tokens' },
    { field: 'cache_creation_tokens', key: 'gen_ai.usage.cache_creation_input_tokens' },
    { field: 'cache_creation_tokens', key: 'gen_ai.usage.cache_write_input_tokens' },
    { field: 'cache_creation_tokens', key: 'gen_ai.usage.cache_write_tokens' },
    { field: 'cache_creation_tokens', key: 'gen_ai.usage.details.cache_write_tokens' },
    { field: 'reasoning_tokens', key: 'gen_ai.usage.reasoning.output_tokens' },
    { field: 'reasoning_tokens', key: 'gen_ai.usage.reasoning_tokens' },
    { field: 'reasoning_tokens', key: 'gen_ai.usage.details.reasoning_tokens' },
    { field: 'reasoning_tokens', key: 'gen_ai.usage.details.thoughts_tokens' },
    { field: 'input_audio_tokens', key: 'gen_ai.usage.audio.input_tokens' },
    { field: 'input_audio_tokens', key: 'gen_ai.usage.details.input_audio_tokens' },
    { field: 'output_audio_tokens', key: 'gen_ai.usage.audio.output_tokens' },
    { field: 'output_audio_tokens', key: 'gen_ai.usage.details.output_audio_tokens' },
    { field: 'cached_audio_tokens', key: 'gen_ai.usage.audio.cache_read.input_tokens' },
    { field: 'cached_audio_tokens', key: 'gen_ai.usage.details.cache_audio_read_tokens' },
    { field: 'total_tokens', key: 'gen_ai.usage.total_tokens' },
    { field: 'total_cost_usd', key: 'gen_ai.usage.cost' },
    { field: 'time_to_first_token_ms', key: 'gen_ai.response.time_to_first_chunk', read: seconds, write: asSeconds },
    { field: 'time_to_first_token_ms', key: 'gen_ai.client.operation.time_to_first_chunk', read: seconds, write: asSeconds },
    { field: 'time_to_first_token_ms', key: 'gen_ai.server.time_to_first_token' },

    { field: 'input', key: 'gen_ai.input.messages', read: toldMessages },
    { field: 'output', key: 'gen_ai.output.messages', read: toldMessages },
    { field: 'system_instructions', key: 'gen_ai.system_instructions' },
    { field: 'input', key: 'gen_ai.prompt', read: wrapped(requestBody) },
    { field: 'output', key: 'gen_ai.completion', read: wrapped(responseBody) },
    { field: 'input', key: 'gen_ai.retrieval.query.text' },
    { field: 'input', key: 'gen_ai.memory.query.text' },
    { field: 'output', key: 'gen_ai.memory.records' },

    { field: 'tool_definitions', key: 'gen_ai.tool.definitions' },
    { field: 'tool_name', key: 'gen_ai.tool.name' },
    { field: 'tool_call_id', key: 'gen_ai.tool.call.id' },
    { field: 'tool_arguments', key: 'gen_ai.tool.call.arguments' },
    { field: 'tool_result', key: 'gen_ai.tool.call.result' },
    { field: 'error_type', key: 'gen_ai.tool.status', read: (status) => (status === 'error' ? 'tool_error' : undefined), write: never },

    { field: 'documents', key: 'gen_ai.retrieval.documents' },
    { field: 'agent_id', key: 'gen_ai.agent.id' },
    { field: 'agent_name', key: 'gen_ai.agent.name' },
    { field: 'handoff_target', key: 'gen_ai.handoff.to_agent' },
    { field: 'handoff_source', key: 'gen_ai.handoff.from_agent' },
    { field: 'prompt_name', key: 'gen_ai.prompt.name', read: templateName },
    { field: 'prompt_version', key: 'gen_ai.prompt.version' },
    { field: 'session_id', key: 'gen_ai.conversation.id', read: conversation },
    { field: 'user_id', key: 'gen_ai.user' },
    { field: 'user_id', key: 'llm.user' },
  ],
  events: GEN_AI_EVENTS,
};

function operation(value: AttributeValue): ObservationType | undefined {
  if (typeof value !== 'string') return undefined;
  return Object.hasOwn(OPERATIONS, value) ? OPERATIONS[value] : undefined;
}

/** Some frameworks put the previous response's id where the conversation's belongs. */
function conversation(value: AttributeValue): string | undefined {
  const id = text(value);
  return id === undefined || id.startsWith('resp_') || id.startsWith('chatcmpl-') ? undefined : id;
}

/** Gemini CLI writes `<uuid>########<n>`: the id of a turn, not the name of a template. */
function templateName(value: AttributeValue): string | undefined {
  const name = text(value);
  return name?.includes('########') ? undefined : name;
}

function seconds(value: AttributeValue): number | undefined {
  const read = amount(value);
  return read === undefined ? undefined : read * 1000;
}

function asSeconds(milliseconds: unknown): number {
  return (milliseconds as number) / 1000;
}

function never(): undefined {
  return undefined;
}
