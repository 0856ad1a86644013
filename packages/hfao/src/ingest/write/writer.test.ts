import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { makeLog } from '../../runtime/log.js';
import { openBodyFiles } from '../../store/bodies/body-files.js';
import { openDuckdbStore } from '../../store/duckdb/open.js';
import type { Batch, TelemetryStore } from '../../store/store.js';
import { DeadLetters } from './dead-letters.js';
import { Pipelines } from './pipelines.js';
import type { Settled, WriteRequest } from './write-request.js';
import { Writer } from './writer.js';

const log = makeLog('silent');
let directory: string;
let store: TelemetryStore;
let batches: Batch[];
let settled: Settled[];
let writer: Writer;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'hfao-writer-'));
  store = await openDuckdbStore({ directory: join(directory, 'telemetry'), memoryLimitMb: 256, threads: 1, log });
  batches = [];
  settled = [];
  const watched = { write: (batch: Batch) => { batches.push(batch); return store.write(batch); } };
  writer = new Writer({ store: watched, bodies: await openBodyFiles(join(directory, 'bodies')), deadLetters: new DeadLetters(join(directory, 'dead-letters'), Buffer.alloc(32)), pipelines: new Pipelines(() => []), log, settled: (what) => settled.push(what) }, (error) => { throw error; });
});
afterEach(async () => {
  await writer.stop();
  await store.close();
  rmSync(directory, { recursive: true });
});

const idOf = (position: number) => position.toString(16).padStart(32, '0');

/** A request with one trace of its own, whose resource names a project. */
function request(position: number, { spans = 2, project = 'alpha' }: { spans?: number; project?: string } = {}): WriteRequest {
  const list = Array.from({ length: spans }, (_, i) => ({ traceId: idOf(position), spanId: (i + 1).toString(16).padStart(16, '0'), name: `span ${i}`, startTimeUnixNano: '1700000000000000000', endTimeUnixNano: '1700000000000001000' }));
  const body = JSON.stringify({ resourceSpans: [{ resource: { attributes: [{ key: 'hfao.project', value: { stringValue: project } }] }, scopeSpans: [{ spans: list }] }] });
  return raw(position, body);
}

const raw = (position: number, body: string): WriteRequest =>
  ({ position, receivedAt: 1_700_000_000_000_000 + position, signal: 'traces', encoding: 'json', body: new TextEncoder().encode(body).buffer, projectId: 'id of default', projects: { alpha: 'id of alpha' } });

it('shows a lone request within a moment, in the project that it names, and records its position', async () => {
  writer.push(request(7));

  await vi.waitFor(() => expect(settled).toHaveLength(1), { timeout: 1000 });

  expect(settled[0]).toMatchObject({ position: 7, projects: [{ projectId: 'id of alpha', spans: 2, dialects: { plain: 2 }, traceIds: [idOf(7)] }], deadLetters: 0, written: { items: 2, seconds: expect.any(Number) } });
  expect(await store.observationsOfTrace('id of alpha', idOf(7), { payloads: false, limit: 10 })).toHaveLength(2);
  expect(await store.position()).toBe(7);
});

it('puts spans of a project that is not known into the default project', async () => {
  writer.push(request(1, { project: 'unknown' }));

  await writer.drain();

  expect(settled[0].projects[0].projectId).toBe('id of default');
});

it('gathers a burst into few batches and settles it in order', async () => {
  for (let position = 1; position <= 300; position++) writer.push(request(position));

  await writer.drain();

  expect(batches.length).toBeLessThan(10);
  expect(settled.map((it) => it.position)).toEqual(settled.map((it) => it.position).sort((a, b) => a - b));
  expect(await store.position()).toBe(300);
  expect((await store.listTraces('id of alpha', { limit: 500 })).traces).toHaveLength(300);
});

it('does not let a batch grow beyond ten thousand rows and one request', async () => {
  for (let position = 1; position <= 30; position++) writer.push(request(position, { spans: 1000 }));

  await writer.drain();

  expect(Math.max(...batches.map((it) => it.rows.length))).toBeLessThanOrEqual(10_000);
  expect(batches.length).toBeGreaterThanOrEqual(3);
});

it('answers reads between requests while a burst is decoded', async () => {
  for (let position = 1; position <= 200; position++) writer.push(request(position, { spans: 100 }));
  let answered = 0;

  const draining = writer.drain().then(() => answered);
  for (let i = 0; i < 5; i++) {
    await store.traceSummary('id of alpha', idOf(1));
    answered++;
  }

  expect(await draining).toBeGreaterThan(0);
});

it('sets a request aside that cannot be read, in its turn, and goes on', async () => {
  writer.push(request(1));
  writer.push(raw(2, '{"resourceSpans":'));
  writer.push(request(3));

  await writer.drain();

  expect(settled.map(({ position, deadLetters }) => [position, deadLetters])).toEqual([[1, 0], [2, 1], [3, 0]]);
  expect(await store.position()).toBe(3);
});

it('is ended while the store takes nothing, without a word to main', async () => {
  const failing = new Writer({ store: { write: () => Promise.reject(new TypeError('broken')) }, bodies: await openBodyFiles(join(directory, 'bodies')), deadLetters: new DeadLetters(join(import.meta.filename, 'none'), Buffer.alloc(32)), pipelines: new Pipelines(() => []), log, settled: (what) => settled.push(what) }, (error) => { throw error; });
  failing.push(request(1));
  await new Promise((resolve) => { setTimeout(resolve, 250); });

  await failing.stop();

  expect(settled).toEqual([]);
});

it('knows what it has in hand by the ids in its bodies, until that is stored', async () => {
  writer.push(request(1));
  writer.push(request(2));

  expect(writer.inHand(idOf(2))).toEqual({ requests: 1, receivedAt: 1_700_000_000_000_002 });
  expect(writer.inHand('0000000000000001')).toEqual({ requests: 2, receivedAt: 1_700_000_000_000_001 });
  await writer.drain();

  expect(writer.inHand(idOf(2))).toEqual({ requests: 0, receivedAt: null });
});
