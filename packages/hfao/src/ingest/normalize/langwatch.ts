import type { AttributeValue } from '../../model/attribute-value.js';
import type { ObservationType } from '../../model/observation.js';
import type { DecodedEvent } from '../decode/span.js';
import type { Dialect } from './dialect.js';
import { documentList } from './documents.js';
import type { Judgement } from './evaluation.js';
import type { Evidence } from './evidence.js';
import { FIELD } from './field.js';
import { isRecord } from './json.js';
import { leaf, leafOf, recordOf } from './json-leaf.js';
import { byTable } from './openllmetry.js';
import { wrapped, type Inner } from './payload.js';
import { rankOf } from './precedence.js';
import { requestBody, responseBody } from './raw-bodies.js';
import { amount, count, number, text, texts } from './read.js';

const TYPES: Record<string, ObservationType> = {
  llm: 'GENERATION', tool: 'TOOL', agent: 'AGENT', rag: 'RETRIEVAL', guardrail: 'GUARDRAIL', evaluation: 'EVAL', embedding: 'EMBEDDING',
  chain: 'SPAN', span: 'SPAN', workflow: 'SPAN', component: 'SPAN', module: 'SPAN', server: 'SPAN', client: 'SPAN', producer: 'SPAN', consumer: 'SPAN', task: 'SPAN', prompt: 'SPAN',
};

const SESSION_IN_METADATA = rankOf('session_id', 'metadata');
const USER_IN_METADATA = rankOf('user_id', 'metadata');
const LABELS_IN_METADATA = rankOf('tags', 'metadata');

/** LangWatch's SDKs: payloads as `{"type", "value"}`. */
export const langwatch: Dialect = {
  name: 'langwatch',
  ownsScope: (scopeName) => scopeName.startsWith('langwatch'),
  marks: ['langwatch.'],
  claims: [
    { field: 'type', key: 'langwatch.span.type', read: byTable(TYPES), write: never },
    { field: 'input', key: 'langwatch.input', rule: 'langwatch_typed_value', read: wrapped((value, of) => typedValue(value, of, requestBody)) },
    { field: 'output', key: 'langwatch.output', rule: 'langwatch_typed_value', read: wrapped((value, of) => typedValue(value, of, responseBody)) },
    { field: 'documents', key: 'langwatch.rag.contexts', read: contexts },

    { field: 'model', key: 'langwatch.model' },
    { field: 'input_tokens', key: 'langwatch.metrics', read: metric(count, 'promptTokens', 'prompt_tokens'), write: never },
    { field: 'output_tokens', key: 'langwatch.metrics', read: metric(count, 'completionTokens', 'completion_tokens'), write: never },
    { field: 'total_cost_usd', key: 'langwatch.metrics', read: metric(amount, 'cost'), write: never },
    { field: 'input_tokens', key: 'langwatch.input_tokens' },
    { field: 'output_tokens', key: 'langwatch.output_tokens' },
    { field: 'total_cost_usd', key: 'langwatch.cost.usd' },

    { field: 'session_id', key: 'langwatch.thread.id' },
    { field: 'session_id', key: 'langwatch.thread_id' },
    { field: 'user_id', key: 'langwatch.user.id' },
    { field: 'user_id', key: 'langwatch.user_id' },
    { field: 'tags', key: 'langwatch.labels', read: texts },
    { field: 'tags', key: 'langwatch.tags', read: texts },
    { field: 'prompt_name', key: 'langwatch.prompt.handle' },
    { field: 'prompt_name', key: 'langwatch.prompt.id' },
    { field: 'prompt_version', key: 'langwatch.prompt.version.number' },
    { field: 'metadata', entriesBelow: 'langwatch.metadata.' },
  ],
  events: { 'langwatch.evaluation.custom': readEvaluation },
  settle(this: void, evidence: Evidence): void {
    const metadata = evidence.attribute('metadata');
    if (metadata === undefined) return;
    evidence.offer(FIELD.session_id, SESSION_IN_METADATA, leaf(text, 'thread_id')(metadata));
    evidence.offer(FIELD.user_id, USER_IN_METADATA, leaf(text, 'user_id')(metadata));
    evidence.offer(FIELD.tags, LABELS_IN_METADATA, leaf(texts, 'labels')(metadata));
  },
};

/** `{"type": "chat_messages" | "text" | "json" | "raw" | "list", "value": …}`. */
function typedValue(typed: unknown, of: 'conversation' | 'tool', body: typeof requestBody): Inner | undefined {
  if (!isRecord(typed) || typeof typed.type !== 'string' || typed.value === undefined || typed.value === null) return body(typed, of);
  const { value } = typed;
  const hasMore = Object.keys(typed).length > 2;
  const inner = body(value, of);
  if (inner !== undefined) return { value: inner.value, partial: inner.partial === true || hasMore };
  return { value, partial: hasMore };
}

/** `{"type": "json", "value": [{document_id, chunk_id, content}]}`. */
function contexts(value: AttributeValue): ReturnType<typeof documentList> {
  const list = leafOf(value, 'value') ?? value;
  const found = documentList(list);
  return found?.map(({ document_id: id, ...rest }) => (rest.id === undefined && typeof id === 'string' ? { id, ...rest } : { ...rest, ...(id === undefined ? {} : { document_id: id }) }));
}

function metric(read: (value: AttributeValue) => number | undefined, ...names: string[]) {
  return (value: AttributeValue): unknown => {
    for (const name of names) {
      const found = leaf(read, 'value', name)(value) ?? leaf(read, name)(value);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

function readEvaluation(event: DecodedEvent, evidence: Evidence): void {
  const said = recordOf(event.attributes.json_encoded_event);
  if (said === undefined) return;
  const passed = typeof said.passed === 'boolean' ? Number(said.passed) : null;
  const value = number(said.score ?? null) ?? passed;
  const label = text(said.label ?? null) ?? null;
  if (value === null && label === null) return;
  evidence.add(FIELD.scores, {
    target: 'observation', name: text(said.name ?? null) ?? 'evaluation', value, label, comment: text(said.details ?? null) ?? null,
    source: said.is_guardrail === true ? 'HEURISTIC' : 'EXTERNAL', annotator: null, time: event.time > 0 ? event.time : null,
  } satisfies Judgement);
}

function never(): undefined {}
