import { Worker } from 'node:worker_threads';
import { linkThread, type Port } from '../../runtime/thread-rpc.js';
import { pooledDisk, type Disk, type DiskFile } from './disk.js';
import type { DiskMethods } from './disk-thread.js';

/**
 * A disk on a thread of its own. `died` resolves with the reason when it stops without having been asked to. Node's pool has four threads, and each query and commit of DuckDB holds one for as long as it takes:
 * with four of them under way an fsync in the pool waited for their end (574 ms instead of 0.4 where it was measured), and with it every acknowledgement.
 */
export function openDiskThread(): Disk & { end(): Promise<void>; died: Promise<unknown> } {
  const worker = new Worker(new URL('./disk-thread.js', import.meta.url));
  const link = linkThread<DiskMethods, object, object, object>(worker as unknown as Port, { methods: {}, notices: {} });
  let isEnding = false;
  const died = new Promise<unknown>((resolve) => {
    const gone = (error: Error) => {
      link.break(error);
      if (!isEnding) resolve(error);
    };
    worker.on('error', gone);
    worker.on('exit', () => gone(new Error('the thread that writes the ingest log has ended')));
  });
  return {
    died,
    create: async (path, mode) => fileOf(await link.call('create', path, mode)),
    remove: (path) => pooledDisk.remove(path),
    async end() {
      isEnding = true;
      await worker.terminate();
    },
  };

  function fileOf(fd: number): DiskFile {
    return {
      writev: async (parts, position) => ({ bytesWritten: await link.call('write', fd, joined(parts), position) }),
      datasync: () => link.call('datasync', fd),
      truncate: (size) => link.call('truncate', fd, size),
      close: () => link.call('close', fd),
    };
  }
}

/** One piece with memory of its own: a message takes along all of the memory that a piece is a view of. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, it) => sum + it.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
