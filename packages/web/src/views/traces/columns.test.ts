import { expect, it } from 'vitest';
import { columnsFor, templateOf } from './columns';

const idsAt = (width: number) => columnsFor(width, false).map((it) => it.id);

it('shows everything where there is room', () => {
  expect(idsAt(1900)).toHaveLength(14);
});

it('keeps status, time, name and duration on a telephone', () => {
  expect(columnsFor(400, true).map((it) => it.id)).toEqual(['status', 'started', 'name', 'duration']);
});

it('keeps status, time, name, duration and cost on a small window', () => {
  expect(idsAt(720)).toEqual(expect.arrayContaining(['status', 'started', 'name', 'duration', 'cost']));
});

it('leaves the name its width on every window', () => {
  for (const width of [560, 800, 1000, 1232, 1440]) {
    const taken = columnsFor(width, true).reduce((sum, it) => sum + it.width, 28);
    expect(width - taken).toBeGreaterThanOrEqual(width < 720 ? 120 : 250);
  }
});

it('gives the name what is left', () => {
  expect(templateOf(columnsFor(400, false))).toContain('minmax(0, 1fr)');
});

it('shows the chosen columns alone, with those that say which row it is', () => {
  expect(columnsFor(1900, false, ['cost', 'no such']).map((it) => it.id)).toEqual(['status', 'name', 'cost']);
});
