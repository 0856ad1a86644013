import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { parquetOfAnswer } from './parquet-of-answer.js';

it('gives values their types, and columns names of their own', async () => {
  const columns = [['n', 'BIGINT'], ['N', 'HUGEINT'], ['at', 'TIMESTAMP'], ['day', 'DATE'], ['cost', 'DECIMAL(18,3)'], ['ok', 'BOOLEAN'], ['tags', 'VARCHAR[]'], ['', 'Int64'], ['odd "name"', 'DateTime64(6)']].map(([name, type]) => ({ name, type }));
  const rows = [
    [1, '170141183460469231731687303715884105727', '2026-11-23T08:00:00.123456Z', '2026-11-23', 0.125, true, ['a', 'b'], '9007199254740993', '2026-11-23T08:00:00.000000Z'],
    [null, 5, null, null, null, null, null, null, null],
  ];

  const read = await readBack({ columns, rows });

  expect(read.types).toEqual(['BIGINT', 'VARCHAR', 'TIMESTAMP', 'DATE', 'DOUBLE', 'BOOLEAN', 'VARCHAR', 'BIGINT', 'TIMESTAMP']);
  expect(read.names).toEqual(['n', 'N 2', 'at', 'day', 'cost', 'ok', 'tags', 'column 8', 'odd "name"']);
  expect(read.rows).toEqual([
    ['1', '170141183460469231731687303715884105727', '2026-11-23 08:00:00.123456', '2026-11-23', 0.125, true, '["a","b"]', '9007199254740993', '2026-11-23 08:00:00'],
    [null, '5', null, null, null, null, null, null, null],
  ]);
});

it('writes an answer without rows', async () => {
  expect(await readBack({ columns: [{ name: 'n', type: 'BIGINT' }], rows: [] })).toMatchObject({ names: ['n'], types: ['BIGINT'], rows: [] });
});

async function readBack(answer: Parameters<typeof parquetOfAnswer>[0]): Promise<{ names: string[]; types: string[]; rows: unknown[][] }> {
  const folder = mkdtempSync(join(tmpdir(), 'hfao-answer-'));
  const file = join(folder, 'answer.parquet');
  await parquetOfAnswer(answer, file);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(`SELECT * FROM read_parquet('${file}')`);
  const found = { names: reader.columnNames(), types: reader.columnTypes().map(String), rows: reader.getRowsJson() };
  connection.closeSync();
  instance.closeSync();
  rmSync(folder, { recursive: true, force: true });
  return found;
}
