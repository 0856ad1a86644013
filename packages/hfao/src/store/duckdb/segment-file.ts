import { existsSync, rmSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { Failure } from '../../runtime/errors.js';
import { directoryInUse, ownerPid } from './owner-lock.js';
import { readRows } from './read-rows.js';
import type { Columns } from './chunk-filler.js';
import { createTables, SCHEMA_VERSION, TABLES, type TableName } from './schema.js';
import { textLiteral } from './sql.js';
import { upgradeSegment } from './upgrade-segment.js';

/** Of each table the columns as they stand in a file. */
export type TableColumns = Readonly<Record<TableName, Columns>>;
export interface AttachedFile { /** The ingest log position recorded in it. */ position: number; columns: TableColumns }

/**
 * Attaches a segment's file, which is made when it is missing and brought up to date when an older version wrote it.
 * `STORAGE_VERSION 'latest'`: without it the columns' zstd is silently ignored.
 * @throws Failure `data_dir_unusable`; a file is never changed or removed then
 */
export async function attachSegmentFile(connection: DuckDBConnection, database: string, path: string): Promise<AttachedFile> {
  // A crash while the file was made leaves it empty: no row has ever been in it.
  if (existsSync(path) && statSync(path).size === 0 && !existsSync(`${path}.wal`)) rmSync(path);
  await attachAsItIs(connection, database, path);
  try {
    const position = await openTables(connection, database, path);
    return { position, columns: await columnsOf(connection, database) };
  } catch (error) {
    await connection.run(`DETACH ${database}`).catch(() => {});
    throw error instanceof Failure ? error : unreadable(path, error);
  }
}

/** Whatever version wrote it. @throws Failure `data_dir_unusable` */
export async function attachAsItIs(connection: DuckDBConnection, database: string, path: string, options = "STORAGE_VERSION 'latest'"): Promise<void> {
  try {
    await connection.run(`ATTACH ${textLiteral(path)} AS ${database} (${options})`);
  } catch (cause) {
    throw attachFailure(path, cause);
  }
}

/** Undefined for a file in which nothing was made yet. What lists tables looks through all attached files, so it is only asked when there is no other way. */
export async function schemaVersionOf(connection: DuckDBConnection, database: string): Promise<number | undefined> {
  const known = await readRows<{ schema_version: number }>(connection, `SELECT schema_version FROM ${database}.segment`).catch(() => undefined);
  if (known !== undefined) return known[0].schema_version;
  const [{ tables }] = await readRows<{ tables: number }>(connection, `SELECT count(*) AS tables FROM duckdb_tables() WHERE database_name = '${database}'`);
  if (tables === 0) return undefined;
  return (await readRows<{ schema_version: number }>(connection, `SELECT schema_version FROM ${database}.segment`))[0].schema_version;
}

async function openTables(connection: DuckDBConnection, database: string, path: string): Promise<number> {
  const version = await schemaVersionOf(connection, database);
  if (version === undefined) {
    await connection.run('BEGIN');
    for (const statement of createTables(database)) await connection.run(statement);
    await connection.run('COMMIT');
    return 0;
  }
  if (version > SCHEMA_VERSION) throw newerSegment(path, version);
  if (version < SCHEMA_VERSION) await upgradeSegment(connection, database, version);
  return (await readRows<{ position: number }>(connection, `SELECT "position" FROM ${database}.segment`))[0].position;
}

async function columnsOf(connection: DuckDBConnection, database: string): Promise<TableColumns> {
  const inFileOrder: [string, Columns][] = [];
  for (const [table, columns] of Object.entries(TABLES)) {
    const names = (await connection.runAndReadAll(`SELECT * FROM ${database}.${table} LIMIT 0`)).columnNames();
    inFileOrder.push([table, names.map((name) => columns.find((it) => it[0] === name)!)]);
  }
  return Object.fromEntries(inFileOrder) as unknown as TableColumns;
}

export function newerSegment(path: string, version: number): Failure {
  return new Failure('data_dir_unusable', `${path} was written by a newer hfao (schema ${version}; this one knows ${SCHEMA_VERSION}). Start that version again, or give this one another data directory. The file was not changed.`);
}

function attachFailure(path: string, cause: unknown): Failure {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (message.includes('Could not set lock')) {
    const pid = /PID (\d+)/.exec(message)?.[1];
    return directoryInUse(dirname(path), pid === undefined ? ownerPid(dirname(path)) : Number(pid));
  }
  return unreadable(path, cause);
}

function unreadable(path: string, cause: unknown): Failure {
  const reason = (cause instanceof Error ? cause.message : String(cause)).split('\n')[0];
  return new Failure('data_dir_unusable', `${path} cannot be read: ${reason} Restore it from a backup, or move ${basename(path)} (and its .wal) out of the directory to go on without its spans. The file was not changed.`, { cause });
}
