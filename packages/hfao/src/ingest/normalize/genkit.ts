import type { AttributeValue } from '../../model/attribute-value.js';
import type { ObservationType } from '../../model/observation.js';
import type { Dialect } from './dialect.js';
import { documentList } from './documents.js';
import type { Evidence } from './evidence.js';
import { FIELD } from './field.js';
import { isRecord } from './json.js';
import { leaf, leafOf, recordOf } from './json-leaf.js';
import { byTable } from './openllmetry.js';
import { wrapped, type Inner } from './payload.js';
import { rankOf } from './precedence.js';
import { providerName } from './provider.js';
import { count, text, texts } from './read.js';

const SUBTYPES: Record<string, ObservationType> = {
  model: 'GENERATION', 'background-model': 'GENERATION', tool: 'TOOL', 'tool.v2': 'TOOL', embedder: 'EMBEDDING', retriever: 'RETRIEVAL', reranker: 'RETRIEVAL', evaluator: 'EVAL',
  agent: 'AGENT', flow: 'SPAN', flowStep: 'SPAN', prompt: 'SPAN', executablePrompt: 'SPAN', 'executable-prompt': 'SPAN', indexer: 'SPAN', util: 'SPAN', custom: 'SPAN',
};
const OUTPUT = 'genkit:output';

const MODEL = rankOf('model', 'genkit:name');
const PROVIDER = rankOf('provider', 'genkit:name');
const PARAMETERS = rankOf('invocation_parameters', 'genkit:input');
const TOOLS = rankOf('tool_definitions', 'genkit:input');
const DOCUMENTS = rankOf('documents', OUTPUT);
const QUERY = rankOf('input', 'gen_ai.retrieval.query.text');
const AGENT = rankOf('agent_name', 'genkit:name');

/** Google's Genkit: one attribute for what went in, one for what came out, whatever the action is. */
export const genkit: Dialect = {
  name: 'genkit',
  ownsScope: (scopeName) => scopeName === 'genkit-tracer',
  marks: ['genkit:'],
  claims: [
    { field: 'type', key: 'genkit:metadata:subtype', read: byTable(SUBTYPES), write: never },
    { field: 'input', key: 'genkit:input', read: wrapped(messagesIn) },
    { field: 'output', key: OUTPUT, read: wrapped(messageIn) },
    { field: 'tool_name', key: 'genkit:name' },
    { field: 'finish_reasons', key: OUTPUT, read: leaf(texts, 'finishReason'), write: never },
    { field: 'input_tokens', key: OUTPUT, read: leaf(count, 'usage', 'inputTokens'), write: never },
    // Thoughts are among them.
    { field: 'output_tokens', key: OUTPUT, read: leaf(count, 'usage', 'outputTokens'), write: never },
    { field: 'total_tokens', key: OUTPUT, read: leaf(count, 'usage', 'totalTokens'), write: never },
    { field: 'reasoning_tokens', key: OUTPUT, read: leaf(count, 'usage', 'thoughtsTokens'), write: never },
    { field: 'cache_read_tokens', key: OUTPUT, read: leaf(count, 'usage', 'cachedContentTokens'), write: never },
    { field: 'session_id', key: 'genkit:sessionId' },
    { field: 'error_type', key: 'genkit:state', read: (state) => (state === 'error' ? 'error' : undefined), write: never },
  ],
  settle(this: void, evidence: Evidence): void {
    switch (evidence.get(FIELD.type)) {
      case 'GENERATION': case 'EMBEDDING': settleModel(evidence); break;
      case 'RETRIEVAL': settleRetrieval(evidence); break;
      case 'AGENT': evidence.offer(FIELD.agent_name, AGENT, nameOf(evidence)); break;
      default: break;
    }
  },
};

/** What a model action is called is the model, with the plugin that serves it in front. */
function settleModel(evidence: Evidence): void {
  const name = nameOf(evidence);
  evidence.offer(FIELD.model, MODEL, name);
  if (name?.includes('/')) evidence.offer(FIELD.provider, PROVIDER, providerName(name.slice(0, name.indexOf('/'))));
  const request = recordOf(evidence.attribute('genkit:input'));
  if (isRecord(request?.config) && Object.keys(request.config).length > 0) evidence.offer(FIELD.invocation_parameters, PARAMETERS, request.config);
  if (Array.isArray(request?.tools) && request.tools.length > 0) evidence.offer(FIELD.tool_definitions, TOOLS, request.tools);
  const usage = recordOf(leafOf(evidence.attribute(OUTPUT), 'usage'));
  for (const key in usage) if (key.endsWith('Tokens') && count(usage[key]) !== undefined) evidence.report(`${OUTPUT}.usage.${key}`, usage[key]);
}

function settleRetrieval(evidence: Evidence): void {
  const documents = documentList(leafOf(evidence.attribute(OUTPUT), 'documents'));
  evidence.offer(FIELD.documents, DOCUMENTS, documents?.map((it) => ({ ...it, content: textOf(it.content) ?? it.content })));
  evidence.offer(FIELD.input, QUERY, textOf(leafOf(evidence.attribute('genkit:input'), 'query', 'content')));
}

function messagesIn(value: unknown, of: 'conversation' | 'tool'): Inner | undefined {
  if (of === 'tool' || !isRecord(value) || !Array.isArray(value.messages)) return undefined;
  return { value: value.messages, partial: Object.keys(value).length > 1 };
}

/** A model's answer, also in the older form of a list of candidates. */
function messageIn(value: unknown, of: 'conversation' | 'tool'): Inner | undefined {
  if (of === 'tool' || !isRecord(value)) return undefined;
  if (isRecord(value.message)) return { value: value.message, partial: true };
  const candidates = Array.isArray(value.candidates) ? value.candidates.map((it: unknown) => (isRecord(it) ? it.message : undefined)) : [];
  return candidates.length > 0 && candidates.every(isRecord) ? { value: candidates, partial: true } : undefined;
}

/** The text of a list of parts. */
function textOf(content: unknown): string | undefined {
  if (!Array.isArray(content) || content.length === 0) return undefined;
  const found = content.map((part: unknown) => (isRecord(part) && typeof part.text === 'string' ? part.text : undefined));
  return found.every((it) => it !== undefined) ? found.join('\n') : undefined;
}

function nameOf(evidence: Evidence): string | undefined {
  return text(evidence.attribute('genkit:name') as AttributeValue ?? null);
}

function never(): undefined {}
