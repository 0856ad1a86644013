import { expect, it } from 'vitest';
import type { Observation } from '../../api/model';
import { toolSteps } from './tool-links';

const tool = (id: string, name: string, second: number, callId?: string) =>
  ({ observation_id: id, type: 'TOOL', name, start_time: `2026-11-23T10:00:0${second}Z`, tool_call_names: [name], tool_calls: callId === undefined ? [] : [{ id: callId }] }) as unknown as Observation;

it('finds the step by the id of the call', () => {
  const found = toolSteps([{ id: 'b', name: 'get' }], [tool('1', 'get', 1, 'a'), tool('2', 'get', 2, 'b')], undefined);

  expect(found.map((it) => it?.observation_id)).toEqual(['2']);
});

it('falls back to name and order, not before the call was made, each step once', () => {
  const steps = [tool('0', 'get', 1), tool('1', 'get', 3), tool('2', 'execute_tool get', 4), tool('3', 'put', 5)];

  const found = toolSteps([{ id: 'x', name: 'get' }, { id: undefined, name: 'get' }, { id: undefined, name: 'none' }], steps, '2026-11-23T10:00:02Z');

  expect(found.map((it) => it?.observation_id)).toEqual(['1', '2', undefined]);
});
