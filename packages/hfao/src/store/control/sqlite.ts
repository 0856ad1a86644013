import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Kysely, SqliteDialect } from 'kysely';
import Database from 'libsql';
import { Failure } from '../../runtime/errors.js';
import type { ControlTables } from './tables.js';

/** @throws Failure `data_dir_unusable` when the file cannot be made or is no database */
export function openSqlite(path: string): Kysely<ControlTables> {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const database = new Database(path);
    // Setting up people's projects is rare: full durability costs nothing that is felt.
    for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON', 'busy_timeout = 5000']) database.pragma(pragma);
    // Kysely reads by .all() alone, which lacks the `_metadata` key that libsql's .get() adds to a row.
    return new Kysely({ dialect: new SqliteDialect({ database }) });
  } catch (cause) {
    throw new Failure('data_dir_unusable', `The control plane ${path} cannot be opened: ${(cause as Error).message}. Check that the folder is writable and the file is hfao's own, or set HFAO_DATA_DIR to another folder.`, { cause, field: 'HFAO_DATA_DIR' });
  }
}
