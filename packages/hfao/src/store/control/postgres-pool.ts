import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { postgresFailure } from './postgres-failure.js';

/** Setting up is rare; leases are short. Several processes share what the server allows (usually 100). */
const MOST_CONNECTIONS = 5;
const CONNECT_MS = 5_000;
const STATEMENT_MS = 10_000;
const LONG_STATEMENT_MS = 600_000;
const INT8 = 20;

/** Counts and times in milliseconds are far below what a number holds exactly. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => (oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) as never,
};

/** A bounded pool whose errors are Failures where they are expected. A connection that broke or hangs is thrown away; the next query makes another. */
export function guardedPool(url: string, mayWait: boolean): PostgresPool {
  const pool = new pg.Pool({
    connectionString: url, application_name: 'hfao', types, max: MOST_CONNECTIONS, connectionTimeoutMillis: CONNECT_MS,
    query_timeout: mayWait ? LONG_STATEMENT_MS : STATEMENT_MS, keepAlive: true, allowExitOnIdle: true,
  });
  pool.on('error', () => {});   // an idle connection that broke: the pool has forgotten it already
  pool.on('connect', (client) => client.on('error', () => {}));   // one that breaks between its making and its use, or while it is thrown away: the next query says so
  return {
    async connect() {
      try {
        return guarded(await pool.connect());
      } catch (error) {
        throw postgresFailure(error, url);
      }
    },
    end: () => pool.end(),
  };

  function guarded(client: pg.PoolClient): PostgresPoolClient {
    let broken: Error | undefined;
    const note = (error: Error) => { broken = error; };
    client.on('error', note);   // between two statements of a transaction nobody else listens
    const query = async (sql: string, parameters: readonly unknown[]) => {
      try {
        return await client.query(sql, [...parameters]);
      } catch (error) {
        const failure = postgresFailure(error, url);
        if (failure !== error) note(error as Error);
        throw failure;
      }
    };
    return {
      query: query as unknown as PostgresPoolClient['query'],
      release() {
        client.off('error', note);
        client.release(broken);
      },
    };
  }
}
