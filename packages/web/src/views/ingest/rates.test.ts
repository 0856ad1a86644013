import { expect, it } from 'vitest';
import { perSecond, withSample, type Sample } from './rates';

const watched = (...samples: [number, number][]) => samples.reduce<Sample[]>((known, [at, logs]) => withSample(known, { at, logs, points: 0 }), []);

it('has no rate before it has watched for a moment', () => {
  expect(perSecond(watched([0, 5], [1_000, 9]), 'logs')).toBeUndefined();
});

it('counts what came in since the first sample of the last minute', () => {
  expect(perSecond(watched([0, 100], [30_000, 130], [70_000, 210]), 'logs')).toBe(2);
  expect(perSecond(watched([0, 100], [4_000, 100]), 'logs')).toBe(0);
});

it('begins afresh when the server started anew', () => {
  expect(perSecond(watched([0, 100], [4_000, 120], [6_000, 3], [8_000, 7]), 'logs')).toBe(2);
});
