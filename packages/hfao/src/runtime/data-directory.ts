import { mkdir, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from './errors.js';

/**
 * Makes the directory where it is missing, private to its owner, and tries it out.
 * @throws Failure `data_dir_unusable` that says what is in the way
 */
export async function prepareDataDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 }).catch((error: unknown) => refuse(path, 'cannot be made', error));
  const found = await stat(path).catch((error: unknown) => refuse(path, 'cannot be read', error));
  if (!found.isDirectory()) refuse(path, 'is not a directory');
  const probe = join(path, `.probe-${process.pid}`);
  try {
    await (await open(probe, 'w', 0o600)).close();
    await rm(probe);
  } catch (error) {
    refuse(path, 'cannot be written', error);
  }
}

function refuse(path: string, what: string, cause?: unknown): never {
  const why = { EEXIST: 'it is a file', ENOTDIR: 'a part of it is a file', EACCES: 'no permission', EROFS: 'the file system is read-only', ENOSPC: 'the disk is full' }[(cause as NodeJS.ErrnoException | undefined)?.code ?? ''];
  const detail = why ?? (cause as Error | undefined)?.message;
  throw new Failure('data_dir_unusable', `The data directory ${path} ${what}${detail === undefined ? '' : ` (${detail})`}. Choose another with HFAO_DATA_DIR or --data-dir.`, { cause, field: 'HFAO_DATA_DIR' });
}
