import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../runtime/errors.js';
import type { Log } from '../../runtime/log.js';
import { pooledDisk, type Disk } from './disk.js';
import { LogFile } from './log-file.js';
import type { LogRecord } from './record.js';
import { fileName, findFiles, readRecords, retire, type ClosedFile } from './recovery.js';

/**
 * What was acknowledged is here, as it came and encrypted, until it is stored.
 * Files of one directory; each begins with a salt for its own key, and goes when its last record is stored.
 */
export interface IngestLog {
  /**
   * Resolves with the record's position once it survives a crash. All that wait during one fsync share the next.
   * Positions only ever rise, across restarts too, and appends resolve in their order.
   * @throws Failure `unavailable` when the disk is full or cannot be written; the next append tries again
   */
  append(record: Omit<LogRecord, 'position'>): Promise<number>;
  /** The readable records of earlier runs whose position is above `after`, in order. Damage is logged and stepped over. */
  replay(after: number): AsyncGenerator<LogRecord>;
  /** Everything up to `position` is stored: deletes the files that hold nothing else. New positions are above it. */
  forget(position: number): Promise<void>;
  /** Waits for the appends in hand. */
  close(): Promise<void>;
}

export interface IngestLogOptions {
  directory: string;
  /** 32 bytes. */
  secretKey: Uint8Array;
  log: Log;
  maxFileBytes?: number;
  disk?: Disk;
}

/** @throws Failure `data_dir_unusable` when the log was written with another secret key, or the directory cannot be used */
export async function openIngestLog({ directory, secretKey, log, maxFileBytes = 64 * 1024 * 1024, disk = pooledDisk }: IngestLogOptions): Promise<IngestLog> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const files = await findFiles(directory, secretKey, log);
    return new FileIngestLog(directory, secretKey, log, maxFileBytes, disk, files);
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure('data_dir_unusable', `The ingest log in ${directory} cannot be opened: ${(cause as Error).message}.`, { cause });
  }
}

/** Bodies that are stored should not lie about, but a new file costs two fsyncs. */
const SPENT_FILE_BYTES = 4 * 1024 * 1024;

interface Waiting { record: LogRecord; resolve(position: number): void; reject(error: unknown): void }

class FileIngestLog implements IngestLog {
  #active: LogFile | undefined;
  #closed: ClosedFile[];
  #next: number;
  #forgotten = 0;
  #waiting: Waiting[] = [];
  #pumping: Promise<void> | undefined;
  #isClosing = false;

  constructor(readonly directory: string, readonly secretKey: Uint8Array, readonly log: Log, readonly maxFileBytes: number, readonly disk: Disk, readonly found: readonly ClosedFile[]) {
    this.#closed = [...found];
    this.#next = (found.at(-1)?.lastPosition ?? 0) + 1;
  }

  append(record: Omit<LogRecord, 'position'>): Promise<number> {
    if (this.#isClosing) return Promise.reject(new Failure('unavailable', 'hfao is shutting down.'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ record: { ...record, position: this.#next++ }, resolve, reject });
      this.#pumping ??= this.#pump();
    });
  }

  async #pump(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0);
      try {
        const file = await this.#fileFor(group[0].record.position);
        await file.append(group.map((it) => it.record));
        for (const it of group) it.resolve(it.record.position);
      } catch (error) {
        const failure = this.#asFailure(error);
        for (const it of group) it.reject(failure);
      }
    }
    this.#pumping = undefined;
  }

  async #fileFor(position: number): Promise<LogFile> {
    if (this.#active !== undefined && (this.#active.poisoned || this.#active.size >= this.maxFileBytes || this.#isSpent(this.#active))) await this.#rotate();
    this.#active ??= await LogFile.create(join(this.directory, fileName(position)), position, this.secretKey, this.disk);
    return this.#active;
  }

  /** Nothing in it is needed any more, and it is big enough to be worth a new file. */
  #isSpent(file: LogFile): boolean {
    return file.lastPosition <= this.#forgotten && file.size >= SPENT_FILE_BYTES;
  }

  async #rotate(): Promise<void> {
    const file = this.#active!;
    this.#active = undefined;
    this.#closed.push({ path: file.path, firstPosition: file.firstPosition, lastPosition: file.lastPosition, damaged: false });
    await file.close().catch((error: unknown) => this.log.warn({ file: file.path, error }, 'a log file did not close cleanly'));
  }

  #asFailure(cause: unknown): Failure {
    const { code, message } = cause as NodeJS.ErrnoException;
    this.log.error({ directory: this.directory, code, reason: message }, 'the ingest log cannot be written; requests are refused until it can');
    const isFull = code === 'ENOSPC' || code === 'EDQUOT';
    const what = isFull ? `The disk that holds ${this.directory} is full: free some space` : `${this.directory} cannot be written (${code ?? message}): check the disk and the permissions`;
    return new Failure('unavailable', `${what}, then send again. Nothing of this request was kept.`, { cause, retryAfterSeconds: 5 });
  }

  async *replay(after: number): AsyncGenerator<LogRecord> {
    for (const file of this.found) {
      if (file.lastPosition <= after) continue;
      for await (const record of readRecords(file, this.secretKey, this.log)) {
        if (record.position > after) yield record;
      }
    }
  }

  async forget(position: number): Promise<void> {
    this.#forgotten = Math.max(this.#forgotten, position);
    this.#next = Math.max(this.#next, position + 1);
    if (this.#pumping === undefined && this.#active !== undefined && this.#isSpent(this.#active)) await this.#rotate();
    const done = this.#closed.filter((it) => it.lastPosition <= this.#forgotten);
    this.#closed = this.#closed.filter((it) => it.lastPosition > this.#forgotten);
    for (const file of done) await retire(file);
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#pumping;
    if (this.#active !== undefined) await this.#rotate();
    await this.forget(this.#forgotten);
  }
}
