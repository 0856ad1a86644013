import { expect, it } from 'vitest';
import { Segment } from './segment.js';
import { walkBack } from './walk.js';

/** Four segments, a hundred apart; of each the entries that it holds. */
const HELD = [[5, 40, 90], [120, 150], [210], [310, 340]];
const segments = HELD.map((_, i) => ({ segment: new Segment({ first: i + 1, last: i + 1, generation: 0 }, '/nowhere'), latest: i * 100 + 99 }));

async function walk(count: number) {
  const looked: number[][] = [];
  const walked = await walkBack<number>({
    segments, count, timeOf: (it) => it, keyOf: String, inOrder: (a, b) => b - a,
    look: async (window) => {
      looked.push(window.map((it) => it.number));
      return window.flatMap((it) => HELD[it.number - 1]);
    },
  });
  return { ...walked, looked };
}

it('looks no further than the page needs', async () => {
  expect(await walk(2)).toEqual({ entries: [340, 310], looked: [[4]] });
});

it('takes in more at once, the less it has found', async () => {
  const { entries, looked } = await walk(100);

  expect(entries).toEqual(HELD.flat().sort((a, b) => b - a));
  expect(looked).toEqual([[4], [3, 2, 1]]);
});

it('says how far it came when time is up, and misses nothing that is newer', async () => {
  const many = Array.from({ length: 12 }, (_, i) => ({ segment: new Segment({ first: i + 1, last: i + 1, generation: 0 }, '/nowhere'), latest: i * 100 + 99 }));
  const walked = await walkBack<number>({
    segments: many, count: 100, budgetMs: 0, timeOf: (it) => it, keyOf: String, inOrder: (a, b) => b - a,
    // Each knows of something older too: it is not given, others may come between.
    look: async (window) => window.flatMap(({ number }) => [number * 100 - 50, 7]),
  });

  expect(walked.searchedUntil).toBeLessThanOrEqual(400);
  expect(walked.entries).toEqual(Array.from({ length: 12 }, (_, i) => 1150 - i * 100).filter((it) => it >= walked.searchedUntil!));
});

it('goes on past its time where it would have gained nothing', async () => {
  const overlapping = Array.from({ length: 30 }, (_, i) => ({ segment: new Segment({ first: i + 1, last: i + 1, generation: 0 }, '/nowhere'), latest: 399 }));
  const walked = await walkBack<number>({ segments: overlapping, count: 100, budgetMs: 0, timeOf: (it) => it, keyOf: String, inOrder: (a, b) => b - a, look: async (window) => window.map((it) => it.number) });

  expect(walked).toEqual({ entries: Array.from({ length: 30 }, (_, i) => 30 - i) });
});

it('keeps of each key the first', async () => {
  const walked = await walkBack<number>({ segments, count: 100, timeOf: (it) => it, keyOf: (it) => String(it % 100), inOrder: (a, b) => b - a, look: async (window) => window.flatMap((it) => HELD[it.number - 1]) });

  expect(walked.entries).toEqual([340, 310, 150, 120, 90, 5]);
});
