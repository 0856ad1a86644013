import { expect, it } from 'vitest';
import type { DeadLetter } from '../../api/model';
import { lostWords } from './dead-letters';

const letter = (changes: Partial<DeadLetter>) => ({ signal: 'traces', lost_items: 1, items: [], ...changes }) as DeadLetter;
const named = (...names: string[]) => names.map((name) => ({ trace_id: null, observation_id: null, name, reason: '' }));

it('names what is not stored, each name once, the first few', () => {
  expect(lostWords(letter({ lost_items: 1, items: named('plan') }))).toBe('1 span: plan');
  expect(lostWords(letter({ lost_items: 5, items: named('plan', 'plan', 'a', 'b', 'c') }))).toBe('5 spans: plan, a, b …');
  expect(lostWords(letter({ signal: 'metrics', lost_items: 2 }))).toBe('2 data points');
});

it('says so where the request could not be read', () => {
  expect(lostWords(letter({ lost_items: 0, signal: 'logs' }))).toBe('a whole request of logs, unreadable');
});
