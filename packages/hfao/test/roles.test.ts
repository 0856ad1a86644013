import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { STREAM_KEY } from '../src/ingest/log/redis-link.js';
import type { DeadLetter } from '../src/model/dead-letter.js';
import type { TraceSummary } from '../src/model/trace.js';
import { RedisServer } from './redis-server.js';
import { ServerProcess } from './server-process.js';

const TRACE = 'ab'.repeat(16);
const KEY = '5e'.repeat(32);

let dataDir: string;
let redis: RedisServer;
const running: ServerProcess[] = [];
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'hfao-roles-'));
  redis = await RedisServer.start();
});
afterEach(async () => {
  for (const it of running.splice(0)) await it.kill();
  await redis.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const env = () => ({ HFAO_REDIS_URL: redis.url, HFAO_SECRET_KEY: KEY });
const kept = async (starting: Promise<ServerProcess>) => {
  const server = await starting;
  running.push(server);
  return server;
};

async function send(server: ServerProcess, base = server.at.otlp_http_url): Promise<Response> {
  const span = { traceId: TRACE, spanId: 'cd'.repeat(8), name: 'hello', startTimeUnixNano: '1700000000000000000', endTimeUnixNano: '1700000001000000000' };
  return fetch(new URL('/v1/traces', base), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }) });
}

const summary = (writer: ServerProcess) => writer.get<{ trace: TraceSummary }>(`/api/v1/projects/default/traces/${TRACE}`).then((it) => it.trace.observation_count, () => 0);

describe('a receiver and a writer', () => {
  it('are joined by Redis: what the one acknowledges the other shows', async () => {
    const receiver = await kept(ServerProcess.startReceiver(env()));
    const writer = await kept(ServerProcess.start(dataDir, { ...env(), HFAO_ROLE: 'writer,web,worker' }));

    expect((await send(receiver)).status).toBe(200);

    await expect.poll(() => summary(writer), { timeout: 5000 }).toBe(1);
    expect(writer.at.otlp_http_url).toBeUndefined();
    expect((await send(writer, writer.at.url)).status).toBe(404);
  });

  it('need not run at the same time', async () => {
    const receiver = await kept(ServerProcess.startReceiver(env()));
    await send(receiver);
    expect(await receiver.stop()).toBe(0);

    const writer = await kept(ServerProcess.start(dataDir, { ...env(), HFAO_ROLE: 'writer,web' }));

    await expect.poll(() => summary(writer), { timeout: 5000 }).toBe(1);
    expect(await writer.stop()).toBe(0);
    expect(readdirSync(join(dataDir, 'ingest-log'))).toEqual([]);
  });

  it('refuse while Redis is away, and say so', async () => {
    const receiver = await kept(ServerProcess.startReceiver(env()));
    await redis.kill();

    await expect.poll(async () => (await send(receiver)).status, { timeout: 5000 }).toBe(503);
    expect((await send(receiver)).headers.get('retry-after')).toMatch(/^\d+$/);
    const ready = await fetch(new URL('/readyz', receiver.at.otlp_http_url));
    expect(await ready.json()).toEqual({ ready: false, waiting_for: ['Redis'] });

    await redis.start();
    await expect.poll(async () => (await send(receiver)).status, { timeout: 10_000 }).toBe(200);
    expect(await (await fetch(new URL('/metrics', receiver.at.otlp_http_url))).text()).toMatch(/hfao_ingest_refused_requests_total\{code="unavailable"\} [1-9]/);
  });
});

describe('one process with a Redis', () => {
  it('takes in, stores and shows, and after a kill has what it acknowledged', async () => {
    const first = await kept(ServerProcess.start(dataDir, env()));
    expect((await send(first)).status).toBe(200);
    await first.kill();

    const second = await kept(ServerProcess.start(dataDir, env()));

    await expect.poll(() => summary(second), { timeout: 5000 }).toBe(1);
    expect(await second.get<{ dead_letters: DeadLetter[] }>('/api/v1/projects/default/dead-letters')).toMatchObject({ dead_letters: [], total: 0 });
  });

  it('stores first what it acknowledged before it had one', async () => {
    const without = await kept(ServerProcess.start(dataDir, { HFAO_SECRET_KEY: KEY }));
    await send(without);
    await without.kill();

    const withRedis = await kept(ServerProcess.start(dataDir, env()));

    await expect.poll(() => summary(withRedis), { timeout: 5000 }).toBe(1);
  });
});

describe('a request that cannot be read', () => {
  it('is set aside, comes back when it is replayed in vain, and goes when it is dropped', async () => {
    const server = await kept(ServerProcess.start(dataDir, env()));
    const letters = () => server.get<{ dead_letters: DeadLetter[]; total: number }>('/api/v1/projects/default/dead-letters');
    const change = (method: string, path: string) => fetch(new URL(`/api/v1/projects/default/dead-letters/${path}`, server.at.url), { method });
    const client = redis.client();
    await client.xadd(STREAM_KEY, '*', 'h', 'no header', 'b', 'no body');
    client.disconnect();

    await expect.poll(async () => (await letters()).total, { timeout: 5000 }).toBe(1);
    const [first] = (await letters()).dead_letters;
    expect(first).toMatchObject({ lost_items: 0, body_bytes: 7, reason: expect.stringContaining('damaged') });
    expect(await (await fetch(new URL('/metrics', server.at.url))).text()).toContain('hfao_ingest_dead_letters 1');

    expect(await (await change('POST', 'replay')).json()).toMatchObject({ replayed: [first.letter_id] });
    await expect.poll(async () => (await letters()).dead_letters.map((it) => it.reason), { timeout: 5000 }).toEqual([expect.stringContaining('cannot be read')]);

    const [second] = (await letters()).dead_letters;
    expect(await (await change('DELETE', second.letter_id)).json()).toEqual({ dropped: true });
    expect((await letters()).total).toBe(0);
  });
});

describe('a start that cannot be', () => {
  it.each([
    [{ HFAO_ROLE: 'ingest' }, /without Redis the process that takes telemetry in is the one that stores it/],
    [{ HFAO_ROLE: 'web', HFAO_REDIS_URL: 'redis://127.0.0.1:1', HFAO_SECRET_KEY: KEY }, /web needs the store/],
    [{ HFAO_REDIS_URL: 'redis://127.0.0.1:1' }, /Set HFAO_SECRET_KEY to the same 64 hex digits everywhere/],
  ])('says why: %o', async (given, sentence) => {
    await expect(kept(ServerProcess.start(dataDir, given as Record<string, string>))).rejects.toThrow(sentence);
  });

  it('names the process that has the data directory, as a second writer', async () => {
    const first = await kept(ServerProcess.start(dataDir, { ...env(), HFAO_ROLE: 'writer,web' }));

    await expect(kept(ServerProcess.start(dataDir, { ...env(), HFAO_ROLE: 'writer,web' }))).rejects.toThrow(`is in use by another hfao (process ${first.child.pid})`);
  });
});
