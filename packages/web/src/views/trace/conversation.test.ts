import { describe, expect, it } from 'vitest';
import type { Message, Observation } from '../../api/model';
import { conversationOf, isHandover, messagesOf, runConversation, turnsOf } from './conversation';

const message = (role: string, ...parts: unknown[]) => ({ role, parts }) as Message;
const text = (content: string) => ({ type: 'text', content });
const step = (id: string, more: object) => ({ observation_id: id, name: id, type: 'SPAN', agent_name: null, tool_call_names: [], input: null, output: null, status: 'ok', ...more }) as unknown as Observation;

describe('turns', () => {
  it('set reasoning and tool results apart from the message they came in', () => {
    const turns = turnsOf([message('assistant', { type: 'reasoning', content: 'hm' }, text('Yes'), { type: 'tool_call', id: 'c1', name: 'get', arguments: '{"a":1}' }), message('user', { type: 'tool_call_response', id: 'c1', response: '[1]' })]);

    expect(turns.map((it) => it.role)).toEqual(['reasoning', 'assistant', 'tool']);
    expect(turns[1].blocks).toEqual([{ kind: 'text', text: 'Yes' }, { kind: 'call', id: 'c1', name: 'get', arguments: { a: 1 } }]);
    expect(turns[2].blocks).toEqual([{ kind: 'result', id: 'c1', name: 'get', response: [1] }]);
  });

  it('show a part of an unknown kind as it is', () => {
    const part = { type: 'hologram', beams: 3 };

    expect(turnsOf([message('assistant', part)])[0].blocks).toEqual([{ kind: 'json', value: part }]);
  });

  it('survive messages that are not what they should be', () => {
    expect(messagesOf({ messages: [null, { role: 1 }, 'x'] })).toBeUndefined();
    expect(turnsOf([message('wizard', null, 'bare')])[0]).toMatchObject({ role: 'other', label: 'wizard' });
  });
});

it('marks the last answer of a step', () => {
  const turns = conversationOf(step('g', { input: { messages: [message('user', text('Q'))] }, output: { messages: [message('assistant', text('A'))] } }));

  expect(turns?.map((it) => it.final)).toEqual([false, true]);
});

it('tells a run in order: question, agents taking over, answers, tools', () => {
  const entries = runConversation([
    step('root', { type: 'AGENT', agent_name: 'boss', input: 'Refund?', output: 'Done' }),
    step('g1', { type: 'GENERATION', agent_name: 'clerk', output: { messages: [message('assistant', { type: 'tool_call', name: 'pay', arguments: {} })] } }),
    step('pay', { type: 'TOOL', agent_name: 'clerk', output: '{"ok":true}' }),
    step('g2', { type: 'GENERATION', agent_name: 'boss', output: 'Done' }),
  ]);

  expect(entries.map((it) => (isHandover(it) ? `→ ${it.handover}` : `${it.role} ${it.stepId}`))).toEqual(['user root', '→ clerk', 'assistant g1', 'tool pay', '→ boss', 'assistant g2']);
  expect(entries.at(-1)).toMatchObject({ final: true });
});
