import { expect, it } from 'vitest';
import { percentAt, timeScale } from './timeline';

it.each([
  [38_400, ['0', '10 s', '20 s', '30 s']],
  [300_000, ['0', '1 min', '2 min', '3 min', '4 min', '5 min']],
  [640, ['0', '100 ms', '200 ms', '300 ms', '400 ms', '500 ms', '600 ms']],
])('puts round ticks on %d ms', (length, labels) => {
  expect(timeScale(0, length).ticks.map((it) => it.label)).toEqual(labels);
});

it('draws an instant trace', () => {
  expect(percentAt(timeScale(1000, 1000), 1000)).toBe(0);
});
