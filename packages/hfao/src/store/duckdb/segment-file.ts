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
  try {
    await connection.run(`ATTACH ${textLiteral(path)} AS ${database} (STORAGE_VERSION 'latest')`);
  } catch (cause) {
    throw attachFailure(path, cause);
  }
  try {
    const position = await openTables(connection, database, path);
    return { position, columns: await columnsOf(connection, database) };
  } catch (error) {
    await connection.run(`DETACH ${database}`).catch(() => {});
    throw error instanceof Failure ? error : unreadable(path, error);
  }
}

async function openTables(connection: DuckDBConnection, database: string, path: string): Promise<number> {
  const [{ tables }] = await readRows<{ tables: number }>(connection, `SELECT count(*) AS tables FROM duckdb_tables() WHERE database_name = '${database}'`);
  if (tables === 0) {
    await connection.run('BEGIN');
    for (const statement of createTables(database)) await connection.run(statement);
    await connection.run('COMMIT');
    return 0;
  }
  const [segment] = await readRows<{ schema_version: number; position: number }>(connection, `SELECT * FROM ${database}.segment`);
  if (segment.schema_version > SCHEMA_VERSION) {
    throw new Failure('data_dir_unusable', `${path} was written by a newer hfao (schema ${segment.schema_version}; this one knows ${SCHEMA_VERSION}). Start that version again, or give this one another data directory. The file was not changed.`);
  }
  if (segment.schema_version < SCHEMA_VERSION) await upgradeSegment(connection, database, segment.schema_version);
  return segment.position;
}

async function columnsOf(connection: DuckDBConnection, database: string): Promise<TableColumns> {
  const found = await readRows<{ table: string; name: string }>(connection, `SELECT table_name AS "table", column_name AS name FROM duckdb_columns() WHERE database_name = '${database}' ORDER BY table_name, column_index`);
  const inFileOrder = (table: string, columns: Columns): Columns => found.filter((it) => it.table === table).map(({ name }) => columns.find((it) => it[0] === name)!);
  return Object.fromEntries(Object.entries(TABLES).map(([table, columns]) => [table, inFileOrder(table, columns)])) as unknown as TableColumns;
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
