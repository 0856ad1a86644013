import { Failure } from '../../runtime/errors.js';
import type { Log } from '../../runtime/log.js';
import type { TelemetryStore } from '../../store/store.js';
import type { DeadLetters } from './dead-letters.js';
import type { ReadRequest } from './read-request.js';
import { settledBy } from './settle.js';
import type { Settled } from './write-request.js';

export const MOST_ROWS = 10_000;

const BACKOFF_MS = [100, 500, 2000, 5000];

export interface StoreBatchDeps {
  store: Pick<TelemetryStore, 'write' | 'position'>;
  deadLetters: Pick<DeadLetters, 'put'>;
  log: Log;
  settled(what: Settled): void;
  /** Rejects when it is time to stop. */
  sleep(ms: number): Promise<unknown>;
}

/**
 * Stores requests in their order, however long it takes. What the store cannot take now is tried again; what it will never take
 * is found by halving the batch and set aside as a dead letter, and the rest goes on.
 */
export async function storeBatch(requests: readonly ReadRequest[], deps: StoreBatchDeps): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await write(requests, deps.store);
      return deps.settled(settledBy(requests));
    } catch (error) {
      if (!isTransient(error)) {
        if (requests.length > 1) return storeHalves(requests, deps);
        if (await storeWorks(deps.store)) return setAside(requests[0], describe(error), deps);
      }
      const waitMs = BACKOFF_MS[Math.min(attempt, BACKOFF_MS.length - 1)];
      deps.log.error({ error, attempt: attempt + 1, waitMs, requests: requests.length }, 'the store did not take a batch; it is kept and tried again');
      await deps.sleep(waitMs);
    }
  }
}

/** One transaction, unless a single request is bigger than a batch; its position is then written with its last rows. */
async function write(requests: readonly ReadRequest[], store: Pick<TelemetryStore, 'write'>): Promise<void> {
  const rows = requests.flatMap((it) => it.rows);
  const scores = requests.flatMap((it) => it.scores);
  const { position } = requests[requests.length - 1].request;
  let start = 0;
  if (requests.length === 1) for (; rows.length - start > MOST_ROWS; start += MOST_ROWS) await store.write({ rows: rows.slice(start, start + MOST_ROWS), scores: [] });
  await store.write({ rows: start === 0 ? rows : rows.slice(start), scores, position });
}

async function storeHalves(requests: readonly ReadRequest[], deps: StoreBatchDeps): Promise<void> {
  const middle = requests.length >> 1;
  await storeBatch(requests.slice(0, middle), deps);
  await storeBatch(requests.slice(middle), deps);
}

/** Sets one request aside, and moves on only when the letter is durable. */
export async function setAside({ request }: Pick<ReadRequest, 'request'>, reason: string, deps: StoreBatchDeps): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await deps.deadLetters.put(request, reason);
      break;
    } catch (error) {
      deps.log.error({ error, position: request.position }, 'a dead letter cannot be written; it is tried again');
      await deps.sleep(BACKOFF_MS[Math.min(attempt, BACKOFF_MS.length - 1)]);
    }
  }
  deps.log.error({ position: request.position, projectId: request.projectId, reason }, 'a request cannot be stored; it is set aside as a dead letter');
  // Best effort: without it a crash only sets the same letter aside once more.
  await deps.store.write({ rows: [], scores: [], position: request.position }).catch(() => {});
  deps.settled({ position: request.position, projects: [], deadLetters: 1 });
}

/** A store that takes nothing at all is no reason to set requests aside. */
async function storeWorks(store: StoreBatchDeps['store']): Promise<boolean> {
  try {
    await store.write({ rows: [], scores: [], position: await store.position() });
    return true;
  } catch {
    return false;
  }
}

const isTransient = (error: unknown) => error instanceof Failure && error.retry;
const describe = (error: unknown) => (error instanceof Error ? error.message : String(error));
