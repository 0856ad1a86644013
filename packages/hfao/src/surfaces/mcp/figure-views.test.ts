import { expect, it } from 'vitest';
import { sqlView } from './figure-views.js';

const columns = [{ name: 'name', type: 'VARCHAR' }, { name: 'n', type: 'BIGINT' }];
const present = (rows: unknown[][], maxChars: number, truncated = false) => sqlView.present({ input: {}, extra: {}, maxChars, run: async () => ({ columns, rows, truncated, elapsed_ms: 1 }) });

it('gives rows by the names of their columns, absent values too', async () => {
  const { structured, text, notes } = await present([['a', 1], [null, 2]], 10_000);

  expect(structured).toMatchObject({ columns, rows: [{ name: 'a', n: 1 }, { name: null, n: 2 }], row_count: 2, truncated: false });
  expect(text).toBe('{"name":"a","n":1}\n{"name":null,"n":2}');
  expect(notes).toEqual([]);
});

it('gives as many rows as fit, long values cut, and says what is missing', async () => {
  const { structured, notes } = await present(Array.from({ length: 100 }, (_, i) => ['x'.repeat(5_000), i]), 10_000, true);

  expect((structured.rows as unknown[]).length).toBeLessThan(6);
  expect(structured.row_count).toBe(100);
  expect(notes.join(' ')).toMatch(/of 100 rows.*more rows than limit.*long values were cut/);
  expect(JSON.stringify(structured).length).toBeLessThan(10_000);
});

it('says so when there is nothing', async () => {
  expect((await present([], 10_000)).text).toBe('No rows.');
});
