import { ClickHouseError } from '@clickhouse/client';
import { Failure } from '../../../runtime/errors.js';

const DEADLINE_MS = 10_000;
/** How many queries of strangers run at a time: the rest of the server is for ingest and for other reads. */
const AT_ONCE = 2;

/** The engine's codes for a statement that was stopped. */
const STOPPED = new Set(['159', '160', '394']);

/** Lets strangers' queries in, a few at a time, and sees to it that each ends. */
export class SqlDesk {
  readonly #deadlineMs: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(deadlineMs = DEADLINE_MS) {
    this.#deadlineMs = deadlineMs;
  }

  /**
   * @param work is given how long it may take, and a signal that it is over
   * @throws Failure `deadline_exceeded` at the deadline, `overloaded` where others took all the time until then
   */
  async ask<T>(work: (leftMs: () => number, late: AbortSignal) => Promise<T>): Promise<T> {
    const endMs = performance.now() + this.#deadlineMs;
    const late = AbortSignal.timeout(this.#deadlineMs);
    await this.#turn(late);
    const leftMs = endMs - performance.now();
    try {
      return await work(() => Math.max(1, endMs - performance.now()), late);
    } catch (error) {
      throw (late.aborted && !(error instanceof Failure)) || (error instanceof ClickHouseError && STOPPED.has(error.code)) ? (leftMs < this.#deadlineMs / 2 ? keptWaiting : tooSlow)(this.#deadlineMs) : error;
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }

  async #turn(late: AbortSignal): Promise<void> {
    while (this.#running >= AT_ONCE) {
      await new Promise<void>((resolve, reject) => {
        const over = () => {
          this.#waiting.splice(this.#waiting.indexOf(next), 1);
          reject(keptWaiting(this.#deadlineMs));
        };
        const next = () => {
          late.removeEventListener('abort', over);
          resolve();
        };
        this.#waiting.push(next);
        late.addEventListener('abort', over, { once: true });
      });
    }
    this.#running++;
  }
}

function keptWaiting(deadlineMs: number): Failure {
  return new Failure('overloaded', `Other queries took most of the ${deadlineMs / 1000} s that this one had: ${AT_ONCE} run at a time. Try again.`, { field: 'sql' });
}

function tooSlow(deadlineMs: number): Failure {
  return new Failure('deadline_exceeded', `The query took more than ${deadlineMs / 1000} s and was stopped. Narrow the time range (start_time), select fewer columns, or aggregate before joining.`, { field: 'sql' });
}
