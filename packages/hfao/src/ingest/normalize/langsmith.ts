import type { AttributeValue } from '../../model/attribute-value.js';
import type { ObservationType } from '../../model/observation.js';
import type { Dialect } from './dialect.js';
import { documentList } from './documents.js';
import type { Evidence } from './evidence.js';
import { FIELD } from './field.js';
import { leaf, leafOf } from './json-leaf.js';
import { byTable } from './openllmetry.js';
import { rankOf } from './precedence.js';
import { count, texts } from './read.js';

const KINDS: Record<string, ObservationType> = {
  llm: 'GENERATION', chain: 'SPAN', tool: 'TOOL', retriever: 'RETRIEVAL', embedding: 'EMBEDDING', prompt: 'SPAN', parser: 'SPAN', agent: 'AGENT',
};
const USAGE = 'langsmith.metadata.usage_metadata';
const DOCUMENTS = rankOf('documents', 'gen_ai.completion');

/**
 * LangSmith's export. Its kind goes before the operation's name, which it takes from the few there are (a retriever says `embeddings`, a prompt `chat`).
 * `langsmith.trace.session_*` name the project, not the session.
 */
export const langsmith: Dialect = {
  name: 'langsmith',
  ownsScope: (scopeName) => scopeName === 'langsmith',
  marks: ['langsmith.'],
  claims: [
    { field: 'type', key: 'langsmith.span.kind', rule: 'langsmith_kind', read: byTable(KINDS), write: never },
    { field: 'model', key: 'langsmith.metadata.ls_model_name' },
    { field: 'provider', key: 'langsmith.metadata.ls_provider' },
    { field: 'model_parameters', entriesBelow: 'langsmith.metadata.ls_', only: { temperature: 'temperature', max_tokens: 'max_tokens', stop: 'stop_sequences', model_type: 'model_type' } },

    { field: 'input_tokens', key: USAGE, read: leaf(count, 'input_tokens'), write: never },
    { field: 'output_tokens', key: USAGE, read: leaf(count, 'output_tokens'), write: never },
    { field: 'total_tokens', key: USAGE, read: leaf(count, 'total_tokens'), write: never },
    { field: 'cache_read_tokens', key: USAGE, read: leaf(count, 'input_token_details', 'cache_read'), write: never },
    { field: 'cache_creation_tokens', key: USAGE, read: leaf(count, 'input_token_details', 'cache_creation'), write: never },
    { field: 'reasoning_tokens', key: USAGE, read: leaf(count, 'output_token_details', 'reasoning'), write: never },
    { field: 'cache_read_tokens', key: 'gen_ai.usage.input_token_details', rule: 'langsmith_python_repr', read: inRepr('cache_read'), write: never },
    { field: 'cache_creation_tokens', key: 'gen_ai.usage.input_token_details', rule: 'langsmith_python_repr', read: inRepr('cache_creation'), write: never },
    { field: 'reasoning_tokens', key: 'gen_ai.usage.output_token_details', rule: 'langsmith_python_repr', read: inRepr('reasoning'), write: never },

    { field: 'session_id', key: 'langsmith.metadata.session_id' },
    { field: 'session_id', key: 'langsmith.metadata.thread_id' },
    { field: 'session_id', key: 'langsmith.metadata.conversation_id' },
    { field: 'user_id', key: 'langsmith.metadata.user_id' },
    { field: 'tags', key: 'langsmith.span.tags', rule: 'langsmith_joined_tags', read: joinedTags, write: (tags) => (tags as string[]).join(', ') },
    { field: 'metadata', entriesBelow: 'langsmith.metadata.' },
    { field: 'tool_name', key: 'gen_ai.serialized.name' },
  ],
  settle(this: void, evidence: Evidence): void {
    if (evidence.get(FIELD.type) !== 'RETRIEVAL') return;
    const found = evidence.attribute('gen_ai.completion');
    evidence.offer(FIELD.documents, DOCUMENTS, documentList(leafOf(found, 'documents') ?? leafOf(found, 'output') ?? found));
  },
};

/** Counts in the way Python prints a dictionary: `{'cache_read': 20, 'audio': None}`. */
export function inRepr(name: string) {
  return (value: AttributeValue): number | undefined => {
    if (typeof value !== 'string') return leaf(count, name)(value) as number | undefined;
    const digits = new RegExp(`['"]${name}['"]: ?(\\d{1,15})\\b`).exec(value);
    return digits === null ? undefined : Number(digits[1]);
  };
}

function joinedTags(value: AttributeValue): string[] | undefined {
  return typeof value === 'string' && !value.startsWith('[') ? texts(value.split(', ').filter((tag) => tag !== '')) : texts(value);
}

function never(): undefined {}
