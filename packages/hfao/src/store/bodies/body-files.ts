import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BodyId } from '../../model/body-ref.js';
import { Failure } from '../../runtime/errors.js';
import { plainName, sizeOf, type BodyStore, type StoredBody } from './body-store.js';

/** What a crash left half written lies here, and is removed at the next start. */
const UNFINISHED = '.unfinished';

/**
 * Bodies as files: `DIRECTORY/PROJECT/ab/abcdef…`, private to their owner. The first two letters spread them over 256 folders.
 * @throws Failure `data_dir_unusable` when the directory cannot be made or read
 */
export async function openBodyFiles(directory: string): Promise<BodyStore> {
  const unfinished = join(directory, UNFINISHED);
  try {
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new Failure('data_dir_unusable', `The folder of bodies ${directory} cannot be used: ${(cause as Error).message}. Make it writable, or choose another with HFAO_BODIES_URL.`, { cause, field: 'HFAO_BODIES_URL' });
  }
  return new BodyFiles(directory, unfinished);
}

class BodyFiles implements BodyStore {
  constructor(readonly directory: string, readonly unfinished: string) {}

  async put(projectId: string, id: BodyId, bytes: Uint8Array): Promise<void> {
    const path = this.#path(projectId, id);
    const draft = join(this.unfinished, randomBytes(8).toString('hex'));
    try {
      await this.#makeFolder(projectId, path);
      await writeDurably(draft, bytes);
      await rename(draft, path);
      await syncFolder(dirname(path));
    } catch (error) {
      await rm(draft, { force: true }).catch(() => {});
      throw unwritable(this.directory, error);
    }
  }

  async get(projectId: string, id: BodyId): Promise<Uint8Array | undefined> {
    return this.#read(projectId, id, async (file) => file.readFile());
  }

  async getRange(projectId: string, id: BodyId, start: number, end: number): Promise<Uint8Array | undefined> {
    return this.#read(projectId, id, async (file) => {
      const { size } = await file.stat();
      const buffer = Buffer.alloc(Math.max(0, Math.min(end, size) - start));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
      return buffer.subarray(0, bytesRead);
    });
  }

  async writtenAt(projectId: string, id: BodyId): Promise<number | undefined> {
    return (await absent(stat(this.#path(projectId, id)), this.directory))?.mtimeMs;
  }

  async delete(projectId: string, id: BodyId): Promise<void> {
    await rm(this.#path(projectId, id), { force: true }).catch((error: unknown) => { throw unwritable(this.directory, error); });
  }

  async *list(projectId: string): AsyncGenerator<StoredBody> {
    const home = join(this.directory, plainName(projectId));
    for (const shard of await absent(readdir(home), this.directory) ?? []) {
      for (const id of await absent(readdir(join(home, shard)), this.directory) ?? []) {
        const found = BodyId.safeParse(id).success ? await absent(stat(join(home, shard, id)), this.directory) : undefined;
        if (found !== undefined) yield { id, bytes: found.size, writtenAt: found.mtimeMs };
      }
    }
  }

  size(projectId: string): Promise<{ bodies: number; bytes: number }> {
    return sizeOf(this.list(projectId));
  }

  #path(projectId: string, id: BodyId): string {
    return join(this.directory, plainName(projectId), id.slice(0, 2), BodyId.parse(id));
  }

  /** A folder's name must survive a power cut as well as what is in it. */
  async #makeFolder(projectId: string, path: string): Promise<void> {
    const made = await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    if (made === undefined) return;
    await syncFolder(join(this.directory, plainName(projectId)));
    await syncFolder(this.directory);
  }

  async #read(projectId: string, id: BodyId, work: (file: FileHandle) => Promise<Uint8Array>): Promise<Uint8Array | undefined> {
    const file = await absent(open(this.#path(projectId, id), 'r'), this.directory);
    try {
      return file && await work(file);
    } finally {
      await file?.close();
    }
  }
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.datasync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** What is not there is undefined; any other trouble is a Failure. */
async function absent<T>(found: Promise<T>, directory: string): Promise<T | undefined> {
  try {
    return await found;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new Failure('unavailable', `The bodies in ${directory} cannot be read (${code ?? message}).`, { cause });
  }
}

function unwritable(directory: string, cause: unknown): Failure {
  const { code, message } = cause as NodeJS.ErrnoException;
  const what = code === 'ENOSPC' || code === 'EDQUOT' ? 'the disk is full: free some space' : `${code ?? message}: check the disk and the permissions`;
  return new Failure('unavailable', `The bodies in ${directory} cannot be written (${what}).`, { cause, retryAfterSeconds: 5 });
}
