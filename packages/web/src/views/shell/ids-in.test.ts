import { expect, it } from 'vitest';
import { idsIn } from './ids-in';

const trace = '7f3a9c0452be41d88a06c1e95d27e41d';
const step = 'c04e112233445566';

it.each([
  [trace, { trace }],
  [` ${trace.toUpperCase()} `, { trace }],
  [`${trace}/${step}#input`, { trace, step }],
  [`hfao://traces/support-desk/${trace}`, { project: 'support-desk', trace }],
  [`http://127.0.0.1:7860/p/my.agent/traces/${trace}?range=7d&step=${step}&tab=io`, { project: 'my.agent', trace, step }],
])('opens %s', (text, ids) => {
  expect(idsIn(text)).toMatchObject(ids);
});

it.each(['refund', '7f3a9c', `${trace}0`])('takes "%s" for words', (text) => {
  expect(idsIn(text)).toBeUndefined();
});
