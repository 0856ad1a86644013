import { ClickHouseError, type ClickHouseClient } from '@clickhouse/client';
import { callerSignal } from '../../runtime/caller.js';
import { Failure } from '../../runtime/errors.js';
import { readRows } from './read-rows.js';
import type { Parameters } from './sql.js';

const DEADLINE_MS = 10_000;
const MEMORY_BYTES = 2 * 1024 ** 3;

export type Query = <Row>(sql: string, parameters?: Parameters) => Promise<Row[]>;

/** The engine's codes for a statement that was stopped. */
const TOO_SLOW = new Set(['159', '160', '394']);
const TOO_BIG = new Set(['241', '396', '307', '158']);
const TOO_MANY = new Set(['202', '203']);

/**
 * Runs one read, of one or more statements.
 * @throws Failure `deadline_exceeded` when it is not done after ten seconds, or takes too much memory; `overloaded` when the engine has too much to do; `unavailable` when it does not answer
 */
export async function read<T>(client: ClickHouseClient, work: (query: Query) => Promise<T>, deadlineMs = DEADLINE_MS): Promise<T> {
  const endMs = performance.now() + deadlineMs;
  const late = AbortSignal.timeout(deadlineMs);
  const caller = callerSignal();
  const query: Query = (sql, parameters) => readRows(client, sql, parameters, {
    signal: caller === undefined ? late : AbortSignal.any([late, caller]), settings: { max_execution_time: Math.max(1, Math.ceil((endMs - performance.now()) / 1000)), max_memory_usage: String(MEMORY_BYTES) },
  });
  try {
    return await work(query);
  } catch (error) {
    if (caller?.aborted) throw new Failure('cancelled', 'The caller has gone; the read was stopped.', { cause: error });
    throw late.aborted && !(error instanceof Failure) ? tooSlow(deadlineMs, error) : readFailure(error, deadlineMs);
  }
}

function readFailure(cause: unknown, deadlineMs: number): unknown {
  if (cause instanceof ClickHouseError) {
    if (TOO_SLOW.has(cause.code)) return tooSlow(deadlineMs, cause);
    if (TOO_BIG.has(cause.code)) return new Failure('deadline_exceeded', 'This read took more memory than one read may and was stopped. Narrow the time range, add a filter or ask for fewer results.', { cause });
    if (TOO_MANY.has(cause.code)) return new Failure('overloaded', 'ClickHouse has too many statements in hand. Try again.', { cause });
    return cause;
  }
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  if (code !== undefined && /^E[A-Z]+$/.test(code)) return new Failure('unavailable', `ClickHouse does not answer (${code}). Try again.`, { cause });
  return cause;
}

function tooSlow(deadlineMs: number, cause: unknown): Failure {
  return new Failure('deadline_exceeded', `This read took more than ${deadlineMs / 1000} s and was stopped. Narrow the time range, add a filter or ask for fewer results.`, { cause });
}
