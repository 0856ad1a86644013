import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { Failure } from '../runtime/errors.js';

/** Lies in a data directory while a backup is put back into it: what else is there is not whole. */
export const RESTORE_UNFINISHED = 'restore-unfinished.json';
/** Likewise while telemetry is copied into it. */
export const COPY_UNFINISHED = 'copy-unfinished.json';

/**
 * Claims a data directory for this process and returns how to give it up.
 * @param mayBeUnfinished true for the work that finishes it
 * The lock is SQLite's on a file of its own: the system's, so it is exact and dies with its owner, where a pid on disk may be someone else's by now.
 * @throws Failure `data_dir_unusable` that names the process which has it, or says that a restore or a copy into it was not finished
 */
export function lockDirectory(directory: string, { mayBeUnfinished = false } = {}): () => void {
  const pidFile = join(directory, 'hfao.pid');
  const database = new Database(join(directory, 'hfao.lock'), { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    if ((cause as { code?: string }).code?.startsWith('SQLITE_BUSY') !== true) throw new Failure('data_dir_unusable', `The data directory ${directory} cannot be locked: ${(cause as Error).message}.`, { cause, field: 'HFAO_DATA_DIR' });
    throw new Failure('data_dir_unusable', `The data directory ${directory} is in use by another hfao${pidIn(pidFile)}. Stop that one, or start this one with another HFAO_DATA_DIR (--data-dir).`, { cause, field: 'HFAO_DATA_DIR' });
  }
  const unfinished = mayBeUnfinished ? undefined : unfinishedWork(directory);
  if (unfinished !== undefined) {
    database.close();
    throw new Failure('data_dir_unusable', `A ${unfinished} into the data directory ${directory} was interrupted, so what is in it is not whole. Run hfao ${unfinished} again, or remove the directory.`, { field: 'HFAO_DATA_DIR' });
  }
  writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 });
  return () => database.close();
}

function unfinishedWork(directory: string): 'restore' | 'copy' | undefined {
  if (existsSync(join(directory, RESTORE_UNFINISHED))) return 'restore';
  return existsSync(join(directory, COPY_UNFINISHED)) ? 'copy' : undefined;
}

function pidIn(path: string): string {
  try {
    return ` (process ${readFileSync(path, 'utf8').trim()})`;
  } catch {
    return '';
  }
}
