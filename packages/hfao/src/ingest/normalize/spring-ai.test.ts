import { describe, expect, it } from 'vitest';
import { normalizedSpan } from '../../../test/normalized-span.js';
import type { AttributeValue } from '../../model/attribute-value.js';
import type { Observation } from '../../model/observation.js';

describe('Spring AI', () => {
  it.each<[Record<string, AttributeValue>, string]>([
    [{ 'spring.ai.kind': 'chat_client' }, 'SPAN'], [{ 'spring.ai.kind': 'advisor' }, 'SPAN'], [{ 'spring.ai.kind': 'tool_call' }, 'TOOL'],
    [{ 'spring.ai.kind': 'vector_store', 'db.operation.name': 'query' }, 'RETRIEVAL'], [{ 'spring.ai.kind': 'vector_store', 'db.operation.name': 'add' }, 'SPAN'],
  ])('%j is a %s, whose provider is unknown', (attributes, type) => {
    expect(shown({ ...attributes, 'gen_ai.system': 'spring_ai', 'gen_ai.operation.name': 'framework' })).toMatchObject({ type, provider: null, dialect: 'spring_ai' });
  });

  it('reads figures and lists that are texts', () => {
    expect(shown({ 'gen_ai.operation.name': 'chat', 'gen_ai.usage.input_tokens': '11', 'gen_ai.usage.total_tokens': '24', 'gen_ai.response.finish_reasons': '["STOP"]' }))
      .toMatchObject({ input_tokens: 11, total_tokens: 24, finish_reasons: ['STOP'], usage_counted: true });
  });

  it('reads a tool\'s run, a search and the conversation', () => {
    expect(shown({ 'spring.ai.kind': 'tool_call', 'spring.ai.tool.definition.name': 't', 'spring.ai.tool.call.id': 'c', 'spring.ai.tool.call.arguments': '{"q":1}', 'spring.ai.tool.call.result': '"r"' }).tool_calls)
      .toEqual([{ id: 'c', name: 't', arguments: { q: 1 }, result: 'r' }]);
    expect(shown({ 'spring.ai.kind': 'vector_store', 'db.operation.name': 'query', 'db.vector.query.content': 'q', 'db.vector.query.response.documents': '["d"]' })).toMatchObject({ input: 'q', documents: [{ content: 'd' }] });
    expect(shown({ 'spring.ai.chat.client.conversation.id': 's' }).session_id).toBe('s');
  });
});

function shown(attributes: Record<string, AttributeValue>, name = 'span', scope = ''): Observation {
  return normalizedSpan({ name, scope, attributes }).observation;
}
