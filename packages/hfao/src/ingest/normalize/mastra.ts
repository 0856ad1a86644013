import type { ObservationType } from '../../model/observation.js';
import type { Claim, Dialect } from './dialect.js';
import type { Evidence } from './evidence.js';
import { FIELD } from './field.js';
import { isRecord } from './json.js';
import { sinceStart } from './langfuse.js';
import { byTable } from './openllmetry.js';
import { wrapped, type Inner } from './payload.js';
import { rankOf } from './precedence.js';
import { requestBody } from './raw-bodies.js';
import { texts } from './read.js';
import { spokenMessage } from './vercel-output.js';

/** `model_generation` is not among them: it is the model call itself where it names a model, and else the loop around `model_inference`. */
const TYPES: Record<string, ObservationType> = {
  agent_run: 'AGENT', model_inference: 'GENERATION', tool_call: 'TOOL', mcp_tool_call: 'TOOL', client_tool_call: 'TOOL', provider_tool_call: 'TOOL',
  model_step: 'SPAN', model_chunk: 'SPAN', llm_step: 'SPAN', llm_chunk: 'SPAN', generic: 'SPAN', processor_run: 'SPAN', memory_operation: 'SPAN', workspace_action: 'SPAN',
  workflow_run: 'SPAN', workflow_step: 'SPAN', workflow_conditional: 'SPAN', workflow_conditional_eval: 'SPAN', workflow_parallel: 'SPAN', workflow_loop: 'SPAN',
  workflow_sleep: 'SPAN', workflow_wait_event: 'SPAN', scorer_run: 'EVAL', scorer_step: 'SPAN', rag_ingestion: 'SPAN', rag_embedding: 'EMBEDDING',
  rag_vector_operation: 'RETRIEVAL', rag_action: 'SPAN', graph_action: 'SPAN',
};
const WITH_PAYLOADS = [...Object.keys(TYPES), 'model_generation', 'llm_generation'];
const FIRST_TOKEN = rankOf('time_to_first_token_ms', 'mastra.completion_start_time');

/** Mastra's exporter: the conventions where they fit, else `mastra.{span type}.input` and `.output`. */
export const mastra: Dialect = {
  name: 'mastra',
  ownsScope: (scopeName) => scopeName.startsWith('@mastra/'),
  marks: ['mastra.'],
  claims: [
    { field: 'type', key: 'mastra.span.type', read: byTable(TYPES), write: never },
    ...WITH_PAYLOADS.flatMap((type): Claim[] => [
      { field: 'input', key: `mastra.${type}.input`, source: 'mastra.*.input', read: wrapped(requestBody) },
      { field: 'output', key: `mastra.${type}.output`, source: 'mastra.*.output', read: wrapped(answer) },
    ]),
    { field: 'session_id', key: 'mastra.metadata.sessionId' },
    { field: 'session_id', key: 'mastra.metadata.threadId' },
    { field: 'user_id', key: 'mastra.metadata.userId' },
    { field: 'user_id', key: 'mastra.metadata.resourceId' },
    { field: 'tags', key: 'mastra.tags', read: texts },
    { field: 'metadata', entriesBelow: 'mastra.metadata.' },
  ],
  settle(this: void, evidence: Evidence): void {
    evidence.offer(FIELD.time_to_first_token_ms, FIRST_TOKEN, sinceStart(evidence, evidence.attribute('mastra.completion_start_time')));
  },
};

/** The AI SDK's result: text, reasoning and tool calls side by side. */
function answer(value: unknown, of: 'conversation' | 'tool'): Inner | undefined {
  if (of === 'tool' || !isRecord(value) || typeof value.text !== 'string') return undefined;
  const { text, toolCalls, reasoning, object, files, ...rest } = value;
  const hasFiles = Array.isArray(files) && files.length > 0;
  const hasReasoning = Array.isArray(reasoning) && reasoning.length > 0;
  const message = spokenMessage({ text, toolCalls, object, reasoning: typeof reasoning === 'string' ? reasoning : undefined });
  const left = Object.values(rest).some((it) => it !== undefined && !(Array.isArray(it) && it.length === 0));
  return { value: [message], partial: hasFiles || hasReasoning || left };
}

function never(): undefined {}
