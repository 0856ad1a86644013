import { Kysely, PostgresDialect } from 'kysely';
import { guardedPool } from './postgres-pool.js';
import type { ControlTables } from './tables.js';

/**
 * A control plane on Postgres; nothing is connected before the first query. Nothing here depends on a session, so a pooler between may share connections between transactions.
 * @param mayWait true: a statement may take minutes (a migration that waits for another's)
 */
export function openPostgres(url: string, { mayWait = false } = {}): Kysely<ControlTables> {
  return new Kysely({ dialect: new PostgresDialect({ pool: guardedPool(url, mayWait) }) });
}
