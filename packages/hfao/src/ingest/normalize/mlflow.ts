import type { AttributeValue } from '../../model/attribute-value.js';
import type { ObservationType } from '../../model/observation.js';
import type { Dialect } from './dialect.js';
import { documentList } from './documents.js';
import type { Evidence } from './evidence.js';
import { FIELD } from './field.js';
import { leaf, unquoted, unquotedThen } from './json-leaf.js';
import { modelName } from './model-name.js';
import { byTable } from './openllmetry.js';
import { wrapped } from './payload.js';
import { rankOf } from './precedence.js';
import { providerName } from './provider.js';
import { requestBody, responseBody } from './raw-bodies.js';
import { amount, anything, count, text } from './read.js';

const TYPES: Record<string, ObservationType> = {
  LLM: 'GENERATION', CHAT_MODEL: 'GENERATION', EMBEDDING: 'EMBEDDING', AGENT: 'AGENT', TOOL: 'TOOL', RETRIEVER: 'RETRIEVAL', RERANKER: 'RETRIEVAL',
  GUARDRAIL: 'GUARDRAIL', EVALUATOR: 'EVAL', CHAIN: 'SPAN', PARSER: 'SPAN', MEMORY: 'SPAN', WORKFLOW: 'SPAN', TASK: 'SPAN',
};
const USAGE = 'mlflow.chat.tokenUsage';
const COST = 'mlflow.llm.cost';
const DOCUMENTS = rankOf('documents', 'mlflow.spanOutputs');

/** MLflow tracing: every value of an attribute is encoded as JSON, so that texts come in quotes. */
export const mlflow: Dialect = {
  name: 'mlflow',
  ownsScope: (scopeName) => scopeName === 'mlflow' || scopeName.startsWith('mlflow.'),
  marks: ['mlflow.'],
  claims: [
    { field: 'type', key: 'mlflow.spanType', read: unquotedThen(byTable(TYPES)), write: never },
    { field: 'input', key: 'mlflow.spanInputs', read: wrapped(requestBody) },
    { field: 'output', key: 'mlflow.spanOutputs', read: wrapped(responseBody) },
    { field: 'tool_definitions', key: 'mlflow.chat.tools', read: anything },
    { field: 'model', key: 'mlflow.llm.model', read: unquotedThen(modelName) },
    { field: 'provider', key: 'mlflow.llm.provider', read: unquotedThen(providerName) },
    { field: 'input_tokens', key: USAGE, read: leaf(count, 'input_tokens'), write: never },
    { field: 'output_tokens', key: USAGE, read: leaf(count, 'output_tokens'), write: never },
    { field: 'total_tokens', key: USAGE, read: leaf(count, 'total_tokens'), write: never },
    { field: 'cache_read_tokens', key: USAGE, read: leaf(count, 'cache_read_input_tokens'), write: never },
    { field: 'cache_creation_tokens', key: USAGE, read: leaf(count, 'cache_creation_input_tokens'), write: never },
    { field: 'input_cost_usd', key: COST, read: leaf(amount, 'input_cost'), write: never },
    { field: 'output_cost_usd', key: COST, read: leaf(amount, 'output_cost'), write: never },
    { field: 'total_cost_usd', key: COST, read: leaf(amount, 'total_cost'), write: never },
    { field: 'session_id', key: 'mlflow.trace.session', read: unquotedText },
    { field: 'user_id', key: 'mlflow.trace.user', read: unquotedText },
    { field: 'user_id', key: 'mlflow.user', read: unquotedText },
  ],
  settle(this: void, evidence: Evidence): void {
    if (evidence.get(FIELD.type) !== 'RETRIEVAL') return;
    evidence.offer(FIELD.documents, DOCUMENTS, documentList(evidence.attribute('mlflow.spanOutputs')));
  },
};

function unquotedText(value: AttributeValue): string | undefined {
  return text(unquoted(value));
}

function never(): undefined {}
