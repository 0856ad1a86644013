import { ClickHouseError, type ClickHouseClient } from '@clickhouse/client';
import { Failure } from '../../runtime/errors.js';
import { connect } from './connect.js';
import { createTables, type Cluster } from './create-tables.js';
import { deletionsTable } from './deletion-journal.js';
import { readRows } from './read-rows.js';
import { addWordIndex } from './word-index.js';
import { notAnswering } from './write-failure.js';

/** Each step is safe to repeat: one that was stopped half-way runs again, and two processes may run it side by side. In order, never changed once published. */
const MIGRATIONS: readonly { name: string; statements: (cluster: Cluster | undefined) => readonly string[] }[] = [
  { name: 'tables', statements: createTables },
  { name: 'deletions', statements: deletionsTable },
  { name: 'words', statements: addWordIndex },
];

const UNKNOWN_DATABASE = '81';

/**
 * Brings the database up to date, and makes it where it is missing.
 * @throws Failure `data_dir_unusable` when a newer hfao has used it, or it cannot be made; nothing is changed then. Other errors as the engine says them.
 */
export async function migrate(client: ClickHouseClient, url: string, clusterName: string | undefined): Promise<void> {
  const database = databaseOf(url);
  const cluster = clusterName === undefined ? undefined : { name: clusterName, database };
  const applied = await appliedMigrations(client).catch(async (error: unknown) => {
    if (!(error instanceof ClickHouseError) || error.code !== UNKNOWN_DATABASE) throw error;
    await createDatabase(url, database, clusterName);
    return 0;
  });
  if (applied > MIGRATIONS.length) {
    throw new Failure('data_dir_unusable', `The ClickHouse database was used by a newer hfao (schema ${applied}; this one knows ${MIGRATIONS.length}). Start that version again, or give this one another database in HFAO_CLICKHOUSE_URL. Nothing was changed.`, { field: 'HFAO_CLICKHOUSE_URL' });
  }
  if (applied === 0) await client.command({ query: journalTable(cluster) });
  for (const [index, { name, statements }] of [...MIGRATIONS.entries()].slice(applied)) {
    for (const statement of statements(cluster)) await client.command({ query: statement });
    await client.command({ query: 'INSERT INTO hfao_migrations (version, name) VALUES ({version:UInt32}, {name:String})', query_params: { version: index + 1, name } });
  }
}

/** Why a database cannot be used. */
export function openFailure(error: unknown): unknown {
  if (error instanceof Failure) return error;
  if (!(error instanceof ClickHouseError)) return notAnswering(error);
  return new Failure('data_dir_unusable', `The ClickHouse database cannot be used: ${error.message.split('\n')[0]} (${error.type ?? error.code}). Check HFAO_CLICKHOUSE_URL and what its user may do.`, { cause: error, field: 'HFAO_CLICKHOUSE_URL' });
}

/** What this hfao writes, and what the database has, 0 where there is none yet. Changes nothing. */
export async function schemaVersions(client: ClickHouseClient): Promise<{ known: number; applied: number }> {
  const applied = await appliedMigrations(client).catch((error: unknown) => {
    if (error instanceof ClickHouseError && error.code === UNKNOWN_DATABASE) return 0;
    throw error;
  });
  return { known: MIGRATIONS.length, applied };
}

async function appliedMigrations(client: ClickHouseClient): Promise<number> {
  const [{ count }] = await readRows<{ count: number }>(client, "SELECT count() AS count FROM system.tables WHERE database = currentDatabase() AND name = 'hfao_migrations'");
  if (count === 0) return 0;
  const [{ version }] = await readRows<{ version: number }>(client, 'SELECT max(version) AS version FROM hfao_migrations');
  return version;
}

/** What was done when. Every server of a cluster has all of it. */
export function journalTable(cluster: Cluster | undefined): string {
  const columns = "(`version` UInt32, `name` String, `applied_at` DateTime64(3, 'UTC') DEFAULT now64(3))";
  return cluster === undefined
    ? `CREATE TABLE IF NOT EXISTS hfao_migrations ${columns} ENGINE = ReplacingMergeTree ORDER BY version`
    : `CREATE TABLE IF NOT EXISTS hfao_migrations ON CLUSTER '${cluster.name}' ${columns} ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/all/{database}/hfao_migrations', '{shard}-{replica}') ORDER BY version`;
}

/** From another database, since this one cannot be named in a connection yet. */
async function createDatabase(url: string, name: string, cluster: string | undefined): Promise<void> {
  const elsewhere = new URL(url);
  elsewhere.pathname = '/default';
  const client = connect(elsewhere.href, undefined);
  try {
    await client.command({ query: `CREATE DATABASE IF NOT EXISTS {name:Identifier}${cluster === undefined ? '' : ` ON CLUSTER '${cluster}'`}`, query_params: { name } });
  } catch (cause) {
    throw new Failure('data_dir_unusable', `The ClickHouse database "${name}" does not exist and cannot be made: ${(cause as Error).message.split('\n')[0]} Make it, or name another in HFAO_CLICKHOUSE_URL.`, { cause, field: 'HFAO_CLICKHOUSE_URL' });
  } finally {
    await client.close();
  }
}

/** @param url of a database */
export const databaseOf = (url: string) => decodeURIComponent(new URL(url).pathname.slice(1));
