import { describe, expect, it } from 'vitest';
import type { Observation } from '../../api/model';
import { foldedAtFirst, stepTree, visibleRows } from './step-tree';

let second = 0;
const step = (id: string, parent: string | null, more: Partial<Observation> = {}) =>
  ({ observation_id: id, parent_observation_id: parent, name: id, type: 'SPAN', status: 'ok', start_time: `2026-11-23T10:00:00.${String(second++).padStart(6, '0')}Z`, duration_ns: 1000, ...more }) as Observation;
const names = (observations: Observation[], folded = new Set<string>()) => visibleRows(stepTree(observations).roots, folded).map((it) => `${it.guides}${it.step.observation.name}`);

describe('the tree', () => {
  it('draws guides that end at the last child', () => {
    const rows = names([step('root', null), step('a', 'root'), step('a1', 'a'), step('b', 'root'), step('b1', 'b')]);

    expect(rows).toEqual(['root', 'ba', 'vea1', 'eb', ' eb1']);
  });

  it('makes a root of a step whose parent has not arrived, and says so', () => {
    const tree = stepTree([step('child', 'nowhere')]);

    expect(tree.roots[0].lost).toBe(true);
    expect(tree.lost).toBe(1);
  });

  it('shows every step of a cycle once', () => {
    expect(names([step('a', 'b'), step('b', 'a'), step('c', 'c')])).toHaveLength(3);
  });

  it('counts failures up to the root', () => {
    const tree = stepTree([step('root', null), step('a', 'root'), step('bad', 'a', { status: 'error' })]);

    expect(tree.roots[0]).toMatchObject({ failed: 1, below: 2 });
  });

  it('gathers like siblings of a long trace in a loop, folded at first', () => {
    const pages = Array.from({ length: 40 }, (_, i) => step(`page_${i}`, 'root'));
    const tree = stepTree([step('root', null), ...pages, step('end', 'root')]);

    expect(visibleRows(tree.roots, foldedAtFirst(tree)).map((it) => [it.step.rounds, it.step.observation.name])).toEqual([[1, 'root'], [40, 'page_0'], [1, 'end']]);
    expect(tree.roots[0].below).toBe(41);
  });

  it('is built of 10,000 steps, also when they form one chain, in well under a second', () => {
    const chain = Array.from({ length: 10_000 }, (_, i) => step(`s${i}`, i === 0 ? null : `s${i - 1}`));
    const before = performance.now();

    const rows = names(chain.slice(0, 2000)).length;

    expect(rows).toBe(2000);
    expect(performance.now() - before).toBeLessThan(1000);
  });
});
