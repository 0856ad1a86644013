import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Disk, DiskFile } from './disk.js';
import { fileKey } from './file-key.js';
import { writeFileHeader } from './file-header.js';
import { sealRecord, type LogRecord } from './record.js';

/** The file that records are appended to. One append at a time. */
export class LogFile {
  /** Bytes known to be durable; what lies beyond is not ours. */
  size: number;
  lastPosition: number;
  /** After a failed fsync nobody knows what the disk holds (the kernel may report the loss once only): such a file is left alone. */
  poisoned = false;

  private constructor(readonly path: string, readonly firstPosition: number, readonly file: DiskFile, readonly encryptionKey: Buffer, headerBytes: number) {
    this.size = headerBytes;
    this.lastPosition = firstPosition - 1;
  }

  /** A new file, private to its owner, that survives a power cut together with its name. */
  static async create(path: string, firstPosition: number, secretKey: Uint8Array, disk: Disk): Promise<LogFile> {
    const salt = randomBytes(16);
    const key = fileKey(secretKey, salt);
    const header = writeFileHeader({ salt, firstPosition, check: key.check });
    const file = await disk.create(path, 0o600);
    try {
      await writeAll(file, [header], 0);
      await file.datasync();
      await syncDirectory(dirname(path));
    } catch (error) {
      await file.close().catch(() => {});
      await disk.remove(path).catch(() => {});
      throw error;
    }
    return new LogFile(path, firstPosition, file, key.encryption, header.length);
  }

  /** Resolves once all of them are durable. When it fails none of them is counted, and what was written of them is taken back. */
  async append(records: readonly LogRecord[]): Promise<void> {
    const parts = records.flatMap((it) => sealRecord(it, this.encryptionKey));
    let written: number;
    try {
      written = await writeAll(this.file, parts, this.size);
    } catch (error) {
      await this.file.truncate(this.size).catch(() => { this.poisoned = true; });
      throw error;
    }
    try {
      await this.file.datasync();
    } catch (error) {
      this.poisoned = true;
      throw error;
    }
    this.size += written;
    this.lastPosition = records[records.length - 1].position;
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

/** A full disk shows as a short write first, and as an error only on the next. */
async function writeAll(file: DiskFile, parts: readonly Buffer[], offset: number): Promise<number> {
  const total = parts.reduce((sum, it) => sum + it.length, 0);
  let rest = [...parts];
  for (let done = 0; done < total;) {
    // The system takes 1,024 parts at a time.
    const { bytesWritten } = await file.writev(rest.slice(0, 1024), offset + done);
    if (bytesWritten === 0) throw Object.assign(new Error('the disk takes no more bytes'), { code: 'ENOSPC' });
    done += bytesWritten;
    rest = withoutFirst(rest, bytesWritten);
  }
  return total;
}

function withoutFirst(parts: Buffer[], bytes: number): Buffer[] {
  let index = 0;
  while (index < parts.length && bytes >= parts[index].length) bytes -= parts[index++].length;
  return bytes === 0 ? parts.slice(index) : [parts[index].subarray(bytes), ...parts.slice(index + 1)];
}

export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
