import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { aRow } from '../../../test/a-row.js';
import { Failure } from '../../runtime/errors.js';
import { makeLog } from '../../runtime/log.js';
import type { BodyStore } from '../../store/bodies/body-store.js';
import { openBodyFiles } from '../../store/bodies/body-files.js';
import { SealedBodies } from '../../store/bodies/sealed-bodies.js';
import type { Batch } from '../../store/store.js';
import { Offloader } from '../offload/collected-bodies.js';
import { largeStage } from '../offload/large-stage.js';
import { DeadLetters } from './dead-letters.js';
import type { ReadRequest } from './read-request.js';
import { storeBatch } from './store-batch.js';
import type { Settled } from './write-request.js';

const keyring = { activeId: 'key_1', keys: { key_1: randomBytes(32) } };
const readable = (store: BodyStore) => new SealedBodies(store, { find: async (_, id) => (keyring.keys as Record<string, Buffer>)[id] });
let directory: string;
let bodies: BodyStore;
let written: Batch[];
let settled: Settled[];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'hfao-keep-'));
  bodies = await openBodyFiles(join(directory, 'bodies'));
  written = [];
  settled = [];
});
afterEach(() => { rmSync(directory, { recursive: true }); });

/** A request with one span whose input was taken out of it. */
function request(position: number, text = `large ${position} `.repeat(10_000)): ReadRequest {
  const row = aRow({ project_id: 'p', input: text });
  const tally = { redactions: {}, offloaded: 0 };
  largeStage(new Offloader('p', () => keyring))(row, tally);
  return { request: { position, receivedAt: 1, signal: 'traces', encoding: 'json', body: new ArrayBuffer(0), projectId: 'p', projects: {} }, rows: [row], scores: [], tally };
}

const deps = (changes: { bodies?: Pick<BodyStore, 'put' | 'writtenAt'>; write?: (batch: Batch) => void } = {}) => ({
  store: { async write(batch: Batch) { changes.write?.(batch); written.push(batch); } },
  bodies: changes.bodies ?? bodies, deadLetters: new DeadLetters(join(directory, 'dead-letters'), Buffer.alloc(32)), log: makeLog('silent'),
  settled: (what: Settled) => { settled.push(what); }, sleep: async () => {},
});

const idOf = (it: ReadRequest) => it.rows[0].input_ref!.slice('hfao-body:'.length);
async function whole(it: ReadRequest): Promise<string> {
  const body = (await readable(bodies).open('p', idOf(it)))!;
  return (await body.read(0, body.size)).toString();
}

it('has the bodies of a batch durable before its rows are stored, and counts them', async () => {
  const [a, b] = [request(1), request(2)];
  const early: unknown[] = [];

  await storeBatch([a, b], deps({ write: () => { early.push(bodies.size('p')); } }));

  expect(await Promise.all(early)).toMatchObject([{ bodies: 2 }]);
  expect(await whole(a)).toBe('large 1 '.repeat(10_000));
  expect(settled[0].projects).toMatchObject([{ projectId: 'p', spans: 2, offloaded: 2 }]);
});

it('waits, however long, while bodies cannot be stored, and sets nothing aside', async () => {
  let failures = 12;
  const failing = { writtenAt: bodies.writtenAt.bind(bodies), put: async (...args: Parameters<BodyStore['put']>) => { if (failures-- > 0) throw new Failure('unavailable', 'no bucket'); await bodies.put(...args); } };
  const it = request(1);

  await storeBatch([it, request(2)], deps({ bodies: failing }));

  expect(settled).toMatchObject([{ position: 2, deadLetters: 0 }]);
  expect(await whole(it)).toContain('large 1');
});

it('stores the rows of a retry without writing the bodies again', async () => {
  let puts = 0;
  const counted = { writtenAt: bodies.writtenAt.bind(bodies), put: async (...args: Parameters<BodyStore['put']>) => { puts++; await bodies.put(...args); } };
  let refusals = 2;

  await storeBatch([request(1)], deps({ bodies: counted, write: () => { if (refusals-- > 0) throw new Failure('unavailable', 'not now'); } }));
  await storeBatch([request(1)], deps({ bodies: counted }));   // the same request, replayed after a crash between body and commit

  expect(puts).toBe(1);
  expect(written).toHaveLength(2);
});

it('writes a body again that has been there for long, so that it does not go before the rows that point to it', async () => {
  const it = request(1);
  await storeBatch([it], deps());
  const long = new Date(Date.now() - 48 * 3600 * 1000);
  await utimes(join(directory, 'bodies', 'p', idOf(it).slice(0, 2), idOf(it)), long, long);

  await storeBatch([request(1)], deps());

  expect(Date.now() - (await bodies.writtenAt('p', idOf(it)))!).toBeLessThan(60_000);
});

it('sets a request aside whose bodies cannot be sealed, and stores the others', async () => {
  const broken = request(2);
  for (const body of broken.tally.bodies!.waiting) body.dataKey = undefined as never;

  await storeBatch([request(1), broken, request(3)], deps());

  expect(settled.map(({ position, deadLetters }) => [position, deadLetters])).toEqual([[1, 0], [2, 1], [3, 0]]);
});

it('stops when it is told to, whatever it waits for', async () => {
  const stopped = Object.assign(new Error('stop'), { name: 'AbortError' });
  const failing = { writtenAt: async () => undefined, put: () => Promise.reject(new Failure('unavailable', 'no bucket')) };

  await expect(storeBatch([request(1)], { ...deps({ bodies: failing }), sleep: () => Promise.reject(stopped) })).rejects.toBe(stopped);

  expect(settled).toEqual([]);
});
