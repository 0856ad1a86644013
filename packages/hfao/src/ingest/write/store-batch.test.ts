import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ObservationRow } from '../../model/observation.js';
import { Failure } from '../../runtime/errors.js';
import { makeLog } from '../../runtime/log.js';
import type { Batch } from '../../store/store.js';
import { DeadLetters, type DeadLetter } from './dead-letters.js';
import type { ReadRequest } from './read-request.js';
import { storeBatch } from './store-batch.js';
import type { Settled } from './write-request.js';

const log = makeLog('silent');
let directory: string;
beforeEach(async () => { directory = await mkdtemp(join(tmpdir(), 'hfao-batch-')); });
afterEach(() => rm(directory, { recursive: true, force: true }));

/** A request whose rows have these names. Only what the road looks at is filled in. */
function request(position: number, names: string[]): ReadRequest {
  const rows = names.map((name, i) => ({ project_id: 'p', trace_id: `trace ${position}`, observation_id: String(i), dialect: 'gen-ai', name }) as ObservationRow);
  return { request: { position, receivedAt: 1, signal: 'traces', encoding: 'json', body: new Uint8Array(Buffer.from(names.join())).buffer, projectId: 'p', projects: {} }, rows, scores: [], tally: { redactions: {}, offloaded: 0 } };
}

/** A store that fails as it is told to; one real store cannot be made to fail like this. */
function road(refuse: (batch: Batch, attempt: number) => Error | undefined) {
  const written: Batch[] = [];
  const settled: Settled[] = [];
  const slept: number[] = [];
  let attempt = 0;
  const deadLetters = new DeadLetters(directory, Buffer.alloc(32, 1));
  const store = {
    async write(batch: Batch) {
      const error = refuse(batch, attempt++);
      if (error !== undefined) throw error;
      written.push(batch);
    },
  };
  const deps = { store, deadLetters, log, settled: (what: Settled) => { settled.push(what); }, sleep: async (ms: number) => { slept.push(ms); } };
  const names = () => written.flatMap((it) => it.rows.map((row) => row.name));
  return { deps, written, settled, slept, names, letters: () => letters(deadLetters) };
}

async function letters(from: DeadLetters): Promise<DeadLetter[]> {
  const read: DeadLetter[] = [];
  for await (const letter of from.read(log)) read.push(letter);
  return read;
}

it('writes requests in one transaction with the position of the last, and says what was stored', async () => {
  const { deps, written, settled } = road(() => undefined);

  await storeBatch([request(4, ['a', 'b']), request(5, ['c'])], deps);

  expect(written).toMatchObject([{ position: 5, rows: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] }]);
  expect(settled).toEqual([{ position: 5, projects: [{ projectId: 'p', spans: 3, offloaded: 0, dialects: { 'gen-ai': 3 }, traceIds: ['trace 4', 'trace 5'] }], deadLetters: 0 }]);
});

it('tries again, ever more slowly, while the store takes nothing', async () => {
  let isFull = true;
  const { deps, slept, names, ...it } = road(() => (isFull ? new Failure('unavailable', 'the disk is full') : undefined));
  const sleep = async (ms: number) => { isFull = slept.push(ms) < 6; };

  await storeBatch([request(1, ['a']), request(2, ['b'])], { ...deps, sleep });

  expect(slept).toEqual([100, 500, 2000, 5000, 5000, 5000]);
  expect(names()).toEqual(['a', 'b']);
  expect(await it.letters()).toEqual([]);
});

it('finds the one request that cannot be stored, sets it aside with its reason, and stores the rest in order', async () => {
  const { deps, names, settled, ...it } = road((batch) => (batch.rows.some((row) => row.name === 'poison') ? new Error('Conversion Error: poison') : undefined));

  await storeBatch([request(1, ['a']), request(2, ['b']), request(3, ['c', 'poison']), request(4, ['d']), request(5, ['e'])], deps);

  expect(names()).toEqual(['a', 'b', 'd', 'e']);
  expect(settled.map(({ position, deadLetters }) => [position, deadLetters])).toEqual([[2, 0], [3, 1], [5, 0]]);
  const [letter] = await it.letters();
  expect(letter).toMatchObject({ reason: 'Conversion Error: poison', record: { position: 3, projectId: 'p', encoding: 'json' } });
  expect(Buffer.from(letter.record.body).toString()).toBe('c,poison');
});

it('suspects a request when a store that takes other things asks for a retry again and again', async () => {
  const { deps, names, settled, ...it } = road((batch) => (batch.rows.some((row) => row.name === 'poison') ? new Failure('unavailable', 'the store cannot write now') : undefined));

  await storeBatch([request(1, ['a']), request(2, ['poison']), request(3, ['c'])], deps);

  expect(names()).toEqual(['a', 'c']);
  expect(settled.map(({ position, deadLetters }) => [position, deadLetters])).toEqual([[1, 0], [2, 1], [3, 0]]);
  expect(await it.letters()).toMatchObject([{ reason: 'the store cannot write now' }]);
});

it('suspects nothing on a disk that is nearly full, although small writes succeed there', async () => {
  let isFull = true;
  const { deps, slept, names, ...it } = road((batch) => (isFull && batch.rows.length > 0 ? new Failure('unavailable', 'no space left on device') : undefined));
  const sleep = async (ms: number) => { isFull = slept.push(ms) < 8; };
  const deadLetters = Object.assign(new DeadLetters(directory, Buffer.alloc(32, 1)), { hasRoom: async () => false });

  await storeBatch([request(1, ['a']), request(2, ['b'])], { ...deps, deadLetters, sleep });

  expect(names()).toEqual(['a', 'b']);
  expect(await it.letters()).toEqual([]);
});

it('sets nothing aside when the store takes nothing at all, whatever it says', async () => {
  const { deps, names, slept, ...it } = road((_, attempt) => (attempt < 9 ? new Error('FATAL: database has been invalidated') : undefined));

  await storeBatch([request(1, ['a']), request(2, ['b'])], deps);

  expect(names()).toEqual(['a', 'b']);
  expect(slept.length).toBeGreaterThan(0);
  expect(await it.letters()).toEqual([]);
});

it('writes a request that is bigger than a batch in parts, its position with the last', async () => {
  const { deps, written, names } = road(() => undefined);

  await storeBatch([request(9, Array.from({ length: 25_000 }, (_, i) => `span ${i}`))], deps);

  expect(written.map(({ rows, position }) => [rows.length, position])).toEqual([[10_000, undefined], [10_000, undefined], [5000, 9]]);
  expect(new Set(names()).size).toBe(25_000);
});

it('keeps one letter of a request that is set aside twice', async () => {
  const { deps, ...it } = road((batch) => (batch.rows.length > 0 ? new Error('never') : undefined));

  await storeBatch([request(1, ['a'])], deps);
  await storeBatch([request(1, ['a'])], deps);

  expect(await it.letters()).toHaveLength(1);
  expect(await deps.deadLetters.count()).toBe(1);
});
