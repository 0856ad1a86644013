import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { ClickhouseServer } from './clickhouse-server.js';
import { sharedClickhouse } from './shared-clickhouse.js';

/* What the official client needs, so that a test on this front says something about a server. */
let server: ClickhouseServer;
let client: ReturnType<typeof createClient>;
beforeAll(async () => {
  server = await sharedClickhouse(inject('clickhouseHome'));
  client = createClient({ url: await server.database('front'), log: { level: ClickHouseLogLevel.OFF } });
}, 300_000);
afterAll(() => client.close());

const rowsOf = async (query: string, query_params?: Record<string, unknown>) => (await client.query({ query, query_params, format: 'JSONEachRow', use_multipart_params_auto: true })).json();

it('answers a ping', async () => {
  expect(await client.ping()).toMatchObject({ success: true });
});

it('binds texts and lists, in the URL and in a form', async () => {
  const words = [`it's`, 'back\\slash', 'two\nlines', 'žluť', '{x:String}'];

  expect(await rowsOf('SELECT {words:Array(String)} AS words, {word:String} AS word', { words, word: words.join('\t') })).toEqual([{ words, word: words.join('\t') }]);
  const many = Array.from({ length: 5000 }, (_, i) => `word ${i}`);
  expect(await rowsOf('SELECT length({words:Array(String)}) AS count, {words:Array(String)}[5000] AS last', { words: many })).toEqual([{ count: 5000, last: 'word 4999' }]);
});

it('takes rows as JSON and as bytes, with settings, and a repeated block once', async () => {
  await client.command({ query: 'CREATE TABLE numbers (n Int64, text String) ENGINE = MergeTree ORDER BY n SETTINGS non_replicated_deduplication_window = 10' });
  await client.insert({ table: 'numbers', values: [{ n: 1, text: 'one' }], format: 'JSONEachRow' });
  const body = Buffer.from([2, 0, 0, 0, 0, 0, 0, 0, 3, 0, 255, 10]);
  for (let i = 0; i < 2; i++) {
    const params = new URLSearchParams({ database: 'front', query: 'INSERT INTO numbers (n, text) FORMAT RowBinary', insert_deduplication_token: 'once' });
    expect((await fetch(`http://127.0.0.1:${server.port}/?${params.toString()}`, { method: 'POST', body })).status).toBe(200);
  }

  expect(await rowsOf('SELECT n, hex(text) AS text FROM numbers ORDER BY n')).toEqual([{ n: 1, text: '6F6E65' }, { n: 2, text: '00FF0A' }]);
});

it('says what failed by its code', async () => {
  await expect(rowsOf('SELECT * FROM nowhere')).rejects.toMatchObject({ code: '60', type: 'UNKNOWN_TABLE' });
  await expect(client.query({ query: 'SELECT count() FROM numbers(1e12) WHERE sipHash64(number) = 1', clickhouse_settings: { max_execution_time: 1 } })).rejects.toMatchObject({ code: '159' });
});

it('keeps settings and databases of requests apart, and answers one while another runs', async () => {
  const other = createClient({ url: await server.database('front_2') });
  const slow = client.query({ query: 'SELECT sleep(1)' });
  const beganMs = performance.now();

  const settings = await other.query({ query: "SELECT currentDatabase() AS name, getSetting('max_threads') AS threads", format: 'JSONEachRow', clickhouse_settings: { max_threads: 1 } });

  expect(await settings.json()).toEqual([{ name: 'front_2', threads: 1 }]);
  expect(performance.now() - beganMs).toBeLessThan(900);
  await slow;
  await other.close();
});

it('stops a statement that is killed, and one whose client goes away', async () => {
  const endless = 'SELECT count() FROM numbers(1e13) WHERE sipHash64(number) = 1';
  const killed = client.query({ query: endless, query_id: 'to-be-killed' }).catch((error: unknown) => error);
  const left = new AbortController();
  const aborted = client.query({ query: endless, query_id: 'to-be-left', abort_signal: left.signal }).catch((error: unknown) => error);
  await untilRunning(2);

  await client.command({ query: "KILL QUERY WHERE query_id = 'to-be-killed' SYNC" });
  left.abort();

  expect(await killed).toMatchObject({ code: '394' });
  expect(await aborted).toBeInstanceOf(Error);
  await untilRunning(0);
});

async function untilRunning(count: number): Promise<void> {
  await expect.poll(() => server.run("SELECT count() FROM system.processes WHERE query LIKE '%/* to-be-%' AND query NOT LIKE '%system.processes%'"), { timeout: 10_000 }).toBe(`${count}\n`);
}
