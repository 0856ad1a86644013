import type { AttributeValue } from '../../model/attribute-value.js';
import type { ObservationType } from '../../model/observation.js';
import type { Built, Dialect } from './dialect.js';
import type { Evidence } from './evidence.js';
import { FIELD } from './field.js';
import type { ItemList, Leaves } from './flattened.js';
import { structured } from './json.js';
import { leaf } from './json-leaf.js';
import { ToldMessages, toldMessages, wrapped } from './payload.js';
import { rankOf } from './precedence.js';
import { requestBody } from './raw-bodies.js';
import { amount, anything, text, texts } from './read.js';
import { listOf, spokenMessage } from './vercel-output.js';
import { providerTotal, settleVercelUsage, inProviderMetadata, PROVIDER_METADATA } from './vercel-usage.js';

const RESPONSE_LEAVES: Leaves = {
  text: 'text', reasoning: 'reasoning', reasoningText: 'reasoning', object: { as: 'object', read: anything }, toolCalls: { as: 'toolCalls', read: anything }, files: { as: 'files', read: anything },
};
const SETTINGS = {
  maxOutputTokens: 'max_tokens', maxTokens: 'max_tokens', temperature: 'temperature', topP: 'top_p', topK: 'top_k', frequencyPenalty: 'frequency_penalty',
  presencePenalty: 'presence_penalty', seed: 'seed', stopSequences: 'stop_sequences', maxRetries: 'max_retries', mode: 'mode', output: 'output',
};
const FIRST_CHUNK = rankOf('time_to_first_token_ms', 'event ai.stream.firstChunk');
const PROMPT = 'ai.telemetry.metadata.langfusePrompt';

/**
 * Vercel's AI SDK. Up to version 6 `ai.*`: an outer span for the call of the user, inner ones (`….doGenerate`) for those of the model. Since version 7
 * the conventions, with the scope `gen_ai`.
 */
export const vercelAi: Dialect = {
  name: 'vercel_ai',
  ownsScope: (scopeName) => scopeName === 'ai' || scopeName === 'gen_ai',
  marks: ['ai.operationId', 'ai.model.', 'ai.usage.', 'ai.prompt', 'ai.response.', 'ai.toolCall.', 'ai.telemetry.'],
  claims: [
    { field: 'type', key: 'ai.operationId', rule: 'vercel_inner_and_outer', read: operationType, write: never },
    { field: 'usage_repeated', key: 'ai.operationId', rule: 'vercel_outer_sums_inner', read: (id) => (isOuter(id) ? true : undefined), write: never },
    { field: 'model', key: 'ai.response.model' },
    { field: 'model', key: 'ai.model.id' },
    { field: 'provider', key: 'ai.model.provider' },
    { field: 'response_id', key: 'ai.response.id' },
    { field: 'finish_reasons', key: 'ai.response.finishReason', read: texts },
    { field: 'finish_reasons', key: 'ai.finishReason', read: texts },
    { field: 'finish_reasons', key: 'ai.result.finishReason', read: texts },
    { field: 'model_parameters', entriesBelow: 'ai.settings.', only: SETTINGS },
    { field: 'model_parameters', entriesBelow: 'ai.prompt.', only: { toolChoice: 'tool_choice' }, read: structuredValue },

    { field: 'input', key: 'ai.prompt.messages', read: toldMessages },
    { field: 'input', key: 'ai.prompt', read: wrapped(requestBody) },
    { field: 'input', key: 'ai.values', read: plainTexts },
    { field: 'input', key: 'ai.value', read: plainText },
    { field: 'output', listBelow: 'ai.response.', single: true, leaves: RESPONSE_LEAVES, build: answer, rule: 'vercel_answer' },
    { field: 'output', listBelow: 'ai.result.', single: true, leaves: RESPONSE_LEAVES, build: answer, rule: 'vercel_answer' },
    { field: 'tool_definitions', key: 'ai.prompt.tools', rule: 'vercel_tools_as_texts' },
    { field: 'tool_name', key: 'ai.toolCall.name' },
    { field: 'tool_call_id', key: 'ai.toolCall.id' },
    { field: 'tool_arguments', key: 'ai.toolCall.args' },
    { field: 'tool_arguments', key: 'ai.toolCall.input' },
    { field: 'tool_result', key: 'ai.toolCall.result' },
    { field: 'tool_result', key: 'ai.toolCall.output' },

    { field: 'input_tokens', key: 'ai.usage.inputTokens' },
    { field: 'input_tokens', key: 'ai.usage.promptTokens' },
    { field: 'input_tokens', key: 'ai.usage.tokens' },
    { field: 'output_tokens', key: 'ai.usage.outputTokens' },
    { field: 'output_tokens', key: 'ai.usage.completionTokens' },
    { field: 'total_tokens', key: 'ai.usage.totalTokens' },
    { field: 'cache_read_tokens', key: 'ai.usage.inputTokenDetails.cacheReadTokens' },
    { field: 'cache_read_tokens', key: 'ai.usage.cachedInputTokens' },
    { field: 'cache_creation_tokens', key: 'ai.usage.inputTokenDetails.cacheWriteTokens' },
    { field: 'reasoning_tokens', key: 'ai.usage.outputTokenDetails.reasoningTokens' },
    { field: 'reasoning_tokens', key: 'ai.usage.reasoningTokens' },
    { field: 'cache_read_tokens', key: PROVIDER_METADATA, rule: 'vercel_provider_metadata', read: inProviderMetadata('cache_read'), write: never },
    { field: 'cache_creation_tokens', key: PROVIDER_METADATA, rule: 'vercel_provider_metadata', read: inProviderMetadata('cache_creation'), write: never },
    { field: 'reasoning_tokens', key: PROVIDER_METADATA, rule: 'vercel_provider_metadata', read: inProviderMetadata('reasoning'), write: never },
    { field: 'total_tokens', key: PROVIDER_METADATA, rule: 'vercel_provider_metadata', read: providerTotal, write: never },
    { field: 'time_to_first_token_ms', key: 'ai.response.msToFirstChunk' },

    { field: 'session_id', key: 'ai.telemetry.metadata.sessionId' },
    { field: 'user_id', key: 'ai.telemetry.metadata.userId' },
    { field: 'tags', key: 'ai.telemetry.metadata.tags', read: texts },
    { field: 'prompt_name', key: PROMPT, read: leaf(text, 'name'), write: never },
    { field: 'prompt_version', key: PROMPT, read: leaf(text, 'version'), write: never },
    { field: 'metadata', entriesBelow: 'ai.telemetry.metadata.' },
  ],
  events: {
    'ai.stream.firstChunk'(event, evidence) {
      const told = amount(event.attributes['ai.response.msToFirstChunk'] ?? null);
      const sinceStart = event.time >= evidence.span.start && evidence.span.start > 0 ? (event.time - evidence.span.start) / 1000 : undefined;
      evidence.offer(FIELD.time_to_first_token_ms, FIRST_CHUNK, told ?? sinceStart);
    },
  },
  settle: (evidence: Evidence) => settleVercelUsage(evidence),
};

/** The inner call is the model's; the outer one around it, with all steps of a tool loop, is nobody's. */
function operationType(id: AttributeValue): ObservationType | undefined {
  if (typeof id !== 'string' || !id.startsWith('ai.')) return undefined;
  if (id === 'ai.toolCall') return 'TOOL';
  if (id.endsWith('.doEmbed')) return 'EMBEDDING';
  if (id.endsWith('.doRerank')) return 'RETRIEVAL';
  return isOuter(id) ? 'SPAN' : 'GENERATION';
}

function isOuter(id: AttributeValue): boolean {
  return typeof id === 'string' && id.startsWith('ai.') && id !== 'ai.toolCall' && !/\.do[A-Z]\w*$/.test(id);
}

function answer(items: ItemList): Built | undefined {
  const { values } = items[0];
  const message = spokenMessage(values);
  // A list that is none would be lost in the message.
  const partial = [values.toolCalls, values.files].some((it) => it !== undefined && !Array.isArray(structured(it)));
  return { value: new ToldMessages(undefined, [message]), partial };
}

/** Texts to embed, each encoded as JSON. */
function plainTexts(value: AttributeValue): unknown {
  const list = listOf(value);
  return list.length === 0 ? undefined : list.map(structured);
}

function plainText(value: AttributeValue): unknown {
  return value === '' || value === null ? undefined : structured(value);
}

function structuredValue(value: AttributeValue): AttributeValue {
  return structured(value) as AttributeValue;
}

function never(): undefined {}

