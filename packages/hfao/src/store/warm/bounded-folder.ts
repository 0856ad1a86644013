import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Removes the oldest files of a folder, but for those in use, until the rest takes no more room than this. */
export async function removeOldest(folder: string, maxBytes: number, isInUse: (name: string) => boolean): Promise<void> {
  const files = await Promise.all((await readdir(folder)).map(async (name) => ({ name, stat: await stat(join(folder, name)) })));
  let bytes = files.reduce((sum, it) => sum + it.stat.size, 0);
  for (const it of files.sort((a, b) => a.stat.mtimeMs - b.stat.mtimeMs)) {
    if (bytes <= maxBytes) return;
    if (isInUse(it.name)) continue;
    await rm(join(folder, it.name), { force: true });
    bytes -= it.stat.size;
  }
}
