import { setTimeout as sleep } from 'node:timers/promises';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { Failure } from '../../../runtime/errors.js';
import { watchMemory, type MemoryWatch } from './watch-memory.js';
import { isShortOfMemory } from '../write-failure.js';
import { tooLarge } from './told-error.js';

const DEADLINE_MS = 10_000;
/** How long after its deadline a query that does not stop is waited for. It goes on to be stopped, and the next one waits. */
const GRACE_MS = 500;
const INSIST_MS = 100;

/** Runs the queries of strangers, one at a time: what one may take of memory and processor is a known part of the whole. */
export class SqlDesk {
  readonly #connection: DuckDBConnection;
  readonly #watch: MemoryWatch;
  readonly #deadlineMs: number;
  /** Stops the query in hand. */
  #giveWay: (() => void) | undefined;
  /** Settles when the connection is free again. */
  #free: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  private constructor(connection: DuckDBConnection, watch: MemoryWatch, deadlineMs: number) {
    this.#connection = connection;
    this.#watch = watch;
    this.#deadlineMs = deadlineMs;
  }

  /** @param limitMb the memory that the store may take */
  static async connect(instance: DuckDBInstance, limitMb: number, deadlineMs = DEADLINE_MS): Promise<SqlDesk> {
    return new SqlDesk(await instance.connect(), { connection: await instance.connect(), limitMb }, deadlineMs);
  }

  /**
   * Within a transaction that only reads.
   * @throws Failure `deadline_exceeded` at the deadline, `overloaded` where others took all the time until then; `too_large` when it takes too much memory
   */
  async ask<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new Failure('unavailable', 'The store is closed.');
    const before = this.#free;
    let stopped: Failure | undefined;
    let isRunning = false;
    let insisting: NodeJS.Timeout | undefined;
    const stop = (reason: Failure) => {
      stopped ??= reason;
      const insist = () => { if (isRunning) this.#connection.interrupt(); };
      insist();
      insisting ??= setInterval(insist, INSIST_MS);
    };
    const deadline = setTimeout(() => stop(tooSlow(this.#deadlineMs)), this.#deadlineMs);
    const running = (async () => {
      await before;
      if (stopped !== undefined) throw keptWaiting(this.#deadlineMs);
      isRunning = true;
      this.#giveWay = () => stop(tooLarge());
      const endWatch = await watchMemory(this.#watch, () => stop(tooLarge()));
      try {
        await this.#connection.run('BEGIN TRANSACTION READ ONLY');
        return await work(this.#connection);
      } catch (error) {
        throw stopped ?? error;
      } finally {
        isRunning = false;
        this.#giveWay = undefined;
        await endWatch();
        await this.#connection.run('ROLLBACK').catch(() => {});
      }
    })();
    this.#free = running.catch(() => {}).finally(() => clearInterval(insisting));
    try {
      return await Promise.race([running, this.#late(() => (isRunning ? tooSlow : keptWaiting)(this.#deadlineMs))]);
    } finally {
      clearTimeout(deadline);
    }
  }

  /** Work that strangers must not be in the way of: where memory is short, their query is stopped and the work done again. */
  async goingFirst<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!isShortOfMemory(error) || this.#giveWay === undefined) throw error;
      this.#giveWay();
      await Promise.race([this.#free, sleep(GRACE_MS)]);
      return work();
    }
  }

  #late(reason: () => Failure): Promise<never> {
    return new Promise((_, reject) => {
      const timer = setTimeout(() => reject(reason()), this.#deadlineMs + GRACE_MS);
      void this.#free.finally(() => clearTimeout(timer));
    });
  }

  /** Waits for the query in hand. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#free;
    this.#connection.closeSync();
    this.#watch.connection.closeSync();
  }
}

function tooSlow(deadlineMs: number): Failure {
  return new Failure('deadline_exceeded', `The query took more than ${deadlineMs / 1000} s and was stopped. Narrow the time range (start_time), select fewer columns, or aggregate before joining.`, { field: 'sql' });
}

function keptWaiting(deadlineMs: number): Failure {
  return new Failure('overloaded', `Other queries took all of the ${deadlineMs / 1000} s that this one had: one runs at a time. Try again.`, { field: 'sql' });
}
