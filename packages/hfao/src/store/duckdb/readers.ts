import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { callerSignal } from '../../runtime/caller.js';
import { Failure } from '../../runtime/errors.js';
import { readRows } from './read-rows.js';
import type { Parameters } from './sql.js';

const DEADLINE_MS = 10_000;

export type Query = <Row>(sql: string, parameters?: Parameters) => Promise<Row[]>;

/** A few connections for reads. Reads see what is committed when they begin and never wait for a write. */
export class Readers {
  readonly #idle: DuckDBConnection[];
  readonly #waiting: ((connection: DuckDBConnection) => void)[] = [];
  readonly #count: number;
  readonly #deadlineMs: number;
  #isClosed = false;

  private constructor(connections: DuckDBConnection[], deadlineMs: number) {
    this.#idle = connections;
    this.#count = connections.length;
    this.#deadlineMs = deadlineMs;
  }

  static async connect(instance: DuckDBInstance, count: number, deadlineMs = DEADLINE_MS): Promise<Readers> {
    const connections = await Promise.all(Array.from({ length: count }, () => instance.connect()));
    return new Readers(connections, deadlineMs);
  }

  /**
   * Runs one read, of one or more statements on one snapshot: that of its first statement. One that has nothing to ask costs the engine nothing.
   * @throws Failure `deadline_exceeded` when it is not done after ten seconds, the wait for a connection included; `cancelled` when the caller (runtime/caller.ts) has gone before
   */
  async read<T>(work: (query: Query) => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new Failure('unavailable', 'The store is closed.');
    let connection: DuckDBConnection | undefined;
    let stopped: ((cause?: unknown) => Failure) | undefined;
    const stop = (reason: (cause?: unknown) => Failure) => {
      stopped ??= reason;
      connection?.interrupt();
    };
    const timer = setTimeout(() => stop((cause) => tooSlow(this.#deadlineMs, cause)), this.#deadlineMs);
    const caller = callerSignal();
    const leave = () => stop(gone);
    if (caller?.aborted) leave();
    caller?.addEventListener('abort', leave, { once: true });
    const begin = async () => {
      connection = this.#idle.pop() ?? await new Promise<DuckDBConnection>((resolve) => this.#waiting.push(resolve));
      if (stopped === undefined) await connection.run('BEGIN TRANSACTION READ ONLY');
      return connection;
    };
    let begun: Promise<DuckDBConnection> | undefined;
    const query: Query = async (sql, parameters) => {
      const reading = await (begun ??= begin());
      if (stopped !== undefined) throw stopped();
      return readRows(reading, sql, parameters);
    };
    try {
      return await work(query);
    } catch (error) {
      throw stopped !== undefined && !(error instanceof Failure) ? stopped(error) : error;
    } finally {
      clearTimeout(timer);
      caller?.removeEventListener('abort', leave);
      if (begun !== undefined) await begun.then((it) => it.run('ROLLBACK')).catch(() => {});
      if (connection !== undefined) this.#giveBack(connection);
    }
  }

  /** Waits for the reads in hand. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (let open = this.#count; open > 0; open--) {
      const connection = this.#idle.pop() ?? await new Promise<DuckDBConnection>((resolve) => this.#waiting.push(resolve));
      connection.closeSync();
    }
  }

  #giveBack(connection: DuckDBConnection): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(connection);
    else next(connection);
  }
}

function tooSlow(deadlineMs: number, cause?: unknown): Failure {
  return new Failure('deadline_exceeded', `This read took more than ${deadlineMs / 1000} s and was stopped. Narrow the time range, add a filter or ask for fewer results.`, { cause });
}

function gone(cause?: unknown): Failure {
  return new Failure('cancelled', 'The caller has gone; the read was stopped.', { cause });
}
