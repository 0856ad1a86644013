import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeLog } from '../../../runtime/log.js';
import { anObservation, NEW_YEAR } from '../../conformance/an-observation.js';
import type { TelemetryStore } from '../../store.js';
import { openDuckdbStore } from '../open.js';

const home = mkdtempSync(join(tmpdir(), 'hfao-sql-'));
const zone = process.env.TZ;
let store: TelemetryStore;
beforeAll(async () => {
  process.env.TZ = 'America/New_York';
  store = await openDuckdbStore({ directory: join(home, 'telemetry'), memoryLimitMb: 256, threads: 1, sqlDeadlineMs: 1_500, log: makeLog('silent') });
  const calls = Array.from({ length: 3 }, (_, i) => anObservation({
    project_id: 'p', start_time: NEW_YEAR + i * 3_600_000_000, name: `n${i}`, input: '{"messages":[{"role":"user"}]}', tags: ['a', 'b'], metadata: ['plan', 'pro'], total_tokens: Number.MAX_SAFE_INTEGER,
  }));
  await store.write({ rows: calls, scores: [] });
});
afterAll(async () => {
  await store.close();
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
  rmSync(home, { recursive: true, force: true });
});

const answer = (sql: string, limit = 10) => store.runSql('p', { sql, limit });
const firstRow = async (sql: string) => (await answer(sql)).rows[0];
const refusal = (sql: string) => answer(sql).then(() => 'answered', (error: Error) => error.message);

it('gives lists, maps, structs and JSON as JSON has them', async () => {
  expect(await firstRow("SELECT tags, metadata, {'a': [1, NULL]} AS s, input->'messages' AS m, input->>'$.messages[0].role' AS r, metadata['plan'] AS p FROM observations ORDER BY name"))
    .toEqual([['a', 'b'], { plan: 'pro' }, { a: [1, null] }, [{ role: 'user' }], 'user', 'pro']);
});

it('gives numbers as they are, or as text where a number cannot hold them', async () => {
  expect(await firstRow("SELECT 1.5::DECIMAL(4, 2), 9007199254740991, 9007199254740992, sum(total_tokens), 'nan'::DOUBLE, -0.5::FLOAT, true FROM observations")).toEqual([1.5, 9007199254740991, '9007199254740992', '27021597764222973', null, -0.5, true]);
});

it('gives times in UTC, wherever the server is', async () => {
  const [[local, zoned, date, now]] = (await answer('SELECT start_time, start_time AT TIME ZONE \'UTC\', start_time::DATE, now()::TIMESTAMP FROM observations ORDER BY name')).rows;

  expect([local, zoned, date]).toEqual(['2026-01-01T00:00:00.000000Z', '2026-01-01T00:00:00.000000Z', '2026-01-01']);
  expect(Math.abs(Date.parse(now as string) - Date.now())).toBeLessThan(60_000);
  expect(await firstRow("SELECT count(*) FROM observations WHERE start_time < TIMESTAMPTZ '2026-01-01 01:30:00Z'")).toEqual([2]);
});

it('keeps names that occur twice apart', async () => {
  expect((await answer('SELECT name, name FROM observations')).columns.map((it) => it.name)).toEqual(['name', 'name_1']);
});

it('cuts a value that would fill the answer, and says so', async () => {
  const { rows, truncated } = await answer("SELECT string_agg('0123456789', '') AS s FROM range(50000)");

  expect(rows[0][0]).toHaveLength(100_000);
  expect(truncated).toBe(true);
});

it('names the place of what is wrong in the text as it was written', async () => {
  expect(await refusal('SELECT name,\n  -- é 漢字\n  lenght(name)\nFROM observations')).toBe('The function lenght() is not allowed. Did you mean length? (line 3, column 3, at lenght)');
  expect(await refusal('SELECT name\nFROM observations\nWHERE usr_id = 1')).toMatch(/"usr_id".*"user_id".*\(line 3, column 7, at usr_id\)$/);
  expect(await refusal("SELECT * FROM 'x.csv'")).toMatch(/There is no table "x\.csv".*\(line 1, column 15, at 'x\.csv'\)$/);
  expect(await refusal('SELECT 1 FRM x')).toBe('syntax error at or near "x". (line 1, column 14, at x)');
  expect(await refusal("SELECT name::INTEGER FROM observations WHERE name = 'n1'")).toBe('Could not convert string … to INT32 when casting from source column name. TRY_CAST gives null where a value does not fit. (line 1, column 12, at :)');
});

it('stops what takes too long, and goes on with the next', async () => {
  const began = performance.now();
  const slow = refusal('SELECT count(*) FROM range(1000000000000)');
  const behind = refusal('SELECT 1');

  expect(await slow).toMatch(/more than 1.5 s/);
  expect(await behind).toMatch(/Other queries/);
  expect(performance.now() - began).toBeLessThan(5_000);
  expect((await answer('SELECT 1')).rows).toEqual([[1]]);
});

it('stops what takes too much memory', async () => {
  const small = await openDuckdbStore({ directory: join(home, 'small'), memoryLimitMb: 128, threads: 1, sqlDeadlineMs: 30_000, log: makeLog('silent') });

  await expect(small.runSql('p', { sql: 'SELECT len(list(range)) FROM range(1000000000)', limit: 1 })).rejects.toMatchObject({ code: 'too_large', message: expect.stringContaining('needs more memory') as string });
  expect((await small.runSql('p', { sql: 'SELECT 1', limit: 1 })).rows).toEqual([[1]]);
  await small.close();
});
