import { describe, expect, it } from 'vitest';
import { requestBody, responseBody } from './raw-bodies.js';

describe('what a call was given', () => {
  it.each<[string, unknown, unknown, boolean | undefined]>([
    ['messages alone', { messages: [{ role: 'user', content: 'hi' }] }, [{ role: 'user', content: 'hi' }], false],
    ['messages beside parameters', { model: 'm', system: 's', messages: [{ role: 'user', content: 'hi' }] }, [{ role: 'system', content: 's' }, { role: 'user', content: 'hi' }], true],
    ['a prompt', { prompt: 'hi' }, [{ role: 'user', content: 'hi' }], false],
    ['LangChain\'s dumped messages', [{ type: 'human', content: 'hi' }], [{ role: 'user', content: 'hi' }], true],
    ['messages inside', { input: { messages: [{ role: 'user', content: 'hi' }] } }, [{ role: 'user', content: 'hi' }], false],
  ])('%s', (_, body, value, partial) => {
    expect(requestBody(body, 'conversation')).toEqual({ value, partial });
  });

  it.each([[{ a: 1 }], ['text'], [{ messages: ['text'] }], [[1]], [null]])('sees no conversation in %j', (body) => {
    expect(requestBody(body, 'conversation')).toBeUndefined();
  });
});

describe('what a call gave back', () => {
  it.each<[string, unknown, unknown]>([
    ['choices', { choices: [{ message: { role: 'assistant', content: 'yes' }, finish_reason: 'stop' }] }, [{ role: 'assistant', content: 'yes', finish_reason: 'stop' }]],
    ['generations', { generations: [[{ text: 'yes' }]] }, [{ role: 'assistant', content: 'yes' }]],
    ['candidates', { candidates: [{ content: { role: 'model', parts: [{ text: 'yes' }] }, finishReason: 'STOP' }] }, [{ role: 'model', parts: [{ text: 'yes' }], finish_reason: 'STOP' }]],
    ['items of the Responses API', { id: 'r', output: [{ type: 'message', role: 'assistant', content: [] }] }, [{ type: 'message', role: 'assistant', content: [] }]],
    ['Anthropic\'s message', { type: 'message', role: 'assistant', content: [{ type: 'text', text: 'yes' }], stop_reason: 'end_turn' }, [{ role: 'assistant', content: [{ type: 'text', text: 'yes' }], finish_reason: 'end_turn' }]],
  ])('%s', (_, body, value) => {
    expect(responseBody(body, 'conversation')).toEqual({ value, partial: true });
  });

  it('leaves a tool\'s result as it is', () => {
    expect(responseBody({ choices: [] }, 'tool')).toBeUndefined();
    expect(responseBody({ output: 'yes' }, 'tool')).toEqual({ value: 'yes' });
  });
});
