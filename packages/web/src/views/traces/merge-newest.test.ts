import { expect, it } from 'vitest';
import type { TraceSummary } from '../../api/model';
import { mergeNewest } from './merge-newest';

const trace = (id: string, second: number, steps = 1) => ({ trace_id: id, start_time: `2026-11-23T10:00:${String(second).padStart(2, '0')}Z`, observation_count: steps }) as TraceSummary;
const pages = [trace('b', 20), trace('a', 10)];

it('shows what is new at the top of the list', () => {
  const { rows, waiting } = mergeNewest(pages, [trace('c', 30), trace('b', 20)], new Set(), true);

  expect(rows.map((it) => it.trace_id)).toEqual(['c', 'b', 'a']);
  expect(waiting).toBe(0);
});

it('lets new traces wait while the reader is further down, except those already seen', () => {
  const { rows, waiting } = mergeNewest(pages, [trace('d', 40), trace('c', 30)], new Set(['c']), false);

  expect(rows.map((it) => it.trace_id)).toEqual(['c', 'b', 'a']);
  expect(waiting).toBe(1);
});

it('brings a trace that grew up to date in its place', () => {
  const { rows } = mergeNewest(pages, [trace('a', 10, 7)], new Set(), false);

  expect(rows[1].observation_count).toBe(7);
});

it('puts a latecomer where its start time belongs', () => {
  const { rows } = mergeNewest(pages, [trace('x', 15)], new Set(), true);

  expect(rows.map((it) => it.trace_id)).toEqual(['b', 'x', 'a']);
});
