import { expect, it } from 'vitest';
import type { Observation } from '../../api/model';
import { failuresOf } from './failures';
import { stepTree } from './step-tree';

const step = (id: string, parent: string | null, second: number, message?: string) =>
  ({ observation_id: id, parent_observation_id: parent, name: id.replace(/\d/, ''), type: 'TOOL', status: message === undefined ? 'ok' : 'error', status_message: message ?? null, start_time: `2026-11-23T10:00:0${second}Z`, duration_ns: 0 }) as Observation;

it('names the steps in which failures began, not those that passed them on, and counts repetitions', () => {
  const tree = stepTree([step('root', null, 0, 'gave up'), step('call1', 'root', 1, 'refused after 30 s'), step('call2', 'root', 2, 'refused after 31 s'), step('fine', 'root', 3)]);

  const failures = failuresOf(tree);

  expect(failures).toHaveLength(1);
  expect(failures[0]).toMatchObject({ message: 'refused after 30 s', times: 2 });
});
