import type { ObservationType } from '../../model/observation.js';
import type { Dialect } from './dialect.js';
import type { Evidence } from './evidence.js';
import { documentList } from './documents.js';
import { FIELD } from './field.js';
import { byTable } from './openllmetry.js';
import { rankOf } from './precedence.js';
import { texts } from './read.js';

const KINDS: Record<string, ObservationType> = { chat_client: 'SPAN', advisor: 'SPAN', tool_call: 'TOOL' };
const TYPE = rankOf('type', 'spring.ai.kind');

/** Spring AI, whose attributes are texts throughout: numbers and lists too. */
export const springAi: Dialect = {
  name: 'spring_ai',
  ownsScope: (scopeName) => scopeName.startsWith('org.springframework.ai'),
  marks: ['spring.ai.'],
  claims: [
    { field: 'type', key: 'spring.ai.kind', read: byTable(KINDS), write: () => undefined },
    { field: 'tool_name', key: 'spring.ai.tool.definition.name' },
    { field: 'tool_call_id', key: 'spring.ai.tool.call.id' },
    { field: 'tool_arguments', key: 'spring.ai.tool.call.arguments' },
    { field: 'tool_result', key: 'spring.ai.tool.call.result' },
    { field: 'session_id', key: 'spring.ai.chat.client.conversation.id' },
    { field: 'input', key: 'db.vector.query.content' },
    { field: 'documents', key: 'db.vector.query.response.documents', read: (value) => documentList(value) ?? texts(value)?.map((content) => ({ content })) },
  ],
  settle(this: void, evidence: Evidence): void {
    if (evidence.attribute('spring.ai.kind') !== 'vector_store') return;
    evidence.offer(FIELD.type, TYPE, evidence.attribute('db.operation.name') === 'query' ? 'RETRIEVAL' : 'SPAN');
  },
};
