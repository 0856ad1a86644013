import { randomBytes } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure } from './errors.js';

/** Where the key is kept in a data directory that made one. */
export const SECRET_KEY_FILE = 'secret.key';
const NEXT_FILE_NAME = 'secret.key.next';

/**
 * The 32 bytes that encrypt what is kept: the configured key, else the one in the data directory, made at the first start.
 * @throws Failure `data_dir_unusable` when the key file does not hold a key
 */
export async function secretKey(dataDir: string, configured: string | undefined): Promise<Buffer> {
  if (configured !== undefined) return Buffer.from(configured, 'hex');
  return await keptSecretKey(dataDir) ?? makeKey(join(dataDir, SECRET_KEY_FILE));
}

/**
 * The key in the data directory; undefined when none was made.
 * @throws Failure `data_dir_unusable` when the key file does not hold a key
 */
export async function keptSecretKey(dataDir: string): Promise<Buffer | undefined> {
  return readKey(join(dataDir, SECRET_KEY_FILE));
}

/**
 * The key that will take the place of the kept one: the one that an interrupted change has left, else as given, else a new one. It rests beside the kept one now.
 * @throws Failure `conflict` when an interrupted change has left another one than is given: something may be encrypted with it
 */
export async function prepareNextKey(dataDir: string, given: Buffer | undefined): Promise<Buffer> {
  const path = join(dataDir, NEXT_FILE_NAME);
  const left = await readKey(path);
  if (left !== undefined && given?.equals(left) === false) throw new Failure('conflict', `A change of the secret key was interrupted, and its key is in ${path}. Run it again without HFAO_SECRET_KEY_NEXT first.`);
  const next = left ?? given ?? randomBytes(32);
  await writeKey(path, next);
  return next;
}

/** From now on the kept key is the one that {@link prepareNextKey} has put beside it. */
export async function adoptNextKey(dataDir: string): Promise<void> {
  await rename(join(dataDir, NEXT_FILE_NAME), join(dataDir, SECRET_KEY_FILE));
  await syncDirectory(dataDir);
}

async function readKey(path: string): Promise<Buffer | undefined> {
  const kept = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new Failure('data_dir_unusable', `The key file ${path} cannot be read: ${error.message}.`, { cause: error });
  });
  if (kept === undefined) return undefined;
  if (!/^[0-9a-f]{64}$/i.test(kept.trim())) throw new Failure('data_dir_unusable', `The key file ${path} does not hold 64 hex digits. Restore it from a copy: without it the ingest log, the dead letters and the bodies cannot be read.`);
  return Buffer.from(kept.trim(), 'hex');
}

async function makeKey(path: string): Promise<Buffer> {
  const key = randomBytes(32);
  await writeKey(path, key);
  return key;
}

/** Under its name only when it is whole and durable: half a key would lock us out of the log. */
async function writeKey(path: string, key: Buffer): Promise<void> {
  const handle = await open(`${path}.new`, 'w', 0o600);
  await handle.writeFile(`${key.toString('hex')}\n`);
  await handle.sync();
  await handle.close();
  await rename(`${path}.new`, path);
  await syncDirectory(dirname(path));
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  await directory.sync();
  await directory.close();
}
