import { expect, it } from 'vitest';
import { quantile } from './histogram-quantile.js';

const UNKNOWN = { min: null, max: null };

it.each([
  ['interpolates within the bucket', [{ lower: null, le: 1, count: 10 }, { lower: 1, le: 2, count: 10 }, { lower: 2, le: 4, count: 20 }], 0.95, UNKNOWN, 3.8],
  ['begins at the smallest that is known', [{ lower: null, le: 10, count: 2 }], 0.5, { min: 8, max: null }, 9],
  ['begins at zero where nothing is known', [{ lower: null, le: 10, count: 2 }], 0.5, UNKNOWN, 5],
  ['ends at the largest that is known', [{ lower: 4, le: Infinity, count: 2 }], 1, { min: null, max: 9 }, 9],
  ['goes no further than the last bound where nothing is known', [{ lower: 4, le: Infinity, count: 2 }], 1, UNKNOWN, 4],
  ['starts a bucket at its own lower bound when empty ones are left out', [{ lower: null, le: 1, count: 1 }, { lower: 8, le: 16, count: 1 }], 0.75, UNKNOWN, 12],
  ['has nothing to say of nothing', [], 0.5, UNKNOWN, null],
] as const)('%s', (_, buckets, share, known, expected) => {
  expect(quantile(buckets, share, known)).toBe(expected);
});
