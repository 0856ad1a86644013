import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LogRow } from '../../model/log-entry.js';
import type { ObservationRow } from '../../model/observation.js';
import { Failure } from '../../runtime/errors.js';
import { makeLog } from '../../runtime/log.js';
import type { Batch } from '../../store/store.js';
import { DeadLetters, type LetterHead } from './dead-letters.js';
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

/** Asked by no request that has none. */
const NO_BODIES = { put: () => Promise.reject(new Error('asked')), writtenAt: () => Promise.reject(new Error('asked')) };

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
  const deps = { store, bodies: NO_BODIES, deadLetters, log, settled: (what: Settled) => { settled.push(what); }, sleep: async (ms: number) => { slept.push(ms); } };
  const names = () => written.flatMap((it) => it.rows.map((row) => row.name));
  return { deps, written, settled, slept, names, letters: () => letters(deadLetters) };
}

async function letters(from: DeadLetters): Promise<(LetterHead & { body: string })[]> {
  const heads = await from.list(log);
  return Promise.all(heads.map(async (head) => ({ ...head, body: Buffer.from((await from.get(head.letterId, log))!.body).toString() })));
}

it('writes requests in one transaction with the position of the last, and says what was stored', async () => {
  const { deps, written, settled } = road(() => undefined);

  await storeBatch([request(4, ['a', 'b']), request(5, ['c'])], deps);

  expect(written).toMatchObject([{ position: 5, rows: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] }]);
  expect(settled).toMatchObject([{ position: 5, projects: [{ projectId: 'p', spans: 3, dialects: { 'gen-ai': 3 }, traceIds: ['trace 4', 'trace 5'] }], deadLetters: 0, written: { items: 3, seconds: expect.any(Number) } }]);
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

it('finds the one item that cannot be stored, sets its request aside, and stores the rest in order', async () => {
  const { deps, names, settled, ...it } = road((batch) => (batch.rows.some((row) => row.name === 'poison') ? new Error('Conversion Error: poison') : undefined));

  await storeBatch([request(1, ['a']), request(2, ['b']), request(3, ['c', 'poison', 'd', 'e']), request(4, ['f']), request(5, ['g'])], deps);

  expect(names()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  expect(settled.map(({ position, deadLetters, projects }) => [position, deadLetters, projects[0].spans])).toEqual([[2, 0, 2], [3, 1, 3], [5, 0, 2]]);
  expect(await it.letters()).toMatchObject([{
    letterId: '0000000000000003', reason: 'Conversion Error: poison', body: 'c,poison,d,e', record: { projectId: 'p', encoding: 'json', receivedAt: 1 },
    lost: { p: { count: 1, items: [{ trace_id: 'trace 3', observation_id: '1', name: 'poison', reason: 'Conversion Error: poison' }] } },
  }]);
});

it('says for each project which of its items are lost, and why', async () => {
  const { deps, names, ...it } = road((batch) => {
    const bad = batch.rows.find((row) => row.name.startsWith('bad'));
    return bad === undefined ? undefined : new Error(`no room for ${bad.name}`);
  });
  const mixed = request(1, ['bad one', 'good', 'bad two', 'fine']);
  const rows = mixed.rows.map((row, i) => ({ ...row, project_id: i < 2 ? 'p' : 'q' }));
  const logs = [{ project_id: 'q', log_id: 'l', trace_id: null, observation_id: null, event_name: 'started' } as LogRow];

  await storeBatch([{ ...mixed, rows, logs }], deps);

  expect(names()).toEqual(['good', 'fine']);
  const [letter] = await it.letters();
  expect(letter.lost).toEqual({
    p: { count: 1, items: [{ trace_id: 'trace 1', observation_id: '0', name: 'bad one', reason: 'no room for bad one' }] },
    q: { count: 1, items: [{ trace_id: 'trace 1', observation_id: '2', name: 'bad two', reason: 'no room for bad two' }] },
  });
});

it('does not ask a store for every item that takes none of a request', async () => {
  let asked = 0;
  const { deps, ...it } = road((batch) => { asked++; return batch.rows.length > 0 ? new Error('never') : undefined; });

  await storeBatch([request(1, Array.from({ length: 4000 }, (_, i) => `span ${i}`))], deps);

  expect(asked).toBeLessThan(100);
  const [{ lost }] = await it.letters();
  expect(lost.p.count).toBe(4000);
  expect(lost.p.items).toHaveLength(100);
});

it('stores a request in parts where only its whole is refused', async () => {
  const { deps, names, settled, ...it } = road((batch) => (batch.rows.length > 2 ? new Error('too much at once') : undefined));

  await storeBatch([request(7, ['a', 'b', 'c', 'd'])], deps);

  expect(names()).toEqual(['a', 'b', 'c', 'd']);
  expect(settled).toMatchObject([{ position: 7, deadLetters: 0, projects: [{ spans: 4 }] }]);
  expect(await it.letters()).toEqual([]);
});

it('names the letter of a request from Redis by its entry, so that it replaces itself under another position', async () => {
  const { deps, ...it } = road((batch) => (batch.rows.length > 0 ? new Error('never') : undefined));
  const from = (position: number) => { const read = request(position, ['a']); return { ...read, request: { ...read.request, entry: '1700000000000-4' } }; };

  await storeBatch([from(1)], deps);
  await storeBatch([from(2)], deps);

  expect((await it.letters()).map((letter) => letter.letterId)).toEqual(['redis-1700000000000-4']);
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
