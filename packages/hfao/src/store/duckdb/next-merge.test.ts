import { expect, it } from 'vitest';
import { nextMerge } from './next-merge.js';

const FULL = 100;
const segments = (...rows: number[]) => rows.map((it) => ({ rows: it, holes: 0, bytes: () => 0 }));
const chosen = (...rows: number[]) => nextMerge([segments(...rows)], FULL)?.map((it) => it.rows);

it('merges eight full segments, and lets fewer be', () => {
  expect(chosen(100, 100, 100, 100, 100, 100, 100)).toBeUndefined();
  expect(chosen(100, 100, 100, 100, 100, 100, 100, 100, 100)).toEqual([100, 100, 100, 100, 100, 100, 100, 100]);
});

it('lets what is merged be', () => {
  expect(chosen(800, 800, 800, 100, 100)).toBeUndefined();
});

it('gathers small ones behind a large one', () => {
  expect(chosen(800, 1, 2, 3, 4)).toEqual([1, 2, 3, 4]);
});

it('does not write a large one again for the sake of a few small ones', () => {
  expect(chosen(60, 1, 1, 1, 1, 1)).toEqual([1, 1, 1, 1, 1]);
  expect(chosen(60, 1, 1, 1)).toBeUndefined();
});

it('rewrites one that is mostly holes', () => {
  const [whole, holey] = segments(100, 100);
  holey.holes = 50;

  expect(nextMerge([[whole, holey]], FULL)).toEqual([holey]);
});

it('does not reach over what lies between two runs', () => {
  expect(nextMerge([segments(1, 1), segments(1, 1)], FULL)).toBeUndefined();
});

it('counts wide rows by their bytes', () => {
  const wide = Array.from({ length: 8 }, () => ({ rows: 1, holes: 0, bytes: () => 128 * 1024 * 1024 }));

  expect(nextMerge([wide], FULL)).toEqual(wide);
});
