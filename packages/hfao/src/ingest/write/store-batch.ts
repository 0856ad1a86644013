import { Failure } from '../../runtime/errors.js';
import type { TelemetryStore } from '../../store/store.js';
import type { DeadLetters, Fault } from './dead-letters.js';
import { joined, partOf, sizeOf, type Items } from './items.js';
import { keepBodies, type KeepBodiesDeps } from './keep-bodies.js';
import type { ReadRequest } from './read-request.js';
import { settledBy } from './settle.js';
import { describe, sortOut } from './sort-out.js';
import type { Settled, WriteRequest } from './write-request.js';

export const MOST_ROWS = 10_000;

const BACKOFF_MS = [100, 500, 2000, 5000];
/**
 * After this many failures that asked for a retry, a single request is suspected: an engine may not tell a bad value from its own trouble.
 * Not on a disk that is nearly full: there big requests fail while small writes, by which the store proves that it works, succeed.
 */
const PATIENCE = 3;

export interface StoreBatchDeps extends KeepBodiesDeps {
  store: Pick<TelemetryStore, 'write'>;
  deadLetters: Pick<DeadLetters, 'put' | 'withdraw' | 'hasRoom'>;
  settled: (what: Settled) => void;
}

/**
 * Stores requests in their order, however long it takes. What the store cannot take now is tried again; what it will never take
 * is found by halving the batch, down to the single item, and its request is set aside as a dead letter, and the rest goes on.
 * @param attempt how often a batch with these requests has failed already
 */
export async function storeBatch(requests: readonly ReadRequest[], deps: StoreBatchDeps, attempt = 0): Promise<void> {
  for (const { tally } of requests) await tally.reviews?.run(deps);
  const began = performance.now();
  for (; ; attempt++) {
    try {
      await keepBodies(requests.flatMap((it) => it.tally.bodies ?? []), deps);
      const items = await write(requests, deps.store);
      return deps.settled({ ...settledBy(requests), written: { items, seconds: (performance.now() - began) / 1000 } });
    } catch (error) {
      if (isStop(error)) throw error;
      if (await isRefusal(error, attempt, deps)) {
        if (requests.length > 1) return storeHalves(requests, deps, attempt);
        if (await storeItems(requests[0], error, deps)) return;
      }
      const waitMs = backoffMs(attempt);
      deps.log.error({ error, attempt: attempt + 1, waitMs, requests: requests.length }, 'the store did not take a batch; it is kept and tried again');
      await deps.sleep(waitMs);
    }
  }
}

/** One transaction, unless a single request is bigger than a batch; its position is then written with its last items. Resolves with how many these were. */
async function write(requests: readonly ReadRequest[], store: Pick<TelemetryStore, 'write'>): Promise<number> {
  const items = joined(requests);
  const pointsToBodies = requests.some((it) => it.tally.bodies !== undefined);
  const size = sizeOf(items);
  let start = 0;
  if (requests.length === 1) for (; size - start > MOST_ROWS; start += MOST_ROWS) await store.write({ ...partOf(items, start, start + MOST_ROWS), pointsToBodies });
  await store.write({ ...partOf(items, start, size), pointsToBodies, position: requests[requests.length - 1].request.position });
  return size;
}

async function storeHalves(requests: readonly ReadRequest[], deps: StoreBatchDeps, attempt: number): Promise<void> {
  const middle = requests.length >> 1;
  await storeBatch(requests.slice(0, middle), deps, attempt);
  await storeBatch(requests.slice(middle), deps, attempt);
}

/** Stores the good items of a request that was refused, and sets the request aside for the sake of the others. False: the store is at fault, not the request. */
async function storeItems(read: ReadRequest, refusal: unknown, deps: StoreBatchDeps): Promise<boolean> {
  const { good, faults } = await sortOut(joined([read]), refusal, (part) => tryPart(part, deps, isTransient(refusal) ? 1 : PATIENCE), isStop);
  if (faults.length > 0) return setAside(read.request, describe(refusal), deps, faults, { ...read, ...good });
  const { position } = read.request;   // in parts everything fits
  try {
    await deps.store.write({ rows: [], scores: [], position });
  } catch (error) {
    deps.log.error({ error, position }, 'what is stored of a request cannot be noted; it is stored again');
    return false;
  }
  deps.settled(settledBy([read]));
  return true;
}

/** @param patience with failures that ask for a retry */
async function tryPart(part: Items, deps: StoreBatchDeps, patience: number): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await deps.store.write(part);
    } catch (error) {
      if (isStop(error) || !isTransient(error) || attempt >= patience) throw error;
      await deps.sleep(backoffMs(attempt));
    }
  }
}

/**
 * Sets a request aside as a dead letter and moves the store's position past it. A store that takes nothing at all does not take the
 * position either: then the fault is not the request's, its letter is withdrawn, and the answer is false.
 * @param stored what of the request is visible
 */
async function setAside(request: WriteRequest, reason: string, { deadLetters, store, log, settled }: StoreBatchDeps, faults: readonly Fault[] = [], stored?: ReadRequest): Promise<boolean> {
  const { position, projectId } = request;
  try {
    await deadLetters.put(request, reason, faults);
    await store.write({ rows: [], scores: [], position });
  } catch (error) {
    log.error({ error, position }, 'a request that the store refuses cannot be set aside; it is tried again');
    await deadLetters.withdraw(request);
    return false;
  }
  log.error({ position, projectId, reason, lost: faults.length }, 'a request cannot be stored as it is; it is set aside as a dead letter');
  settled({ ...(stored === undefined ? { position, projects: [] } : settledBy([stored])), deadLetters: 1 });
  return true;
}

/** For a request that can only be set aside: tries until that is done. */
export async function refuse(request: WriteRequest, reason: string, deps: StoreBatchDeps): Promise<void> {
  for (let attempt = 0; !(await setAside(request, reason, deps)); attempt++) await deps.sleep(backoffMs(attempt));
}

const hasRoom = ({ deadLetters }: StoreBatchDeps) => deadLetters.hasRoom().catch(() => false);
const backoffMs = (attempt: number) => BACKOFF_MS[Math.min(attempt, BACKOFF_MS.length - 1)];
const isStop = (error: unknown) => error instanceof Error && error.name === 'AbortError';
/** Whether the items are suspected rather than the store. */
async function isRefusal(error: unknown, attempt: number, deps: StoreBatchDeps): Promise<boolean> {
  return !isTransient(error) || (attempt >= PATIENCE && await hasRoom(deps));
}

const isTransient = (error: unknown) => error instanceof Failure && error.retry;
