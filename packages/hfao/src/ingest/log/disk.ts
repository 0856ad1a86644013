import { open, rm } from 'node:fs/promises';

/** A file being appended to. Errors carry the system's code. */
export interface DiskFile {
  writev(parts: readonly Uint8Array[], position: number): Promise<{ bytesWritten: number }>;
  datasync(): Promise<void>;
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
}

/** Where the log's files are made: an argument, so that they can be written on a thread of their own, and a test can let the disk fail. */
export interface Disk {
  /** A new file. @throws EEXIST when there is one of this name */
  create(path: string, mode: number): Promise<DiskFile>;
  remove(path: string): Promise<void>;
}

/** Through Node's thread pool: for what is written now and then. */
export const pooledDisk: Disk = {
  create: (path, mode) => open(path, 'wx', mode),
  remove: (path) => rm(path, { force: true }),
};
