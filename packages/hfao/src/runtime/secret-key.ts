import { randomBytes } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure } from './errors.js';

const FILE_NAME = 'secret.key';

/**
 * The 32 bytes that encrypt what is kept: the configured key, else the one in the data directory, made at the first start.
 * @throws Failure `data_dir_unusable` when the key file does not hold a key
 */
export async function secretKey(dataDir: string, configured: string | undefined): Promise<Buffer> {
  if (configured !== undefined) return Buffer.from(configured, 'hex');
  const path = join(dataDir, FILE_NAME);
  const kept = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new Failure('data_dir_unusable', `The key file ${path} cannot be read: ${error.message}.`, { cause: error });
  });
  if (kept === undefined) return makeKey(path);
  if (!/^[0-9a-f]{64}$/i.test(kept.trim())) throw new Failure('data_dir_unusable', `The key file ${path} does not hold 64 hex digits. Restore it from a copy: without it the ingest log and the dead letters cannot be read.`);
  return Buffer.from(kept.trim(), 'hex');
}

/** Under its name only when it is whole and durable: half a key would lock us out of the log. */
async function makeKey(path: string): Promise<Buffer> {
  const key = randomBytes(32);
  const handle = await open(`${path}.new`, 'w', 0o600);
  await handle.writeFile(`${key.toString('hex')}\n`);
  await handle.sync();
  await handle.close();
  await rename(`${path}.new`, path);
  const directory = await open(dirname(path), 'r');
  await directory.sync();
  await directory.close();
  return key;
}
