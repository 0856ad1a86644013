import { closeSync, fdatasyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { linkThread, type Port } from '../../runtime/thread-rpc.js';

/** What the thread does for {@link openDiskThread}: each call at once and in order, blocking nobody else. */
export interface DiskMethods {
  create(path: string, mode: number): Promise<number>;
  write(fd: number, bytes: Uint8Array, position: number): Promise<number>;
  datasync(fd: number): Promise<void>;
  truncate(fd: number, size: number): Promise<void>;
  close(fd: number): Promise<void>;
}

const methods: DiskMethods = {
  create: async (path, mode) => openSync(path, 'wx', mode),
  write: async (fd, bytes, position) => writeSync(fd, bytes, 0, bytes.length, position),
  datasync: async (fd) => fdatasyncSync(fd),
  truncate: async (fd, size) => ftruncateSync(fd, size),
  close: async (fd) => closeSync(fd),
};

linkThread<object, object, DiskMethods, object>(parentPort as unknown as Port, { methods, notices: {} });
