import { createClient, type ClickHouseClient } from '@clickhouse/client';
import * as fc from 'fast-check';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { sharedClickhouse } from '../../../test/shared-clickhouse.js';
import type { ColumnKind } from '../../model/observation.js';
import { readRows } from './read-rows.js';
import { RowBinaryEncoder, type EncodedColumn } from './row-binary.js';
import { columnDefinition } from './schema.js';
import { readable } from './sql.js';

const KINDS: readonly ColumnKind[] = ['text', 'micros', 'int', 'float', 'bool', 'list', 'map', 'json', 'payload'];
const COLUMNS: EncodedColumn[] = [
  { name: 'id', kind: 'int', isNullable: false },
  ...KINDS.flatMap((kind) => [{ name: `${kind}_a`, kind, isNullable: true }, { name: `${kind}_b`, kind, isNullable: true }]),
  { name: 'required', kind: 'text', isNullable: false },
];

let client: ClickHouseClient;
beforeAll(async () => {
  client = createClient({ url: await (await sharedClickhouse(inject('clickhouseHome'))).database('row_binary') });
  await client.command({ query: `CREATE TABLE things (${COLUMNS.map((it) => columnDefinition(it.name, it.kind, !it.isNullable)).join(', ')}) ENGINE = MergeTree ORDER BY id` });
}, 300_000);
afterAll(() => client.close());

const encoder = new RowBinaryEncoder();

async function stored(rows: readonly object[]): Promise<unknown[]> {
  await client.command({ query: 'TRUNCATE TABLE things' });
  const { stream } = await client.exec({
    query: `INSERT INTO things (${COLUMNS.map((it) => `\`${it.name}\``).join(', ')}) FORMAT RowBinary`, values: Readable.from([encoder.encode(COLUMNS, rows)], { objectMode: false }),
  });
  stream.resume();
  return readRows(client, `SELECT ${readable(COLUMNS.map(({ name, kind }) => [name, kind]))} FROM things ORDER BY id`);
}

const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.string({ unit: 'binary-ascii', maxLength: 300 }), fc.constantFrom('', 'x'.repeat(127), 'ž'.repeat(128), 'y'.repeat(20_000), '\u{1f600}'.repeat(500)));
const value: Record<ColumnKind, fc.Arbitrary<unknown>> = {
  text, json: text, payload: text, bool: fc.boolean(), float: fc.double({ noNaN: true, noDefaultInfinity: true }).map((it) => it + 0),
  int: fc.maxSafeInteger().map((it) => it + 0), micros: fc.integer({ min: -2_208_988_800_000_000, max: 8_000_000_000_000_000 }),
  list: fc.array(text, { minLength: 1, maxLength: 200 }), map: fc.uniqueArray(text, { minLength: 1, maxLength: 20 }).chain((keys) => fc.tuple(...keys.map(() => text)).map((values) => keys.flatMap((key, i) => [key, values[i]]))),
};

it('gives the engine what the rows hold, of every kind and absent', async () => {
  const row = fc.record(Object.fromEntries(COLUMNS.slice(1).map(({ name, kind, isNullable }) => [name, isNullable ? fc.option(value[kind]) : value[kind]])));
  await fc.assert(fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (given) => {
    const rows = given.map((it, id) => ({ id, ...it }));

    expect(await stored(rows)).toEqual(rows);
  }), { numRuns: 25 });
}, 120_000);

it('refuses nothing where something must be', () => {
  expect(() => encoder.encode(COLUMNS, [{ id: 1, required: null }])).toThrow(new TypeError('required is never null'));
});
