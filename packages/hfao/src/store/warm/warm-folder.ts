import { copyFile, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure } from '../../runtime/errors.js';
import type { WarmFiles } from './warm-files.js';

/** Files below a folder, which is made. A file is written beside its place and then renamed: readers see it whole. */
export async function openWarmFolder(directory: string): Promise<WarmFiles> {
  try {
    await mkdir(directory, { recursive: true });
  } catch (cause) {
    throw new Failure('data_dir_unusable', `The folder ${directory} of the warm tier cannot be made: ${(cause as Error).message}. Choose another, or change its permissions.`, { cause });
  }
  const at = (path: string) => join(directory, path);
  const tried = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      throw new Failure('unavailable', `The warm tier's ${what} failed: ${(cause as Error).message}.`, { cause, retryAfterSeconds: 30 });
    }
  };
  const size = async (path: string) => {
    try {
      return (await stat(at(path))).size;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw cause;
    }
  };
  return {
    url: `${directory}/`,
    put: (path, localFile) => tried(`file ${path}: writing`, async () => {
      const target = at(path);
      await mkdir(dirname(target), { recursive: true });
      await copyFile(localFile, `${target}.new`);
      await synced(`${target}.new`);
      await rename(`${target}.new`, target);
      await synced(dirname(target));
    }),
    local: async (path) => ((await size(path)) === undefined ? undefined : at(path)),
    size: (path) => tried(`file ${path}: reading`, () => size(path)),
    delete: (path) => tried(`file ${path}: removing`, () => rm(at(path), { force: true })),
  };
}

async function synced(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
