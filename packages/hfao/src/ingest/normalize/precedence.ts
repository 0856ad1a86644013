import type { Field } from './field.js';

/**
 * Who is believed, field by field, when several attributes speak: the first that says something usable.
 * A new name beats an old one, structured data beats JSON beats flattened lists beats events beats raw input and output.
 * Sources are attribute keys, `prefix.*` for what lies below a prefix, and `event …` for span events. Every claim of a dialect has its place here.
 */
export const PRECEDENCE: Readonly<Partial<Record<Field, readonly string[]>>> = {
  type: ['hfao.type', 
    'openinference.span.kind', 'logfire.span_type', 'logfire.msg_template', 'gen_ai.operation.name', 'span.type', 'span name (claude_code)', 'mcp.method.name', 'rpc.method', 'a2a.method.name',
    'lk.function_tool.name', 'span name (google_adk)', 'span name (strands)', 'span name (livekit)', 'pydantic_ai.all_messages', 'all_messages_events', 'final_result', 'model_name',
  ],
  name: ['hfao.name', 'logfire.msg'],
  level: ['logfire.level_num'],

  session_id: ['session.id', 'gen_ai.conversation.id', 'gcp.vertex.agent.session_id', 'hfao.session_id', 'a2a.context_id', 'a2a.context.id', 'session_id', 'thread_id'],
  user_id: ['user.id', 'enduser.id', 'gen_ai.user', 'llm.user', 'user_id'],
  environment: ['deployment.environment.name', 'deployment.environment'],
  release: ['service.version'],
  service_name: ['service.name'],
  tags: ['tag.tags', 'logfire.tags'],
  metadata: ['metadata', 'metadata.*', 'a2a.*'],

  model: [
    'gen_ai.response.model', 'llm.response.model_name', 'llm.response.model', 'gen_ai.request.model', 'llm.request.model_name', 'llm.request.model',
    'llm.model_name', 'embedding.model_name', 'reranker.model_name', 'gcp.vertex.agent.llm_request', 'request_data', 'model',
  ],
  provider: ['gen_ai.provider.name', 'gen_ai.system', 'llm.provider', 'llm.system'],
  invocation_parameters: ['llm.invocation_parameters', 'embedding.invocation_parameters', 'gcp.vertex.agent.llm_request', 'request_data'],
  model_parameters: ['gen_ai.request.*', 'openai.request.*', 'gen_ai.openai.request.*', 'gen_ai.*', 'reranker.*'],
  finish_reasons: ['gen_ai.response.finish_reasons', 'gen_ai.response.finish_reason', 'llm.finish_reason', 'gcp.vertex.agent.llm_response', 'stop_reason'],
  response_id: ['gen_ai.response.id', 'response_id', 'request_id'],

  input_tokens: ['gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens', 'llm.token_count.prompt', 'gen_ai.response.prompt_tokens', 'gcp.vertex.agent.llm_response', 'usage', 'gen_ai.usage.raw', 'response_data', 'input_tokens'],
  output_tokens: ['gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens', 'llm.token_count.completion', 'gen_ai.response.completion_tokens', 'gcp.vertex.agent.llm_response', 'usage', 'gen_ai.usage.raw', 'response_data', 'output_tokens'],
  cache_read_tokens: [
    'gen_ai.usage.cache_read.input_tokens', 'gen_ai.usage.cache_read_input_tokens', 'llm.token_count.prompt_details.cache_read', 'gen_ai.usage.input_cached_tokens',
    'gen_ai.usage.cache_read_tokens', 'gen_ai.usage.details.cache_read_tokens', 'llm.token_count.prompt_details.cache_input',
    'gen_ai.usage.details.cache_read_input_tokens', 'gen_ai.usage.details.cached_tokens', 'gen_ai.usage.details.cached_content_tokens',
    'gcp.vertex.agent.llm_response', 'usage', 'gen_ai.usage.raw', 'response_data', 'lk.llm_metrics', 'cache_read_tokens',
  ],
  cache_creation_tokens: [
    'gen_ai.usage.cache_write.input_tokens', 'gen_ai.usage.cache_creation.input_tokens', 'gen_ai.usage.cache_creation_input_tokens', 'gen_ai.usage.cache_write_input_tokens',
    'gen_ai.usage.cache_write_tokens', 'llm.token_count.prompt_details.cache_write', 'gen_ai.usage.details.cache_write_tokens',
    'gen_ai.usage.details.cache_creation_input_tokens', 'gcp.vertex.agent.llm_response', 'usage', 'gen_ai.usage.raw', 'response_data', 'cache_creation_tokens',
  ],
  reasoning_tokens: [
    'gen_ai.usage.reasoning.output_tokens', 'gen_ai.usage.reasoning_tokens', 'llm.token_count.completion_details.reasoning', 'gen_ai.usage.details.reasoning_tokens', 'gen_ai.usage.details.thoughts_tokens',
    'gcp.vertex.agent.llm_response', 'usage', 'gen_ai.usage.raw', 'response_data',
  ],
  total_tokens: ['gen_ai.usage.total_tokens', 'llm.token_count.total', 'gcp.vertex.agent.llm_response', 'usage', 'gen_ai.usage.raw', 'response_data'],
  input_audio_tokens: ['gen_ai.usage.audio.input_tokens', 'llm.token_count.prompt_details.audio', 'gen_ai.usage.details.input_audio_tokens', 'gcp.vertex.agent.llm_response', 'usage', 'gen_ai.usage.raw', 'response_data'],
  output_audio_tokens: ['gen_ai.usage.audio.output_tokens', 'llm.token_count.completion_details.audio', 'gen_ai.usage.details.output_audio_tokens', 'gcp.vertex.agent.llm_response', 'usage', 'gen_ai.usage.raw', 'response_data'],
  cached_audio_tokens: ['gen_ai.usage.audio.cache_read.input_tokens', 'gen_ai.usage.details.cache_audio_read_tokens'],
  input_excludes_cache: ['hfao.usage.input_includes_cache', 'claude_code', 'strands'],
  usage_repeated: ['logfire.msg_template'],
  usage_counts: ['logfire.span_type'],
  input_cost_usd: ['llm.cost.prompt'],
  output_cost_usd: ['llm.cost.completion'],
  total_cost_usd: ['gen_ai.usage.cost', 'llm.cost.total', 'operation.cost', 'cost_usd'],
  time_to_first_token_ms: [
    'gen_ai.response.time_to_first_chunk', 'gen_ai.client.operation.time_to_first_chunk', 'gen_ai.server.time_to_first_token', 'ttft_ms', 'lk.llm_metrics', 'event First Token Stream Event',
  ],

  input: [
    'gen_ai.input.messages', 'llm.input_messages.*', 'event gen_ai.client.inference.operation.details', 'event gen_ai.*.message',
    'gcp.vertex.agent.llm_request', 'events', 'pydantic_ai.all_messages', 'all_messages_events', 'raw_input', 'request_data', 'llm.prompts.*', 'llm.prompts', 'gen_ai.prompt', 'event gen_ai.content.prompt',
    'reranker.query', 'gen_ai.retrieval.query.text', 'gen_ai.memory.query.text', 'input.value', 'request', 'user_prompt', 'new_context', 'lk.chat_ctx', 'lk.user_input', 'lk.input_text',
    'crew_inputs', 'formatted_description', 'input', 'prompt',
  ],
  output: [
    'gen_ai.output.messages', 'llm.output_messages.*', 'event gen_ai.client.inference.operation.details', 'event gen_ai.choice',
    'gcp.vertex.agent.llm_response', 'events', 'pydantic_ai.all_messages', 'all_messages_events', 'final_result', 'response_data', 'llm.choices.*', 'gen_ai.completion', 'event gen_ai.content.completion',
    'gen_ai.memory.records', 'output.value', 'response', 'response.model_output', 'lk.response.text', 'lk.user_transcript', 'crew_output', 'task_output', 'output',
  ],
  system_instructions: ['gen_ai.system_instructions', 'event gen_ai.client.inference.operation.details', 'gcp.vertex.agent.llm_request', 'request_data', 'lk.instructions'],
  input_mime_type: ['input.mime_type'],
  output_mime_type: ['output.mime_type'],

  tool_definitions: ['gen_ai.tool.definitions', 'llm.tools.*', 'model_request_parameters', 'gcp.vertex.agent.llm_request', 'request_data'],
  tool_name: ['gen_ai.tool.name', 'tool.name', 'lk.function_tool.name', 'request', 'tool_name', 'name'],
  tool_call_id: ['gen_ai.tool.call.id', 'tool.id', 'tool_call.id', 'lk.function_tool.id', 'tool_use_id'],
  tool_arguments: [
    'gen_ai.tool.call.arguments', 'gcp.vertex.agent.tool_call_args', 'tool_arguments', 'tool.parameters', 'lk.function_tool.arguments', 'request', 'sk.function.arguments', 'tool_input', 'full_command', 'file_path',
  ],
  tool_result: [
    'gen_ai.tool.call.result', 'gcp.vertex.agent.tool_response', 'tool_response', 'tool.result', 'lk.function_tool.output', 'response', 'event tool.output', 'sk.function.result',
  ],
  tool_message: ['event gen_ai.tool.message'],
  tool_choice: ['event gen_ai.choice'],

  agent_id: ['gen_ai.agent.id', 'agent_id'],
  agent_name: ['gen_ai.agent.name', 'agent.name', 'agent_name', 'lk.agent_name', 'lk.agent_label', 'agent_role', 'name', 'span name (google_adk)'],
  graph_node: ['graph.node.id'],
  handoff_target: ['gen_ai.handoff.to_agent', 'to_agent'],
  handoff_source: ['gen_ai.handoff.from_agent', 'from_agent'],
  documents: ['gen_ai.retrieval.documents', 'retrieval.documents.*', 'reranker.output_documents.*'],
  prompt_name: ['gen_ai.prompt.name', 'prompt.id'],
  prompt_version: ['gen_ai.prompt.version', 'llm.prompt_template.version'],
  prompt_label: ['hfao.prompt.label'],

  scores: ['annotations.*', 'evaluations.*', 'trace.annotations.*', 'trace.evaluations.*', 'session.annotations.*', 'session.evaluations.*'],
  error_type: ['error.type', 'event exception', 'gen_ai.tool.status', 'tool.status', 'lk.function_tool.is_error', 'response', 'success', 'error'],
  status_message: ['event exception', 'status_message', 'error.message', 'error'],
};

/** @throws Error when the table does not name the source for the field: an unordered claim would depend on the order of attributes */
export function rankOf(field: Field, source: string): number {
  const rank = PRECEDENCE[field]?.indexOf(source) ?? -1;
  if (rank < 0) throw new Error(`precedence.ts has no place for ${source} among the sources of ${field}`);
  return rank;
}

/** An event says the same as an attribute, and the attribute is believed: its place is this much later. */
export const EVENT_RANK = 1000;

/** The inverse of {@link rankOf}, for a person who asks. */
export function sourceAt(field: Field, rank: number): string {
  const sources = PRECEDENCE[field] ?? [];
  return rank >= EVENT_RANK ? `event ${sources[rank - EVENT_RANK]}` : sources[rank];
}
