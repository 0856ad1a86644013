import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Lease, Leases } from './lease.js';
import { LeaseKeeper } from './lease-keeper.js';
import type { Log } from './log.js';
import { startWorker, type Worker } from './worker.js';

/** As a worker's step, by whoever holds the lease. `signal` is aborted when it is lost as well as at the stop. */
export type LeasedStep = (signal: AbortSignal, lease: Lease) => Promise<'more' | 'idle'>;

export interface LeasedWork {
  /** Of the lease, and in logs and lists. */
  name: string;
  /** From the end of one run to the begin of the next, whichever process makes them; a restart does not count. */
  everyMs: number;
  /** Repeated until it is idle: that is one run. A failed one is tried again at the next look. */
  step: LeasedStep;
}

/** What is known here of one worker. Times are ISO text. */
export interface WorkerState { name: string; state: 'waiting' | 'working'; started_at: string | null; ended_at: string | null; error: string | null }

const LEASE_MS = 30_000;
/** How often a worker looks whether its work is due and free. */
const LOOK_MS = 15_000;

/** Work that one of all processes does at a time, in turns and on time, as long as any of them lives. */
export class LeasedWorkers {
  readonly #workers: Worker[] = [];
  readonly #states = new Map<string, WorkerState>();
  readonly #owner = `${hostname()}-${process.pid}-${randomBytes(4).toString('hex')}`;

  constructor(readonly leases: Leases, readonly log: Log, readonly times: { leaseMs: number; lookMs: number } = { leaseMs: LEASE_MS, lookMs: LOOK_MS }) {}

  start(work: LeasedWork): void {
    const state: WorkerState = { name: work.name, state: 'waiting', started_at: null, ended_at: null, error: null };
    this.#states.set(work.name, state);
    const lookMs = Math.min(this.times.lookMs, work.everyMs);
    this.#workers.push(startWorker(work.name, lookMs, async (signal) => {
      const askedMs = performance.now();
      const lease = await this.leases.take(work.name, this.#owner, { forMs: this.times.leaseMs, everyMs: work.everyMs });
      if (lease !== undefined) await this.#run(work, { lease, keeper: new LeaseKeeper(this.leases, lease, this.times.leaseMs, askedMs) }, signal, state);
      return 'idle';
    }, this.log));
  }

  list(): WorkerState[] {
    return [...this.#states.values()];
  }

  /** Resolves when the steps in hand have ended and their leases are given up. */
  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((it) => it.stop()));
  }

  async #run({ name, step }: LeasedWork, { lease, keeper }: { lease: Lease; keeper: LeaseKeeper }, stopping: AbortSignal, state: WorkerState): Promise<void> {
    const signal = AbortSignal.any([stopping, keeper.lost]);
    Object.assign(state, { state: 'working', started_at: new Date().toISOString(), error: null });
    let isDone = false;
    try {
      while (!isDone && !signal.aborted) isDone = await step(signal, lease) === 'idle';
      if (keeper.lost.aborted) this.log.warn({ worker: name }, 'the lease was lost: another process goes on with the work');
    } catch (error) {
      if (signal.aborted) return;
      state.error = (error as Error).message;
      throw error;
    } finally {
      await keeper.stop();
      await (isDone ? this.leases.finish(lease) : this.leases.release(lease)).catch((error: unknown) => this.log.warn({ worker: name, error }, 'the lease was not given up; it runs out by itself'));
      Object.assign(state, { state: 'waiting', ended_at: new Date().toISOString() });
    }
  }
}
