import { mkdir, readdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../runtime/log.js';
import { pooledDisk } from '../log/disk.js';
import { LogFile } from '../log/log-file.js';
import type { LogRecord } from '../log/record.js';
import { readRecords } from '../log/recovery.js';
import type { WriteRequest } from './write-request.js';

/** A batch, its totals and its part of DuckDB's log are smaller. */
const ROOM_BYTES = 256 * 1024 * 1024;

const NAME = /^(\d{16})\.letter$/;

export interface DeadLetter { reason: string; failed_at: string; record: LogRecord }

/**
 * Requests that were acknowledged and cannot be stored, one encrypted file each: the format of the ingest log, with a line of JSON
 * (`reason`, `failed_at`) before the inflated body. They wait for a person.
 */
export class DeadLetters {
  constructor(readonly directory: string, readonly secretKey: Uint8Array) {}

  /** Resolves once the letter survives a crash. The same request again replaces its letter. */
  async put({ position, receivedAt, signal, projectId, encoding, body }: WriteRequest, reason: string): Promise<void> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    const path = this.#path(position);
    await rm(path, { force: true });
    const file = await LogFile.create(path, position, this.secretKey, pooledDisk);
    try {
      const line = `${JSON.stringify({ reason, failed_at: new Date().toISOString() })}\n`;
      await file.append([{ position, receivedAt, signal, projectId, encoding, contentEncoding: 'identity', body: Buffer.concat([Buffer.from(line), Buffer.from(body)]) }]);
    } finally {
      await file.close();
    }
  }

  /** Removes the letter of a request that can be stored after all. Never fails: one letter too many is no harm. */
  async withdraw(position: number): Promise<void> {
    await rm(this.#path(position), { force: true }).catch(() => {});
  }

  /** Whether the disk has so much room that a failed write is not for want of it. */
  async hasRoom(): Promise<boolean> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    const { bavail, bsize } = await statfs(this.directory);
    return bavail * bsize > ROOM_BYTES;
  }

  async count(): Promise<number> {
    return (await this.#paths()).length;
  }

  /** Oldest first; a letter that cannot be read is logged and left out. */
  async *read(log: Log): AsyncGenerator<DeadLetter> {
    for (const path of await this.#paths()) {
      for await (const record of readRecords({ path, firstPosition: 0, lastPosition: 0, damaged: false }, this.secretKey, log)) {
        const body = Buffer.from(record.body);
        const end = body.indexOf('\n');
        yield { ...(JSON.parse(body.toString('utf8', 0, end)) as { reason: string; failed_at: string }), record: { ...record, body: body.subarray(end + 1) } };
      }
    }
  }

  #path(position: number): string {
    return join(this.directory, `${String(position).padStart(16, '0')}.letter`);
  }

  async #paths(): Promise<string[]> {
    const names = await readdir(this.directory).catch(() => []);
    return names.filter((it) => NAME.test(it)).sort().map((it) => join(this.directory, it));
  }
}
