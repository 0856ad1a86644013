import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyRotation } from './config.js';
import { Failure } from './runtime/errors.js';
import { adoptNextKey, keptSecretKey, prepareNextKey } from './runtime/secret-key.js';
import { secretKeyId, wrapKey } from './store/bodies/key-wrap.js';
import { unwrapped } from './store/bodies/project-keys.js';
import { openControlStore } from './store/control/open.js';
import type { ControlPlace } from './store/control/place.js';
import { lockDirectory } from './store/directory-lock.js';

export interface RotatedKey {
  /** How many data keys are wrapped under the new secret key. */
  dataKeys: number;
  /** Where the secret key is now: the file in the data directory, or wherever HFAO_SECRET_KEY is set. */
  keptIn: 'file' | 'variable';
}

/**
 * Puts another secret key in the place of the one there is, while no server runs: wraps every data key under it. Bodies stay as they are.
 * It may be stopped at any moment and run again: the new key is durable before anything is wrapped under it, and it takes its place last.
 * @throws Failure `conflict` while the ingest log or the dead letters hold anything, which the old key alone can read; `data_dir_unusable` while a server runs
 */
export async function rotateSecretKey({ dataDir, controlPlane, project, secretKey, nextSecretKey }: KeyRotation): Promise<RotatedKey> {
  if (!existsSync(dataDir)) throw new Failure('not_found', `There is no data directory ${dataDir}. Name it with HFAO_DATA_DIR or --data-dir.`, { field: 'HFAO_DATA_DIR' });
  const unlock = lockDirectory(dataDir);
  try {
    await refuseWhile(join(dataDir, 'ingest-log'), '.log', 'The ingest log holds requests that are not stored yet. Start hfao with the present key, wait until it is ready, stop it, and try again.');
    await refuseWhile(join(dataDir, 'dead-letters'), '.letter', 'There are dead letters, which the present key alone can read. Replay or drop them first (hfao dlq), and try again.');
    const current = secretKey ?? await keptSecretKey(dataDir);
    if (current === undefined) throw new Failure('not_found', `There is no secret key in ${dataDir} yet; the first start of hfao makes one.`, { field: 'HFAO_DATA_DIR' });
    if (secretKey !== undefined && nextSecretKey === undefined) throw new Failure('invalid_input', 'HFAO_SECRET_KEY is set, so set HFAO_SECRET_KEY_NEXT to the key that takes its place: 64 hex digits.', { field: 'HFAO_SECRET_KEY_NEXT' });
    if (nextSecretKey?.equals(current)) throw new Failure('invalid_input', 'HFAO_SECRET_KEY_NEXT is the key that is in use already.', { field: 'HFAO_SECRET_KEY_NEXT' });
    const next = secretKey === undefined ? await prepareNextKey(dataDir, nextSecretKey) : nextSecretKey!;
    const dataKeys = await rewrap(controlPlane, project, current, next);
    if (secretKey === undefined) await adoptNextKey(dataDir);
    return { dataKeys, keptIn: secretKey === undefined ? 'file' : 'variable' };
  } finally {
    unlock();
  }
}

async function refuseWhile(directory: string, ending: string, sentence: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  if (names.some((it) => it.endsWith(ending))) throw new Failure('conflict', sentence);
}

async function rewrap(place: ControlPlace, defaultProject: string, current: Buffer, next: Buffer): Promise<number> {
  const kek_id = secretKeyId(next);
  const seen = new Set<string>();   // a conflict with another process makes the store ask again
  const control = await openControlStore({ place, defaultProject });
  try {
    await control.rewrapProjectKeys((row) => {
      seen.add(row.id);
      if (row.kek_id === kek_id) return row;   // of a run that was interrupted
      return { wrapped_key: wrapKey(unwrapped(row, current), next, { id: row.id, projectId: row.project_id }), kek_id };
    });
  } finally {
    await control.close();
  }
  return seen.size;
}
