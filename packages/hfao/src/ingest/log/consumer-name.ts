import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How a writer is known to Redis: by its data directory, which one process has at a time, so that a restarted one takes up at once what it left. */
export async function consumerName(dataDir: string): Promise<string> {
  const path = join(dataDir, 'consumer.name');
  const kept = (await readFile(path, 'utf8').catch(() => '')).trim();
  if (/^writer-[0-9a-f]{16}$/.test(kept)) return kept;
  const name = `writer-${randomBytes(8).toString('hex')}`;
  await writeFile(path, `${name}\n`, { mode: 0o600 });
  return name;
}
