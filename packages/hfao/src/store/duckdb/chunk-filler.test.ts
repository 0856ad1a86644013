import {
  BIGINT, BOOLEAN, DOUBLE, DuckDBDataChunk, DuckDBInstance, DuckDBListValue, DuckDBMapValue, DuckDBTimestampValue, LIST, MAP, TIMESTAMP, VARCHAR,
  type DuckDBConnection, type DuckDBType, type DuckDBValue,
} from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ColumnKind } from '../../model/observation.js';
import { chunkFiller, type Columns } from './chunk-filler.js';
import { readRows } from './read-rows.js';

const COLUMNS = [['text', 'text'], ['payload', 'payload'], ['int', 'int'], ['micros', 'micros'], ['float', 'float'], ['bool', 'bool'], ['list', 'list'], ['map', 'map']] as const satisfies Columns;
type Row = { [K in (typeof COLUMNS)[number][0]]: unknown };

const STRINGS = [
  '', 'a', 'eleven char', 'twelve chars', 'thirteen char', 'x'.repeat(11), 'x'.repeat(12), 'x'.repeat(13), 'x'.repeat(200), 'x'.repeat(600),
  'žluťoučký kůň', 'ž', 'elevenéchar', 'čtyři', '漢字', '😀', '😀'.repeat(3), 'abcdefghijkž', '\0', 'a\0b', 'twelve\0chars', 'a\0b, and longer than twelve bytes', 'zero at the end, long\0',
  'line\nbreak', "quote's", '%_', '"', '\\', '\ud83d', 'x\ude00y and longer than twelve', '\u2028', 'İstanbul', 'Straße',
];
const NUMBERS = [0, 1, -1, 255, 2 ** 31, -(2 ** 31) - 1, 2 ** 32, -(2 ** 32), 2 ** 53 - 1, -(2 ** 53) + 1, 1_767_225_600_123_456, -62_135_596_800_000_000 / 10];

describe('the chunk filler', () => {
  let connection: DuckDBConnection;
  beforeAll(async () => {
    connection = await (await DuckDBInstance.create(':memory:')).connect();
  });
  afterAll(() => connection.closeSync());

  it('writes exactly what the driver writes, over more than two chunks of mixed values', async () => {
    const rows = Array.from({ length: 5000 }, (_, i): Row => mixedRow(i));

    await writeBothWays(connection, rows);

    expect(await differences(connection)).toEqual({ ours: 5000, theirs: 5000, only_ours: 0, only_theirs: 0 });
  });

  it.each([1, 7, 8, 63, 64, 65, 2047, 2048, 2049])('writes %i rows with nulls at every place', async (count) => {
    const rows = Array.from({ length: count }, (_, i): Row => (i % 2 === 0 ? nullRow() : mixedRow(i)));

    await writeBothWays(connection, rows);

    expect(await differences(connection)).toEqual({ ours: count, theirs: count, only_ours: 0, only_theirs: 0 });
  });

  it('writes columns of nothing but nulls, empty lists and empty maps', async () => {
    const rows = [nullRow(), nullRow(), { ...nullRow(), list: [], map: [] }];

    await writeBothWays(connection, rows);

    expect(await differences(connection)).toEqual({ ours: 3, theirs: 3, only_ours: 0, only_theirs: 0 });
  });

  it('writes texts of a megabyte and a map of ten thousand', async () => {
    const big = 'é0123456789'.repeat(100_000);
    const map = Array.from({ length: 10_000 }, (_, i) => [`key number ${i}`, i % 3 === 0 ? 'same long value' : `value ${i}`]).flat();
    const rows = [{ ...nullRow(), text: big, payload: `${big}!`, list: [big, 'short'], map }, { ...nullRow(), text: big, map: map.slice(0, 20) }];

    await writeBothWays(connection, rows);

    expect(await differences(connection)).toEqual({ ours: 2, theirs: 2, only_ours: 0, only_theirs: 0 });
  });

  it('stores short texts so that they compare, group and join as equal', async () => {
    await writeBothWays(connection, STRINGS.map((text) => ({ ...nullRow(), text })));

    const [found] = await readRows<{ joined: number; groups: number }>(connection, `
SELECT (SELECT count(*) FROM ours JOIN theirs USING (text)) AS joined, (SELECT count(DISTINCT text) FROM ours) AS groups`);

    expect(found).toEqual({ joined: STRINGS.length, groups: STRINGS.length });
  });
});

function mixedRow(i: number): Row {
  const text = (k: number) => STRINGS[(i * 7 + k * 3) % STRINGS.length];
  const number = (k: number) => NUMBERS[(i + k) % NUMBERS.length];
  const orNull = <T>(k: number, value: T) => ((i + k) % 5 === 0 ? null : value);
  return {
    text: orNull(1, i % 3 === 0 ? `distinct and long ${i}` : text(1)), payload: orNull(2, `${text(2)} ${i}`), int: orNull(3, number(1)), micros: orNull(4, number(2)),
    float: orNull(0, number(3) / 7), bool: orNull(1, i % 2 === 0),
    list: orNull(2, Array.from({ length: i % 4 }, (_, k) => text(k))),
    map: orNull(3, Array.from({ length: i % 5 }, (_, k) => [`key-${k}${text(k).length > 12 ? ' of some length' : ''}`, text(k + i)]).flat()),
  };
}

const nullRow = (): Row => ({ text: null, payload: null, int: null, micros: null, float: null, bool: null, list: null, map: null });

async function writeBothWays(connection: DuckDBConnection, rows: readonly Row[]): Promise<void> {
  const definitions = COLUMNS.map(([name, kind]) => `"${name}" ${String(TYPES[kind])}`).join(', ');
  for (const table of ['ours', 'theirs']) await connection.run(`CREATE OR REPLACE TABLE ${table} (${definitions})`);
  const ours = await connection.createAppender('ours');
  chunkFiller(COLUMNS)(ours, rows);
  ours.closeSync();
  const theirs = await connection.createAppender('theirs');
  for (let from = 0; from < rows.length; from += 2048) {
    const part = rows.slice(from, from + 2048);
    const chunk = DuckDBDataChunk.create(COLUMNS.map(([, kind]) => TYPES[kind]), part.length);
    chunk.setColumns(COLUMNS.map(([name, kind]) => part.map((it) => driverValue(kind, it[name]))));
    theirs.appendDataChunk(chunk);
  }
  theirs.closeSync();
}

async function differences(connection: DuckDBConnection) {
  const [counts] = await readRows(connection, `
SELECT (SELECT count(*) FROM ours) AS ours, (SELECT count(*) FROM theirs) AS theirs,
  (SELECT count(*) FROM (FROM ours EXCEPT ALL FROM theirs)) AS only_ours, (SELECT count(*) FROM (FROM theirs EXCEPT ALL FROM ours)) AS only_theirs`);
  return counts;
}

const TYPES = { text: VARCHAR, payload: VARCHAR, int: BIGINT, micros: TIMESTAMP, float: DOUBLE, bool: BOOLEAN, list: LIST(VARCHAR), map: MAP(VARCHAR, VARCHAR) } satisfies Partial<Record<ColumnKind, DuckDBType>>;

function driverValue(kind: ColumnKind, value: unknown): DuckDBValue {
  if (value === null) return null;
  switch (kind) {
    case 'int': return BigInt(value as number);
    case 'micros': return new DuckDBTimestampValue(BigInt(value as number));
    case 'list': return new DuckDBListValue(value as string[]);
    case 'map': {
      const flat = value as string[];
      return new DuckDBMapValue(Array.from({ length: flat.length / 2 }, (_, i) => ({ key: flat[2 * i], value: flat[2 * i + 1] })));
    }
    default: return value as DuckDBValue;
  }
}
