import type { Field } from './field.js';

/**
 * Who is believed, field by field, when several attributes speak: the first that says something usable.
 * A new name beats an old one, structured data beats JSON beats flattened lists beats events beats raw input and output.
 * Sources are attribute keys, `prefix.*` for what lies below a prefix, and `event …` for span events. Every claim of a dialect has its place here.
 */
export const PRECEDENCE: Readonly<Partial<Record<Field, readonly string[]>>> = {
  type: [
    'hfao.type', 'langfuse.observation.type', 'litellm span name', 'langsmith.span.kind', 'llm.prompt_template.template', 'openinference.span.kind',
    'genkit:metadata:subtype', 'mastra.span.type', 'mlflow.spanType', 'lmnr.span.type', 'lmnr.span.original_type', 'langwatch.span.type', 'spring.ai.kind', 'codex span name',
    'logfire.span_type', 'logfire.msg_template', 'ai.operationId', 'gen_ai.operation.name', 'llm.request.type', 'traceloop.span.kind', 'agentops.span.kind', 'span.type', 'span name (claude_code)', 'mcp.method.name', 'rpc.method', 'a2a.method.name',
    'lk.function_tool.name', 'span name (google_adk)', 'span name (strands)', 'span name (livekit)', 'pydantic_ai.all_messages', 'all_messages_events', 'final_result', 'model_name',
  ],
  name: ['hfao.name', 'langfuse.trace.name', 'logfire.msg'],
  level: ['hfao.level', 'langfuse.observation.level', 'logfire.level_num'],

  session_id: [
    'langfuse.session.id', 'session.id', 'langwatch.thread.id', 'langwatch.thread_id', 'metadata', 'gen_ai.conversation.id', 'gcp.vertex.agent.session_id',
    'langsmith.metadata.session_id', 'langsmith.metadata.thread_id', 'langsmith.metadata.conversation_id', 'ai.telemetry.metadata.sessionId',
    'traceloop.association.properties.session_id', 'lmnr.association.properties.session_id', 'traceloop.association.properties.thread_id',
    'genkit:sessionId', 'mastra.metadata.sessionId', 'mastra.metadata.threadId', 'mlflow.trace.session', 'spring.ai.chat.client.conversation.id', 'conversation.id',
    'hfao.session_id', 'a2a.context_id', 'a2a.context.id', 'session_id', 'thread_id',
  ],
  user_id: [
    'langfuse.user.id', 'user.id', 'enduser.id', 'langwatch.user.id', 'langwatch.user_id', 'metadata', 'langsmith.metadata.user_id', 'ai.telemetry.metadata.userId',
    'traceloop.association.properties.user_id', 'lmnr.association.properties.user_id', 'mastra.metadata.userId', 'mastra.metadata.resourceId', 'mlflow.trace.user', 'mlflow.user',
    'gen_ai.user', 'llm.user', 'metadata.user_api_key_user_id', 'user_id',
  ],
  environment: ['langfuse.environment', 'deployment.environment.name', 'deployment.environment', 'gen_ai.environment'],
  release: ['langfuse.release', 'service.version', 'langfuse.version'],
  service_name: ['service.name', 'gen_ai.application_name'],
  tags: [
    'langfuse.trace.tags', 'tag.tags', 'ai.telemetry.metadata.tags', 'langsmith.span.tags', 'lmnr.association.properties.tags', 'langwatch.labels', 'langwatch.tags', 'metadata', 'mastra.tags', 'agentops.tags', 'logfire.tags',
  ],
  metadata: [
    'langfuse.observation.metadata', 'langfuse.observation.metadata.*', 'langfuse.trace.metadata', 'langfuse.trace.metadata.*', 'metadata', 'metadata.*',
    'ai.telemetry.metadata.*', 'langsmith.metadata.*', 'traceloop.association.properties.*', 'lmnr.association.properties.metadata.*', 'lmnr.association.properties.*',
    'langwatch.metadata.*', 'mastra.metadata.*', 'a2a.*',
  ],

  model: [
    'langfuse.observation.model.name', 'gen_ai.response.model', 'ai.response.model', 'llm.response.model_name', 'llm.response.model', 'gen_ai.request.model', 'llm.request.model_name', 'llm.request.model',
    'llm.model_name', 'embedding.model_name', 'reranker.model_name', 'ai.model.id', 'genkit:name', 'mlflow.llm.model', 'langwatch.model', 'langsmith.metadata.ls_model_name',
    'gcp.vertex.agent.llm_request', 'request_data', 'model',
  ],
  provider: ['gen_ai.provider.name', 'gen_ai.system', 'llm.provider', 'llm.system', 'ai.model.provider', 'langsmith.metadata.ls_provider', 'mlflow.llm.provider', 'genkit:name'],
  invocation_parameters: [
    'langfuse.observation.model.parameters', 'langfuse.observation.model_parameters', 'llm.invocation_parameters', 'embedding.invocation_parameters', 'genkit:input', 'gcp.vertex.agent.llm_request', 'request_data',
  ],
  model_parameters: ['gen_ai.request.*', 'openai.request.*', 'gen_ai.openai.request.*', 'gen_ai.*', 'reranker.*', 'ai.settings.*', 'ai.prompt.*', 'llm.*', 'langsmith.metadata.ls_*'],
  finish_reasons: [
    'gen_ai.response.finish_reasons', 'gen_ai.response.finish_reason', 'ai.response.finishReason', 'ai.finishReason', 'ai.result.finishReason', 'llm.finish_reason', 'genkit:output', 'gcp.vertex.agent.llm_response', 'anthropic.message.stop_reason', 'stop_reason',
  ],
  response_id: ['gen_ai.response.id', 'ai.response.id', 'response_id', 'request_id'],

  input_tokens: [
    'langfuse.observation.usage_details', 'gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens', 'llm.token_count.prompt', 'llm.usage.prompt_tokens',
    'ai.usage.inputTokens', 'ai.usage.promptTokens', 'ai.usage.tokens', 'codex.turn.token_usage.input_tokens', 'genkit:output', 'mlflow.chat.tokenUsage', 'langwatch.metrics', 'langwatch.input_tokens',
    'langsmith.metadata.usage_metadata', 'gen_ai.response.prompt_tokens', 'gcp.vertex.agent.llm_response', 'usage', 'gen_ai.usage.raw', 'response_data', 'input_tokens',
  ],
  output_tokens: [
    'langfuse.observation.usage_details', 'gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens', 'llm.token_count.completion', 'llm.usage.completion_tokens',
    'ai.usage.outputTokens', 'ai.usage.completionTokens', 'codex.turn.token_usage.output_tokens', 'genkit:output', 'mlflow.chat.tokenUsage', 'langwatch.metrics', 'langwatch.output_tokens',
    'langsmith.metadata.usage_metadata', 'gen_ai.response.completion_tokens', 'gcp.vertex.agent.llm_response', 'usage', 'gen_ai.usage.raw', 'response_data', 'output_tokens',
  ],
  cache_read_tokens: [
    'langfuse.observation.usage_details', 'gen_ai.usage.cache_read.input_tokens', 'gen_ai.usage.cache_read_input_tokens', 'llm.token_count.prompt_details.cache_read', 'gen_ai.usage.input_cached_tokens',
    'gen_ai.usage.cache_read_tokens', 'llm.usage.cache_read_input_tokens', 'ai.usage.inputTokenDetails.cacheReadTokens', 'ai.usage.cachedInputTokens',
    'gen_ai.usage.details.cache_read_tokens', 'llm.token_count.prompt_details.cache_input', 'ai.response.providerMetadata', 'codex.turn.token_usage.cached_input_tokens',
    'genkit:output', 'mlflow.chat.tokenUsage', 'langsmith.metadata.usage_metadata', 'gen_ai.usage.input_token_details',
    'gen_ai.usage.details.cache_read_input_tokens', 'gen_ai.usage.details.cached_tokens', 'gen_ai.usage.details.cached_content_tokens',
    'gcp.vertex.agent.llm_response', 'usage', 'gen_ai.usage.raw', 'response_data', 'lk.llm_metrics', 'cache_read_tokens',
  ],
  cache_creation_tokens: [
    'langfuse.observation.usage_details', 'gen_ai.usage.cache_write.input_tokens', 'gen_ai.usage.cache_creation.input_tokens', 'gen_ai.usage.cache_creation_input_tokens', 'gen_ai.usage.cache_write_input_tokens',
    'gen_ai.usage.cache_write_tokens', 'llm.usage.cache_creation_input_tokens', 'llm.token_count.prompt_details.cache_write', 'ai.usage.inputTokenDetails.cacheWriteTokens',
    'gen_ai.usage.details.cache_write_tokens', 'ai.response.providerMetadata', 'codex.turn.token_usage.cache_write_input_tokens',
    'mlflow.chat.tokenUsage', 'langsmith.metadata.usage_metadata', 'gen_ai.usage.input_token_details',
    'gen_ai.usage.details.cache_creation_input_tokens', 'gcp.vertex.agent.llm_response', 'usage', 'gen_ai.usage.raw', 'response_data', 'cache_creation_tokens',
  ],
  reasoning_tokens: [
    'langfuse.observation.usage_details', 'gen_ai.usage.reasoning.output_tokens', 'gen_ai.usage.reasoning_tokens', 'llm.token_count.completion_details.reasoning',
    'ai.usage.outputTokenDetails.reasoningTokens', 'ai.usage.reasoningTokens', 'gen_ai.usage.details.reasoning_tokens', 'gen_ai.usage.details.thoughts_tokens', 'ai.response.providerMetadata',
    'codex.turn.token_usage.reasoning_output_tokens', 'genkit:output', 'langsmith.metadata.usage_metadata', 'gen_ai.usage.output_token_details',
    'gcp.vertex.agent.llm_response', 'usage', 'gen_ai.usage.raw', 'response_data',
  ],
  total_tokens: [
    'langfuse.observation.usage_details', 'gen_ai.usage.total_tokens', 'llm.token_count.total', 'llm.usage.total_tokens', 'ai.usage.totalTokens', 'ai.response.providerMetadata',
    'codex.turn.token_usage.total_tokens', 'genkit:output', 'mlflow.chat.tokenUsage', 'langsmith.metadata.usage_metadata', 'gcp.vertex.agent.llm_response', 'usage', 'gen_ai.usage.raw', 'response_data',
  ],
  input_audio_tokens: ['gen_ai.usage.audio.input_tokens', 'llm.token_count.prompt_details.audio', 'gen_ai.usage.details.input_audio_tokens', 'gcp.vertex.agent.llm_response', 'usage', 'gen_ai.usage.raw', 'response_data'],
  output_audio_tokens: ['gen_ai.usage.audio.output_tokens', 'llm.token_count.completion_details.audio', 'gen_ai.usage.details.output_audio_tokens', 'gcp.vertex.agent.llm_response', 'usage', 'gen_ai.usage.raw', 'response_data'],
  cached_audio_tokens: ['gen_ai.usage.audio.cache_read.input_tokens', 'gen_ai.usage.details.cache_audio_read_tokens'],
  input_excludes_cache: ['hfao.usage.input_includes_cache', 'ai.response.providerMetadata', 'claude_code', 'strands'],
  usage_repeated: ['ai.operationId', 'raw_gen_ai_request', 'logfire.msg_template'],
  usage_counts: ['logfire.span_type'],
  input_cost_usd: ['langfuse.observation.cost_details', 'llm.cost.prompt', 'gen_ai.cost.input_cost', 'mlflow.llm.cost'],
  output_cost_usd: ['langfuse.observation.cost_details', 'llm.cost.completion', 'gen_ai.cost.output_cost', 'mlflow.llm.cost'],
  total_cost_usd: [
    'langfuse.observation.cost_details', 'gen_ai.usage.cost', 'gen_ai.usage.total_cost', 'llm.cost.total', 'operation.cost', 'gen_ai.cost.total_cost', 'mlflow.llm.cost', 'langwatch.metrics', 'langwatch.cost.usd', 'cost_usd',
  ],
  time_to_first_token_ms: [
    'langfuse.observation.completion_start_time', 'gen_ai.response.time_to_first_chunk', 'gen_ai.client.operation.time_to_first_chunk', 'ai.response.msToFirstChunk',
    'gen_ai.server.time_to_first_token of openlit', 'gen_ai.server.time_to_first_token', 'mastra.completion_start_time', 'event ai.stream.firstChunk', 'ttft_ms', 'lk.response.ttft', 'lk.llm_metrics', 'event First Token Stream Event',
  ],

  input: [
    'langfuse.observation.input', 'gen_ai.input.messages', 'ai.prompt.messages', 'ai.prompt', 'llm.input_messages.*', 'event gen_ai.client.inference.operation.details', 'event gen_ai.*.message',
    'gcp.vertex.agent.llm_request', 'events', 'pydantic_ai.all_messages', 'all_messages_events', 'raw_input', 'request_data', 'gen_ai.prompt.*', 'llm.prompts.* (openllmetry)', 'llm.prompts.*', 'llm.prompts', 'gen_ai.prompt', 'event gen_ai.content.prompt',
    'gen_ai.content.prompt', 'reranker.query', 'gen_ai.retrieval.query.text', 'db.vector.query.content', 'gen_ai.memory.query.text', 'ai.values', 'ai.value',
    'genkit:input', 'mlflow.spanInputs', 'lmnr.span.input', 'langwatch.input', 'mastra.*.input', 'koog.node.input', 'traceloop.entity.input', 'gen_ai.task.input', 'agentops.*.input', 'input.value', 'request', 'user_prompt', 'new_context', 'lk.pii.chat_ctx', 'lk.chat_ctx', 'lk.pii.user_input', 'lk.user_input', 'lk.pii.input_text', 'lk.input_text',
    'crew_inputs', 'formatted_description', 'input', 'prompt',
  ],
  output: [
    'langfuse.observation.output', 'gen_ai.output.messages', 'ai.response.*', 'ai.result.*', 'llm.output_messages.*', 'event gen_ai.client.inference.operation.details', 'event gen_ai.choice',
    'gcp.vertex.agent.llm_response', 'events', 'pydantic_ai.all_messages', 'all_messages_events', 'final_result', 'response_data', 'gen_ai.completion.*', 'llm.completions.*', 'llm.choices.*', 'gen_ai.completion',
    'event gen_ai.content.completion', 'gen_ai.content.completion', 'gen_ai.memory.records',
    'genkit:output', 'mlflow.spanOutputs', 'lmnr.span.output', 'langwatch.output', 'mastra.*.output', 'koog.node.output', 'traceloop.entity.output', 'gen_ai.task.output', 'agentops.*.output', 'output.value', 'response', 'response.model_output', 'lk.pii.response.text', 'lk.response.text', 'lk.pii.user_transcript', 'lk.user_transcript', 'crew_output', 'task_output', 'output',
  ],
  system_instructions: ['gen_ai.system_instructions', 'event gen_ai.client.inference.operation.details', 'gcp.vertex.agent.llm_request', 'request_data', 'lk.pii.instructions', 'lk.instructions'],
  input_mime_type: ['input.mime_type'],
  output_mime_type: ['output.mime_type'],

  tool_definitions: ['gen_ai.tool.definitions', 'llm.tools.*', 'ai.prompt.tools', 'llm.request.functions.*', 'mlflow.chat.tools', 'genkit:input', 'model_request_parameters', 'gcp.vertex.agent.llm_request', 'request_data'],
  tool_name: ['gen_ai.tool.name', 'tool.name', 'ai.toolCall.name', 'spring.ai.tool.definition.name', 'lk.function_tool.name', 'request', 'tool_name', 'traceloop.entity.name', 'genkit:name', 'gen_ai.serialized.name', 'name', 'span name (google_adk)'],
  tool_call_id: ['gen_ai.tool.call.id', 'ai.toolCall.id', 'tool.id', 'tool_call.id', 'spring.ai.tool.call.id', 'call_id', 'lk.function_tool.id', 'tool_use_id'],
  tool_arguments: [
    'gen_ai.tool.call.arguments', 'ai.toolCall.args', 'ai.toolCall.input', 'spring.ai.tool.call.arguments', 'gcp.vertex.agent.tool_call_args', 'tool_arguments', 'tool.parameters', 'lk.pii.function_tool.arguments', 'lk.function_tool.arguments', 'request', 'sk.function.arguments', 'tool_input', 'event tool.output', 'full_command', 'file_path',
  ],
  tool_result: [
    'gen_ai.tool.call.result', 'ai.toolCall.result', 'ai.toolCall.output', 'spring.ai.tool.call.result', 'gcp.vertex.agent.tool_response', 'tool_response', 'tool.result', 'lk.pii.function_tool.output', 'lk.function_tool.output', 'response', 'event tool.output', 'sk.function.result',
  ],
  tool_message: ['event gen_ai.tool.message'],
  tool_choice: ['event gen_ai.choice'],

  agent_id: ['gen_ai.agent.id', 'agent_id'],
  agent_name: ['gen_ai.agent.name', 'agent.name', 'agent_name', 'lk.agent_name', 'lk.agent_label', 'agent_role', 'traceloop.entity.name', 'genkit:name', 'name', 'span name (google_adk)'],
  graph_node: ['graph.node.id'],
  handoff_target: ['gen_ai.handoff.to_agent', 'to_agent', 'A → B.handoff'],
  handoff_source: ['gen_ai.handoff.from_agent', 'from_agent', 'A → B.handoff'],
  documents: ['gen_ai.retrieval.documents', 'retrieval.documents.*', 'reranker.output_documents.*', 'langwatch.rag.contexts', 'db.vector.query.response.documents', 'traceloop.entity.output', 'gen_ai.completion', 'mlflow.spanOutputs', 'genkit:output'],
  prompt_name: [
    'langfuse.observation.prompt.name', 'traceloop.prompt.key', 'gen_ai.prompt.name', 'prompt.id', 'ai.telemetry.metadata.langfusePrompt', 'langwatch.prompt.handle', 'langwatch.prompt.id',
  ],
  prompt_version: [
    'langfuse.observation.prompt.version', 'traceloop.prompt.version', 'gen_ai.prompt.version', 'llm.prompt_template.version', 'ai.telemetry.metadata.langfusePrompt',
    'langwatch.prompt.version.number',
  ],
  prompt_label: ['traceloop.prompt.version_name', 'hfao.prompt.label'],

  scores: ['annotations.*', 'evaluations.*', 'trace.annotations.*', 'trace.evaluations.*', 'session.annotations.*', 'session.evaluations.*'],
  error_type: ['error.type', 'event exception', 'gen_ai.tool.status', 'genkit:state', 'tool.status', 'lk.function_tool.is_error', 'response', 'success', 'error'],
  status_message: ['event exception', 'langfuse.observation.status_message', 'status_message', 'error.message', 'error'],
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
