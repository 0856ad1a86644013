import { describe, expect, it } from 'vitest';
import { normalizedSpan, rolesAndParts } from '../../../test/normalized-span.js';
import type { AttributeValue } from '../../model/attribute-value.js';
import type { Observation } from '../../model/observation.js';

describe('Genkit', () => {
  it.each([
    ['model', 'GENERATION'], ['tool', 'TOOL'], ['tool.v2', 'TOOL'], ['flow', 'SPAN'], ['embedder', 'EMBEDDING'], ['retriever', 'RETRIEVAL'], ['evaluator', 'EVAL'], ['agent', 'AGENT'],
  ])('an action %s is a %s', (subtype, type) => {
    expect(shown({ 'genkit:metadata:subtype': subtype, 'genkit:name': 'x' })).toMatchObject({ type, dialect: 'genkit' });
  });

  it('finds all of a model call in what went in and what came out', () => {
    const request = { messages: [{ role: 'system', content: [{ text: 'be kind' }] }, { role: 'user', content: [{ text: 'hi' }, { media: { url: 'https://x/y.png', contentType: 'image/png' } }] }], config: { temperature: 0.5 }, tools: [{ name: 't' }] };
    const response = { message: { role: 'model', content: [{ toolRequest: { name: 't', ref: 'c', input: { q: 1 } } }] }, finishReason: 'stop', usage: { inputTokens: 5, outputTokens: 7, thoughtsTokens: 3, cachedContentTokens: 2, totalTokens: 12 } };

    const observation = shown({ 'genkit:metadata:subtype': 'model', 'genkit:name': 'googleai/gemini-2.5-flash', 'genkit:input': JSON.stringify(request), 'genkit:output': JSON.stringify(response) });

    expect(observation).toMatchObject({
      model: 'googleai/gemini-2.5-flash', provider: 'gcp.gemini', model_parameters: { temperature: 0.5 }, tool_definitions: [{ name: 't' }], finish_reasons: ['stop'],
      input_tokens: 5, output_tokens: 7, reasoning_tokens: 3, cache_read_tokens: 2, total_tokens: 12, usage_counted: true, tool_calls: [{ id: 'c', name: 't', arguments: { q: 1 } }],
    });
    expect(rolesAndParts(observation.input)).toEqual(['system:text', 'user:text+uri']);
  });

  it('reads a tool\'s run, a retriever\'s documents, and the text of a structured answer', () => {
    const tool = shown({ 'genkit:metadata:subtype': 'tool', 'genkit:name': 't', 'genkit:input': '{"city":"Paris"}', 'genkit:output': '"21"' });
    const retriever = shown({ 'genkit:metadata:subtype': 'retriever', 'genkit:input': '{"query":{"content":[{"text":"q"}]}}', 'genkit:output': '{"documents":[{"content":[{"text":"d"}]}]}' });
    const answer = shown({ 'genkit:metadata:subtype': 'model', 'genkit:output': '{"message":{"role":"model","content":[{"text":{"a":1}}]}}' });

    expect(tool.tool_calls).toEqual([{ id: null, name: 't', arguments: { city: 'Paris' }, result: '21' }]);
    expect(retriever).toMatchObject({ input: 'q', documents: [{ content: 'd' }] });
    expect(answer.output).toEqual({ messages: [{ role: 'assistant', parts: [{ type: 'text', content: '{"a":1}' }] }] });
  });

  it('fails with its state', () => {
    expect(shown({ 'genkit:state': 'error' }).status).toBe('error');
    expect(shown({ 'genkit:state': 'success' }).status).toBe('unset');
  });
});

function shown(attributes: Record<string, AttributeValue>, name = 'span', scope = ''): Observation {
  return normalizedSpan({ name, scope, attributes }).observation;
}
