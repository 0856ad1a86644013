import type { Config } from './config.js';
import { prepareDataDirectory } from './runtime/data-directory.js';
import type { Manifest } from './store/backup/manifest.js';
import { restore } from './store/backup/restore.js';
import { describePlace } from './store/control/place.js';
import { lockDirectory } from './store/directory-lock.js';

/**
 * Puts a backup back into the data directory that the configuration names, which is made or empty, while no server runs on it.
 * @throws Failure as {@link restore} does; `data_dir_unusable` while a server runs
 */
export async function restoreBackup(
  { dataDir, controlPlane, bodies, secretKey }: Pick<Config, 'dataDir' | 'controlPlane' | 'bodies' | 'secretKey'>, directory: string, onProgress: (doneBytes: number, totalBytes: number) => void,
): Promise<{ manifest: Manifest; dataDir: string; controlPlane: string }> {
  await prepareDataDirectory(dataDir);
  const unlock = lockDirectory(dataDir, { mayBeUnfinished: true });
  try {
    const key = secretKey === undefined ? undefined : Buffer.from(secretKey, 'hex');
    return { manifest: await restore(directory, { dataDir, controlPlane, bodies, secretKey: key }, onProgress), dataDir, controlPlane: describePlace(controlPlane) };
  } finally {
    unlock();
  }
}
