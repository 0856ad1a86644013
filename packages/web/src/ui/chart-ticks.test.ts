import { expect, it } from 'vitest';
import { niceStep, timeTicks } from './chart-ticks';

it.each([[0.7, 0.5], [3, 2.5], [48, 25], [999, 500], [0, 1]])('rounds %d down to the step %d', (value, step) => {
  expect(niceStep(value)).toBe(step);
});

it('puts ticks on round hours, with room for each label', () => {
  const from = new Date('2026-11-22T14:40:00').getTime();

  const ticks = timeTicks(from, from + 86_400_000, 170);

  expect(ticks.map((it) => new Date(it).getHours())).toEqual([18, 0, 6]);
});

it('has no ticks for an empty window', () => {
  expect(timeTicks(5, 5, 300)).toEqual([]);
});
