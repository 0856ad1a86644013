import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Kysely, Migrator, SqliteDialect, type SqliteDatabase } from 'kysely';
import Database from 'libsql';
import { Failure } from '../../runtime/errors.js';
import type { ControlStore } from './control-store.js';
import { migrations } from './migrations/all.js';
import { controlStoreOver } from './over-kysely.js';
import type { ControlTables } from './tables.js';

/**
 * Opens the embedded control plane, one SQLite file, made and brought up to date where needed.
 * @param defaultProject slug of the project that exists from the first start on
 * @throws Failure `data_dir_unusable` when the file cannot be made, is no database, or was written by a newer hfao
 */
export async function openControlStore({ path, defaultProject }: { path: string; defaultProject: string }): Promise<ControlStore> {
  const db = new Kysely<ControlTables>({ dialect: new SqliteDialect({ database: openDatabase(path) }) });
  try {
    await migrate(db, path);
    return await controlStoreOver(db, defaultProject);
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

function openDatabase(path: string): SqliteDatabase {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const database = new Database(path);
    // Setting up people's projects is rare: full durability costs nothing that is felt.
    for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON', 'busy_timeout = 5000']) database.pragma(pragma);
    // Kysely reads by .all() alone, which lacks the `_metadata` key that libsql's .get() adds to a row.
    return database;
  } catch (cause) {
    throw new Failure('data_dir_unusable', `The control plane ${path} cannot be opened: ${(cause as Error).message}. Check that the folder is writable and the file is hfao's own, or set HFAO_DATA_DIR to another folder.`, { cause, field: 'HFAO_DATA_DIR' });
  }
}

async function migrate(db: Kysely<ControlTables>, path: string): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) {
    throw new Failure('data_dir_unusable', `The control plane ${path} cannot be brought up to date: ${(error as Error).message}. If a newer hfao has used this folder, run that version.`, { cause: error, field: 'HFAO_DATA_DIR' });
  }
}
