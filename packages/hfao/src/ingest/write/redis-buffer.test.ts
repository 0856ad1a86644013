import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RedisServer } from '../../../test/redis-server.js';
import { makeLog } from '../../runtime/log.js';
import { openBodyFiles } from '../../store/bodies/body-files.js';
import { openDuckdbStore } from '../../store/duckdb/open.js';
import type { TelemetryStore } from '../../store/store.js';
import { openIngestLog } from '../log/ingest-log.js';
import { STREAM_KEY } from '../log/redis-link.js';
import { inflate } from '../receive/inflate.js';
import { DeadLetters } from './dead-letters.js';
import type { CheckedRequest } from './ingest-buffer.js';
import { LocalBuffer } from './local-buffer.js';
import { Pipelines } from './pipelines.js';
import { ProjectIds } from './project-ids.js';
import { openRedisBuffer, type RedisBuffer, type RedisBufferOptions } from './redis-buffer.js';
import type { Settled, WriteRequest } from './write-request.js';
import { Writer } from './writer.js';

const log = makeLog('silent');
const KEY = Buffer.alloc(32, 7);
let server: RedisServer;
let redis: Redis;
let directory: string;
let store: TelemetryStore;
const open: { close(): Promise<void> | void }[] = [];

beforeEach(async () => {
  server = await RedisServer.start();
  redis = server.client();
  directory = mkdtempSync(join(tmpdir(), 'hfao-redis-buffer-'));
  store = await openDuckdbStore({ directory: join(directory, 'telemetry'), memoryLimitMb: 256, threads: 1, log });
});
afterEach(async () => {
  for (const it of open.splice(0).toReversed()) await it.close();
  await store.close();
  redis.disconnect();
  await server.close();
  rmSync(directory, { recursive: true });
});

const projects = new ProjectIds({ ensureProject: async (slug, name) => ({ id: `id of ${slug}`, slug, name, workspace_id: 'w', created_at: '' }) });

async function buffer(options: Partial<RedisBufferOptions> = {}): Promise<RedisBuffer> {
  const made = await openRedisBuffer({ url: server.url, secretKey: KEY, isRelaxed: false, log, defaultProject: 'default', maxBytes: 64 * 1024 * 1024, ...options });
  open.push(made);
  return made;
}

interface Running { buffer: RedisBuffer; writer: Writer; settled: Settled[]; taken: WriteRequest[]; stop(): Promise<void> }

/** A writer as main joins it, on the store that all of a test share. `onStored` stands between the store and Redis. */
async function writerOf(name: string, { onStored = (what: Settled, it: RedisBuffer) => { it.settled(what.position); }, take = (request: WriteRequest, writer: Writer) => { writer.push(request); } } = {}): Promise<Running> {
  const ingestLog = await openIngestLog({ directory: join(directory, `log of ${name}`), secretKey: KEY, log });
  const unpacking = { projects, inflate, log };
  const leftBehind = new LocalBuffer({ ...unpacking, ingestLog, defaultProjectId: 'id of default', storedPosition: 0 });
  const ours = await buffer({ writer: { ...unpacking, leftBehind, consumerName: name } });
  const settled: Settled[] = [];
  const taken: WriteRequest[] = [];
  const deps = { store, bodies: await openBodyFiles(join(directory, 'bodies')), deadLetters: new DeadLetters(join(directory, 'dead-letters'), KEY), pipelines: new Pipelines(() => []), log, settled: (what: Settled) => { settled.push(what); onStored(what, ours); } };
  const writer = new Writer(deps, (error) => { throw error; });
  void ours.consume((it) => { taken.push(it); take(it, writer); });
  const stop = async () => {
    ours.stop();
    await writer.stop();
    await ours.close();
  };
  open.push({ close: stop });
  return { buffer: ours, writer, settled, taken, stop };
}

const idOf = (n: number) => n.toString(16).padStart(32, '0');

function request(n: number, spans = 2, project = 'alpha'): CheckedRequest {
  const list = Array.from({ length: spans }, (_, i) => ({ traceId: idOf(n), spanId: (i + 1).toString(16).padStart(16, '0'), name: `span ${i}`, startTimeUnixNano: '1700000000000000000', endTimeUnixNano: '1700000000000001000' }));
  const inflated = Buffer.from(JSON.stringify({ resourceSpans: [{ resource: { attributes: [{ key: 'hfao.project', value: { stringValue: project } }] }, scopeSpans: [{ spans: list }] }] }));
  return { receivedAt: 1_700_000_000_000_000 + n, signal: 'traces', encoding: 'json', contentEncoding: 'gzip', body: gzipSync(inflated), inflated, projectNames: [project] };
}

async function sendAll(to: RedisBuffer, from: number, until: number): Promise<void> {
  await Promise.all(Array.from({ length: until - from + 1 }, (_, i) => to.append(request(from + i))));
}

const nothingWaits = () => vi.waitFor(async () => expect(await redis.xlen(STREAM_KEY)).toBe(0), { timeout: 10_000 });

/** Each trace of two spans once, in the list's totals and in itself. */
async function expectStored(count: number): Promise<void> {
  const { traces } = await store.listTraces('id of alpha', { limit: 1000 });
  expect(traces).toHaveLength(count);
  expect(new Set(traces.map((it) => it.observation_count))).toEqual(new Set([2]));
  for (const { trace_id } of traces.slice(0, 5)) expect(await store.observationsOfTrace('id of alpha', trace_id, { payloads: false, limit: 10 })).toHaveLength(2);
}

describe('a stream in Redis', () => {
  it('takes requests from several receivers, and is empty when they are stored', async () => {
    const [one, two] = [await buffer(), await buffer()];

    await Promise.all([sendAll(one, 1, 40), sendAll(two, 41, 80)]);
    expect(await redis.xlen(STREAM_KEY)).toBe(80);
    const { taken } = await writerOf('writer-1');
    await nothingWaits();

    await expectStored(80);
    expect(taken[0]).toMatchObject({ receivedAt: 1_700_000_000_000_001, signal: 'traces', encoding: 'json', projectId: 'id of default', projects: { alpha: 'id of alpha' } });
  });

  it('shows nothing of a body to who reads Redis', async () => {
    const receiver = await buffer();

    await receiver.append(request(1));

    const [[, fields]] = await redis.xrangeBuffer(STREAM_KEY, '-', '+');
    const bytes = Buffer.concat(fields);
    expect(bytes.includes('span 0')).toBe(false);
    expect(bytes.includes(gzipSync(request(1).inflated).subarray(10, 40))).toBe(false);
    expect(JSON.parse(fields[1].toString())).toMatchObject({ v: 1, signal: 'traces', encoding: 'json', content_encoding: 'gzip', project: 'default' });
  });

  it('is shared by two writers over one store: each request goes to one of them', async () => {
    const receiver = await buffer();
    const [one, two] = [await writerOf('writer-1'), await writerOf('writer-2')];

    for (let from = 1; from <= 200; from += 20) await sendAll(receiver, from, from + 19);
    await nothingWaits();

    await expectStored(200);
    expect(one.taken.length + two.taken.length).toBe(200);
    expect(Math.min(one.taken.length, two.taken.length)).toBeGreaterThan(0);
  });

  it('gives what a killed writer had stored and not acknowledged to it again, and it shows once', async () => {
    const receiver = await buffer();
    await sendAll(receiver, 1, 30);
    const killed = await writerOf('writer-1', { onStored: () => {} });   // dies between the store and the acknowledgement
    await vi.waitFor(() => expect(killed.settled.at(-1)?.position).toBe(30));
    await killed.stop();
    expect(await redis.xlen(STREAM_KEY)).toBe(30);

    const again = await writerOf('writer-1');
    await nothingWaits();

    expect(again.taken).toHaveLength(30);
    await expectStored(30);
  });

  it('gives what a dead writer had in hand to another one, when it has not been touched for a while', async () => {
    const receiver = await buffer();
    await sendAll(receiver, 1, 10);
    const dead = await writerOf('writer-1', { take: () => {} });
    await vi.waitFor(() => expect(dead.taken).toHaveLength(10));
    await dead.stop();
    await redis.call('XCLAIM', STREAM_KEY, 'writers', 'writer-1', '0', ...(await redis.xrange(STREAM_KEY, '-', '+')).map(([id]) => id), 'IDLE', '60000', 'JUSTID');

    const heir = await writerOf('writer-2');
    await nothingWaits();

    expect(heir.taken).toHaveLength(10);
    await expectStored(10);
  });

  it('tries a request alone that was given out again and again, and in the end sets it aside', async () => {
    const receiver = await buffer();
    await sendAll(receiver, 1, 3);
    const [[poison]] = await redis.xrange(STREAM_KEY, '-', '+');
    await redis.call('XGROUP', 'CREATE', STREAM_KEY, 'writers', '0');
    await redis.call('XREADGROUP', 'GROUP', 'writers', 'writer-1', 'COUNT', '3', 'STREAMS', STREAM_KEY, '>');
    await redis.call('XCLAIM', STREAM_KEY, 'writers', 'writer-1', '0', poison, 'RETRYCOUNT', '8');

    const { settled, taken } = await writerOf('writer-1');
    await nothingWaits();

    expect(taken.map((it) => it.setAside)).toEqual([undefined, undefined, expect.stringContaining('given out 8 times')]);
    expect(settled.reduce((sum, it) => sum + it.deadLetters, 0)).toBe(1);
    const letters = await new DeadLetters(join(directory, 'dead-letters'), KEY).list(log);
    expect(letters).toMatchObject([{ letterId: `redis-${poison}`, reason: expect.stringContaining('given out 8 times'), lost: {}, record: { contentEncoding: 'gzip', receivedAt: 1_700_000_000_000_001 } }]);
  });

  it('sets an entry aside that is not as it was sealed', async () => {
    const receiver = await buffer();
    await receiver.append(request(1));
    const [[, fields]] = await redis.xrangeBuffer(STREAM_KEY, '-', '+');
    fields[3][20] ^= 1;
    await redis.xadd(STREAM_KEY, '*', ...fields);

    const { settled } = await writerOf('writer-1');
    await nothingWaits();

    expect(settled.reduce((sum, it) => sum + it.deadLetters, 0)).toBe(1);
    await expectStored(1);
  });

  it('takes up first what the log of the data directory still holds', async () => {
    const before = await openIngestLog({ directory: join(directory, 'log of writer-1'), secretKey: KEY, log });
    for (const n of [1, 2]) await before.append({ ...request(n), projectId: 'id of default' });
    await before.close();
    const receiver = await buffer();
    await sendAll(receiver, 3, 4);

    const { taken } = await writerOf('writer-1');
    await vi.waitFor(() => expect(taken).toHaveLength(4));

    expect(taken.map((it) => it.position)).toEqual([1, 2, 3, 4]);
    await nothingWaits();
    await expectStored(4);
  });
});

describe('an outage of Redis', () => {
  it('refuses what is sent, keeps what was acknowledged, and is over by itself', async () => {
    const receiver = await buffer();
    const { taken } = await writerOf('writer-1');
    await sendAll(receiver, 1, 10);

    await server.kill();
    await expect(receiver.append(request(11))).rejects.toMatchObject({ code: 'unavailable', http: 503 });
    await vi.waitFor(() => expect(() => receiver.requireRoom()).toThrow(expect.objectContaining({ code: 'unavailable', retryAfterSeconds: 2 })));
    expect(receiver.waitingFor()).toEqual(['Redis']);
    await server.start();
    await vi.waitFor(() => receiver.requireRoom(), { timeout: 10_000 });
    await sendAll(receiver, 11, 20);

    redis.disconnect();
    redis = server.client();
    await nothingWaits();
    await expectStored(20);
    expect(taken.length).toBeGreaterThanOrEqual(20);
  }, 30_000);

  it('goes on when the group is gone', async () => {
    const receiver = await buffer();
    await writerOf('writer-1');
    await sendAll(receiver, 1, 5);
    await nothingWaits();

    await redis.flushall();
    await sendAll(receiver, 6, 10);
    await nothingWaits();

    await expectStored(10);
    expect(receiver.waitingFor()).toEqual([]);
  });
});

describe('a full buffer', () => {
  it('slows senders down at 80 %, refuses when it is full, and recovers', async () => {
    const receiver = await buffer({ maxBytes: 1024 * 1024 });
    const big = { ...request(1), body: Buffer.alloc(300 * 1024, 1) };

    for (let i = 0; i < 3; i++) await receiver.append(big);
    await vi.waitFor(() => expect(() => receiver.requireRoom()).toThrow(expect.objectContaining({ code: 'backpressure', http: 429, retryAfterSeconds: 1 })));
    await redis.xadd(STREAM_KEY, '*', 'b', Buffer.alloc(400 * 1024));
    await vi.waitFor(() => expect(() => receiver.requireRoom()).toThrow(expect.objectContaining({ code: 'overloaded', http: 503 })));
    expect(receiver.pending().bytes).toBeGreaterThan(1024 * 1024);
    await redis.xtrim(STREAM_KEY, 'MAXLEN', 0);

    await vi.waitFor(() => receiver.requireRoom());
    expect(receiver.pending()).toEqual({ bytes: 0, ageMs: 0 });
  });

  it('says how long the oldest request waits', async () => {
    const receiver = await buffer();
    await receiver.append(request(1));

    await sleep(600);

    expect(receiver.pending().ageMs).toBeGreaterThan(200);
    expect(receiver.pending().ageMs).toBeLessThan(5000);
  });
});

/** How many of one acknowledged request are there when Redis was killed at once. */
async function keptAcrossCrash(): Promise<number> {
  const receiver = await buffer();
  await receiver.append(request(1));
  await server.kill();
  await server.start();
  const client = server.client();
  return client.xlen(STREAM_KEY).finally(() => client.disconnect());
}

describe('a Redis that does not keep the promise', () => {
  it.each([
    [{ appendonly: 'no' }, /keeps nothing on disk \(appendonly no\)/],
    [{ 'maxmemory-policy': 'allkeys-lru' }, /may evict/],
  ])('is refused at the start: %o', async (settings, sentence) => {
    await server.close();
    server = await RedisServer.start(settings);

    await expect(buffer()).rejects.toThrow(sentence);
    await expect(buffer()).rejects.toThrow(/HFAO_REDIS_DURABILITY=relaxed/);

    const relaxed = await buffer({ isRelaxed: true });
    await relaxed.append(request(1));
  });

  it('is refused with appendfsync everysec where it has no WAITAOF, and waited for where it has', async () => {
    await server.close();
    server = await RedisServer.start({ appendfsync: 'everysec' });

    const outcome = await keptAcrossCrash().catch((error: Error) => error.message);

    expect([1, expect.stringMatching(/may lose the last second or more \(appendfsync everysec\)/)]).toContainEqual(outcome);
  });

  it('is refused when what it holds was encrypted with another secret key', async () => {
    await buffer();

    await expect(buffer({ secretKey: Buffer.alloc(32, 8) })).rejects.toMatchObject({ code: 'invalid_input', field: 'HFAO_SECRET_KEY', message: expect.stringContaining('another secret key') });
  });

  it('is waited for when it is not there yet', async () => {
    await server.kill();
    const receiver = await buffer();
    expect(() => receiver.requireRoom()).toThrow(/does not answer yet/);

    await server.start();
    await vi.waitFor(() => receiver.requireRoom(), { timeout: 10_000 });

    await receiver.append(request(1));
  }, 30_000);
});
