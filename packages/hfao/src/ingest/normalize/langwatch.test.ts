import { describe, expect, it } from 'vitest';
import { normalizedSpan } from '../../../test/normalized-span.js';
import type { AttributeValue } from '../../model/attribute-value.js';
import type { Observation } from '../../model/observation.js';

describe('LangWatch', () => {
  it.each([['llm', 'GENERATION'], ['tool', 'TOOL'], ['agent', 'AGENT'], ['chain', 'SPAN'], ['span', 'SPAN'], ['rag', 'RETRIEVAL'], ['guardrail', 'GUARDRAIL'], ['evaluation', 'EVAL'], ['workflow', 'SPAN']])('%s is a %s', (told, type) => {
    expect(shown({ 'langwatch.span.type': told })).toMatchObject({ type, dialect: 'langwatch' });
  });

  it.each<[string, unknown]>([
    ['{"type":"text","value":"hi"}', 'hi'],
    ['{"type":"json","value":{"a":1}}', { a: 1 }],
    ['{"type":"chat_messages","value":[{"role":"user","content":"hi"}]}', { messages: [{ role: 'user', parts: [{ type: 'text', content: 'hi' }] }] }],
  ])('takes the value out of %s', (told, input) => {
    expect(shown({ 'langwatch.input': told })).toMatchObject({ input, attributes: {} });
  });

  it('reads figures, contexts and whose it is', () => {
    expect(shown({
      'langwatch.span.type': 'llm', 'langwatch.metrics': '{"type":"json","value":{"promptTokens":5,"completionTokens":6,"cost":0.5}}', 'langwatch.rag.contexts': '{"type":"json","value":[{"document_id":"d1","content":"c"}]}',
      metadata: '{"thread_id":"s","user_id":"u","labels":["a"]}', 'langwatch.prompt.handle': 'p', 'langwatch.prompt.version.number': 3,
    })).toMatchObject({
      input_tokens: 5, output_tokens: 6, total_cost_usd: 0.5, documents: [{ id: 'd1', content: 'c' }], session_id: 's', user_id: 'u', tags: ['a'], prompt_name: 'p', prompt_version: '3',
    });
    expect(shown({ 'langwatch.thread.id': 't' }).session_id).toBe('t');
  });

  it.each([
    ['{"name":"toxic","score":0.25,"label":"low","details":"fine"}', { name: 'toxic', value: 0.25, string_value: 'low', comment: 'fine' }], ['{"name":"safe","passed":true}', { name: 'safe', value: 1 }],
  ])('makes a score of the evaluation %s', (told, score) => {
    const { scores } = normalizedSpan({ events: [{ name: 'langwatch.evaluation.custom', attributes: { json_encoded_event: told } }] });

    expect(scores).toMatchObject([score]);
  });
});

function shown(attributes: Record<string, AttributeValue>, name = 'span', scope = ''): Observation {
  return normalizedSpan({ name, scope, attributes }).observation;
}
