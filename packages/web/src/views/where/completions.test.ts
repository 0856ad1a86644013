import { describe, expect, it } from 'vitest';
import { enterTakes, inserted, mergeRecent, type Suggestion } from './completions';

const field = (label: string): Suggestion => ({ label, insert: label, kind: 'field', detail: '' });

describe('filters of late', () => {
  it('come first where nothing is written yet', () => {
    const { from, to, items } = mergeRecent({ from: 0, to: 0, items: [field('status')] }, ["status = 'error'", 'cost > 1'], '', 0);

    expect([from, to]).toEqual([0, 0]);
    expect(items.map((it) => it.label)).toEqual(["status = 'error'", 'cost > 1', 'status']);
  });

  it('take the place of all that is written; what the server offers keeps it', () => {
    const { from, to, items } = mergeRecent({ from: 9, to: 11, items: [field('cost')] }, ["has_errors AND cost > 1", 'cost > 1'], 'NOT x AND co', 12);
    expect(items).toEqual([field('cost')]);
    expect([from, to]).toEqual([9, 11]);

    const merged = mergeRecent({ from: 15, to: 17, items: [field('cost')] }, ['has_errors AND cost > 1'], 'has_errors AND co', 17);
    expect([merged.from, merged.to]).toEqual([0, 17]);
    expect(merged.items.map((it) => it.insert)).toEqual(['has_errors AND cost > 1', 'has_errors AND cost']);
  });

  it('stay away in the middle of a filter', () => {
    expect(mergeRecent({ from: 0, to: 1, items: [] }, ['cost > 1'], 'c > 1', 1).items).toEqual([]);
  });
});

describe('Enter', () => {
  it('takes an item that goes on where one stopped, or that one moved to', () => {
    expect(enterTakes(field('status'), 'sta', false)).toBe(true);
    expect(enterTakes(field('status'), '', true)).toBe(true);
  });

  it('applies what is whole already', () => {
    expect(enterTakes(field('has_errors'), 'has_errors', false)).toBe(false);
    expect(enterTakes({ label: 'error', insert: "'error'", kind: 'value', detail: '' }, 'error', false)).toBe(false);
    expect(enterTakes({ label: '100ms', insert: '100ms', kind: 'value', detail: '' }, '1', false)).toBe(false);
    expect(enterTakes({ label: 'AND', insert: 'AND', kind: 'keyword', detail: '' }, '', false)).toBe(false);
  });
});

it('goes on behind what must be followed', () => {
  expect(inserted(field('status'))).toBe('status ');
  expect(inserted({ label: 'score', insert: "score('", kind: 'field', detail: '' })).toBe("score('");
  expect(inserted({ label: 'error', insert: "'error'", kind: 'value', detail: '' })).toBe("'error'");
});
