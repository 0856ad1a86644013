import type { AttributeValue } from '../../model/attribute-value.js';
import type { ObservationType } from '../../model/observation.js';
import type { Dialect } from './dialect.js';
import { DOCUMENT_LEAVES, flatDocuments } from './documents.js';
import { judgementLeaves, judgements } from './evaluation.js';
import type { Evidence } from './evidence.js';
import { FIELD } from './field.js';
import { parseJson, structured } from './json.js';
import { CHOICE_LEAVES, completions, inputMessages, MESSAGE_LEAVES, outputMessages, PROMPT_LEAVES, prompts } from './openinference-messages.js';
import { ToldMessages } from './payload.js';
import { rankOf } from './precedence.js';
import { anything, texts } from './read.js';

const KINDS: Record<string, ObservationType> = {
  LLM: 'GENERATION', EMBEDDING: 'EMBEDDING', AGENT: 'AGENT', TOOL: 'TOOL', RETRIEVER: 'RETRIEVAL', RERANKER: 'RETRIEVAL',
  GUARDRAIL: 'GUARDRAIL', EVALUATOR: 'EVAL', CHAIN: 'SPAN', PROMPT: 'SPAN',
};
/** The kind that stands for a type when nothing else is known; the others stay as attributes beside it. */
const KIND_OF: Partial<Record<ObservationType, string>> = {
  GENERATION: 'LLM', EMBEDDING: 'EMBEDDING', AGENT: 'AGENT', TOOL: 'TOOL', RETRIEVAL: 'RETRIEVER', GUARDRAIL: 'GUARDRAIL', EVAL: 'EVALUATOR', SPAN: 'CHAIN',
};

const TEMPLATE_ONLY = rankOf('type', 'llm.prompt_template.template');
const FIRST_TOKEN_EVENT = 'First Token Stream Event';
const FIRST_TOKEN_RANK = rankOf('time_to_first_token_ms', `event ${FIRST_TOKEN_EVENT}`);

/** Arize OpenInference semantic conventions: flattened lists, `openinference.span.kind`. */
export const openInference: Dialect = {
  name: 'openinference',
  ownsScope: (scopeName) => scopeName.startsWith('openinference.') || scopeName.startsWith('@arizeai/openinference'),
  marks: ['openinference.span.kind', 'llm.model_name', 'llm.input_messages.', 'llm.output_messages.', 'llm.token_count.', 'llm.invocation_parameters'],
  claims: [
    { field: 'type', key: 'openinference.span.kind', read: kind, write: (type) => KIND_OF[type as ObservationType] },

    { field: 'model', key: 'llm.response.model_name' },
    { field: 'model', key: 'llm.request.model_name' },
    { field: 'model', key: 'llm.model_name' },
    { field: 'model', key: 'embedding.model_name' },
    { field: 'model', key: 'reranker.model_name' },
    { field: 'provider', key: 'llm.provider' },
    { field: 'provider', key: 'llm.system' },
    { field: 'invocation_parameters', key: 'llm.invocation_parameters' },
    { field: 'invocation_parameters', key: 'embedding.invocation_parameters' },
    { field: 'model_parameters', entriesBelow: 'reranker.', only: { top_k: 'top_k' } },
    { field: 'finish_reasons', key: 'llm.finish_reason' },

    { field: 'input_tokens', key: 'llm.token_count.prompt' },
    { field: 'output_tokens', key: 'llm.token_count.completion' },
    { field: 'total_tokens', key: 'llm.token_count.total' },
    { field: 'cache_read_tokens', key: 'llm.token_count.prompt_details.cache_read' },
    { field: 'cache_read_tokens', key: 'llm.token_count.prompt_details.cache_input' },
    { field: 'cache_creation_tokens', key: 'llm.token_count.prompt_details.cache_write' },
    { field: 'reasoning_tokens', key: 'llm.token_count.completion_details.reasoning' },
    { field: 'input_audio_tokens', key: 'llm.token_count.prompt_details.audio' },
    { field: 'output_audio_tokens', key: 'llm.token_count.completion_details.audio' },
    { field: 'input_cost_usd', key: 'llm.cost.prompt' },
    { field: 'output_cost_usd', key: 'llm.cost.completion' },
    { field: 'total_cost_usd', key: 'llm.cost.total' },

    { field: 'input', listBelow: 'llm.input_messages.', leaves: MESSAGE_LEAVES, build: inputMessages },
    { field: 'output', listBelow: 'llm.output_messages.', leaves: MESSAGE_LEAVES, build: outputMessages },
    { field: 'input', listBelow: 'llm.prompts.', leaves: PROMPT_LEAVES, build: prompts },
    { field: 'input', key: 'llm.prompts', read: promptList },
    { field: 'output', listBelow: 'llm.choices.', leaves: CHOICE_LEAVES, build: completions },
    { field: 'input', key: 'reranker.query' },
    { field: 'input', key: 'input.value' },
    { field: 'output', key: 'output.value' },
    { field: 'input_mime_type', key: 'input.mime_type' },
    { field: 'output_mime_type', key: 'output.mime_type' },

    { field: 'tool_definitions', listBelow: 'llm.tools.', leaves: { 'tool.json_schema': { as: 'schema', read: anything } }, build: toolSchemas },
    { field: 'tool_name', key: 'tool.name' },
    { field: 'tool_call_id', key: 'tool.id' },
    { field: 'tool_arguments', key: 'tool.parameters', read: argumentsUnlessSchema },

    { field: 'documents', listBelow: 'retrieval.documents.', leaves: DOCUMENT_LEAVES, build: flatDocuments },
    { field: 'documents', listBelow: 'reranker.output_documents.', leaves: DOCUMENT_LEAVES, build: flatDocuments },

    { field: 'agent_name', key: 'agent.name' },
    { field: 'graph_node', key: 'graph.node.id' },
    { field: 'prompt_name', key: 'prompt.id' },
    { field: 'prompt_version', key: 'llm.prompt_template.version' },
    { field: 'tags', key: 'tag.tags' },

    { field: 'scores', listBelow: 'annotations.', leaves: judgementLeaves('annotation'), adds: true, build: judgements('observation') },
    { field: 'scores', listBelow: 'evaluations.', leaves: judgementLeaves('evaluation'), adds: true, build: judgements('observation') },
    { field: 'scores', listBelow: 'trace.annotations.', leaves: judgementLeaves('annotation'), adds: true, build: judgements('trace') },
    { field: 'scores', listBelow: 'trace.evaluations.', leaves: judgementLeaves('evaluation'), adds: true, build: judgements('trace') },
    { field: 'scores', listBelow: 'session.annotations.', leaves: judgementLeaves('annotation'), adds: true, build: judgements('session') },
    { field: 'scores', listBelow: 'session.evaluations.', leaves: judgementLeaves('evaluation'), adds: true, build: judgements('session') },
  ],
  events: {
    [FIRST_TOKEN_EVENT](event, evidence) {
      const sinceStart = (event.time - evidence.span.start) / 1000;
      if (evidence.span.start > 0 && sinceStart >= 0) evidence.offer(FIELD.time_to_first_token_ms, FIRST_TOKEN_RANK, sinceStart);
    },
  },
  settle: readTemplate,
};

/** Haystack's PromptBuilder calls itself an LLM: it has a template, and neither a model nor messages. */
function readTemplate(evidence: Evidence): void {
  if (evidence.attribute('llm.prompt_template.template') === undefined || evidence.get(FIELD.model) !== undefined || evidence.get(FIELD.total_tokens) !== undefined) return;
  if (evidence.get(FIELD.type) === 'GENERATION' && !(evidence.get(FIELD.input) instanceof ToldMessages) && !(evidence.get(FIELD.output) instanceof ToldMessages)) evidence.offer(FIELD.type, TEMPLATE_ONLY, 'SPAN');
}

/** UNKNOWN and words of later versions say nothing. */
function kind(value: AttributeValue): ObservationType | undefined {
  if (typeof value !== 'string') return undefined;
  return KINDS[value] ?? (Object.hasOwn(KINDS, value.toUpperCase()) ? KINDS[value.toUpperCase()] : undefined);
}

/** The completions API's prompts: a list, or a JSON list. */
function promptList(value: AttributeValue): ToldMessages | undefined {
  const list = texts(value);
  return list && new ToldMessages(undefined, list.map((content) => ({ role: 'user', parts: [{ type: 'text', content }] })));
}

function toolSchemas(items: readonly { values: Record<string, unknown> }[]): { value: unknown } {
  return { value: items.map(({ values }) => structured(values.schema)) };
}

/** `tool.parameters` holds the arguments of the call in some instrumentations and the JSON schema of the tool in others. */
function argumentsUnlessSchema(value: AttributeValue): AttributeValue | undefined {
  const read = anything(value);
  const parsed = typeof read === 'string' ? parseJson(read) : read;
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) return read;
  const values = Object.values(parsed);
  const isSchema = 'properties' in parsed || (values.length > 0 && values.every((it) => it !== null && typeof it === 'object' && 'type' in it && 'description' in it));
  return isSchema ? undefined : read;
}
