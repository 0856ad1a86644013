import type { AttributeValue } from '../../model/attribute-value.js';
import type { ObservationType } from '../../model/observation.js';
import type { Built, Dialect } from './dialect.js';
import { documentList } from './documents.js';
import type { Evidence } from './evidence.js';
import { FIELD } from './field.js';
import type { ItemList } from './flattened.js';
import { INDEXED_MESSAGE_LEAVES, indexedCompletions, indexedPrompts } from './indexed-messages.js';
import { isRecord, structured } from './json.js';
import { leafOf } from './json-leaf.js';
import { wrapped } from './payload.js';
import { rankOf } from './precedence.js';
import { responseBody } from './raw-bodies.js';
import { anything, text } from './read.js';

const INSTRUMENTED = /^opentelemetry\.instrumentation\.(?:alephalpha|agno|anthropic|bedrock|chromadb|cohere|crewai|google_generativeai|groq|haystack|lancedb|langchain|llamaindex|marqo|milvus|mistralai|ollama|openai\.v\d|openai_agents|pinecone|qdrant|replicate|sagemaker|together|transformers|vertexai|voyageai|watsonx|weaviate|writer)/;

/** `llm.request.type`: of OpenLLMetry, and as LiteLLM says it, which names its own functions. */
const REQUEST_TYPES: Record<string, ObservationType> = {
  chat: 'GENERATION', completion: 'GENERATION', rerank: 'RETRIEVAL', embedding: 'EMBEDDING', embeddings: 'EMBEDDING',
  acompletion: 'GENERATION', text_completion: 'GENERATION', atext_completion: 'GENERATION', responses: 'GENERATION', aresponses: 'GENERATION',
  anthropic_messages: 'GENERATION', generate_content: 'GENERATION', agenerate_content: 'GENERATION', image_generation: 'GENERATION', aimage_generation: 'GENERATION',
  speech: 'GENERATION', aspeech: 'GENERATION', transcription: 'GENERATION', atranscription: 'GENERATION', aembedding: 'EMBEDDING', arerank: 'RETRIEVAL',
};
const SPAN_KINDS: Record<string, ObservationType> = { workflow: 'SPAN', task: 'SPAN', agent: 'AGENT', tool: 'TOOL' };

const DOCUMENTS = rankOf('documents', 'traceloop.entity.output');
const QUERY = rankOf('input', 'gen_ai.retrieval.query.text');
const NAMED_ENTITY = rankOf('agent_name', 'traceloop.entity.name');
const TARGET_IN_NAME = rankOf('handoff_target', 'A → B.handoff');
const SOURCE_IN_NAME = rankOf('handoff_source', 'A → B.handoff');

/** Traceloop's OpenLLMetry: messages below an index, `traceloop.*` around. Its versions since 2026 write the names of the conventions. */
export const openllmetry: Dialect = {
  name: 'openllmetry',
  ownsScope: (scopeName) => INSTRUMENTED.test(scopeName) || scopeName.startsWith('@traceloop/') || scopeName === 'traceloop.tracer',
  marks: ['traceloop.', 'llm.request.type', 'llm.request.functions.'],
  claims: [
    { field: 'type', key: 'llm.request.type', read: byTable(REQUEST_TYPES), write: never },
    { field: 'type', key: 'traceloop.span.kind', read: byTable(SPAN_KINDS), write: never },

    { field: 'input', listBelow: 'gen_ai.prompt.', leaves: INDEXED_MESSAGE_LEAVES, build: indexedPrompts, rule: 'openllmetry_indexed_messages' },
    { field: 'output', listBelow: 'gen_ai.completion.', leaves: INDEXED_MESSAGE_LEAVES, build: indexedCompletions, rule: 'openllmetry_indexed_messages' },
    { field: 'input', listBelow: 'llm.prompts.', source: 'llm.prompts.* (openllmetry)', leaves: INDEXED_MESSAGE_LEAVES, build: indexedPrompts, rule: 'openllmetry_indexed_messages' },
    { field: 'output', listBelow: 'llm.completions.', leaves: INDEXED_MESSAGE_LEAVES, build: indexedCompletions, rule: 'openllmetry_indexed_messages' },
    { field: 'input', key: 'traceloop.entity.input', read: wrapped(entityInput) },
    { field: 'output', key: 'traceloop.entity.output', read: wrapped(responseBody) },
    { field: 'input', key: 'gen_ai.task.input', read: wrapped(entityInput) },
    { field: 'output', key: 'gen_ai.task.output', read: wrapped(responseBody) },
    { field: 'tool_name', key: 'traceloop.entity.name' },
    {
      field: 'tool_definitions', listBelow: 'llm.request.functions.', rule: 'openllmetry_functions', build: functions,
      leaves: { name: 'name', description: 'description', parameters: { as: 'parameters', read: anything }, input_schema: { as: 'parameters', read: anything } },
    },

    { field: 'input_tokens', key: 'llm.usage.prompt_tokens' },
    { field: 'output_tokens', key: 'llm.usage.completion_tokens' },
    { field: 'total_tokens', key: 'llm.usage.total_tokens' },
    { field: 'cache_read_tokens', key: 'llm.usage.cache_read_input_tokens' },
    { field: 'cache_creation_tokens', key: 'llm.usage.cache_creation_input_tokens' },
    {
      field: 'model_parameters', entriesBelow: 'llm.',
      only: {
        temperature: 'temperature', top_p: 'top_p', top_k: 'top_k', frequency_penalty: 'frequency_penalty', presence_penalty: 'presence_penalty',
        'chat.stop_sequences': 'stop_sequences', is_streaming: 'stream', 'request.max_tokens': 'max_tokens',
      },
    },

    { field: 'session_id', key: 'traceloop.association.properties.session_id' },
    { field: 'session_id', key: 'traceloop.association.properties.thread_id' },
    { field: 'user_id', key: 'traceloop.association.properties.user_id' },
    { field: 'metadata', entriesBelow: 'traceloop.association.properties.' },
    { field: 'prompt_name', key: 'traceloop.prompt.key' },
    { field: 'prompt_version', key: 'traceloop.prompt.version' },
    { field: 'prompt_label', key: 'traceloop.prompt.version_name' },
  ],
  settle(this: void, evidence: Evidence): void {
    switch (evidence.get(FIELD.type)) {
      case 'RETRIEVAL': settleRetrieval(evidence); break;
      case 'AGENT': evidence.offer(FIELD.agent_name, NAMED_ENTITY, textOf(evidence, 'traceloop.entity.name')); break;
      case 'HANDOFF': settleHandoff(evidence); break;
      default: break;
    }
  },
};

export function byTable(table: Readonly<Record<string, ObservationType>>): (value: AttributeValue) => ObservationType | undefined {
  return (value) => (typeof value === 'string' && Object.hasOwn(table, value) ? table[value] : undefined);
}

/** A decorated function's `{args, kwargs}`, LangChain's `{inputs, tags, metadata, …}`: of a tool call only the arguments count. */
function entityInput(value: unknown, of: 'conversation' | 'tool'): { value: unknown; partial: true } | undefined {
  if (of !== 'tool' || !isRecord(value)) return undefined;
  if (isRecord(value.inputs) || typeof value.inputs === 'string') return { value: value.inputs, partial: true };
  const isKeyed = Array.isArray(value.args) && value.args.length === 0 && isRecord(value.kwargs);
  return isKeyed ? { value: value.kwargs, partial: true } : undefined;
}

function functions(items: ItemList): Built {
  return { value: items.map(({ values: { name, description, parameters } }) => ({ type: 'function', name, description, parameters: structured(parameters) })) };
}

/** LangChain's retriever: what it found stands in the output of the task alone. */
function settleRetrieval(evidence: Evidence): void {
  for (const key of ['traceloop.entity.output', 'gen_ai.task.output']) evidence.offer(FIELD.documents, DOCUMENTS, documentList(leafOf(evidence.attribute(key), 'documents')));
  for (const key of ['traceloop.entity.input', 'gen_ai.task.input']) evidence.offerFrom(key, [{ field: FIELD.input, rank: QUERY, value: text(leafOf(evidence.attribute(key), 'query') ?? null) }]);
}

/** `A → B.handoff` names who hands over to whom. */
function settleHandoff(evidence: Evidence): void {
  const [source, target] = evidence.span.name.replace(/\.handoff$/, '').split(' → ');
  if (target === undefined || target === '') return;
  evidence.offer(FIELD.handoff_target, TARGET_IN_NAME, target);
  evidence.offer(FIELD.handoff_source, SOURCE_IN_NAME, source);
}

function textOf(evidence: Evidence, key: string): string | undefined {
  return text(evidence.attribute(key) ?? null);
}

function never(): undefined {}
