import { mkdir, readdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { LostItem } from '../../model/dead-letter.js';
import type { Log } from '../../runtime/log.js';
import { pooledDisk } from '../log/disk.js';
import { LogFile } from '../log/log-file.js';
import type { LogRecord } from '../log/record.js';
import { readRecords } from '../log/recovery.js';
import type { WriteRequest } from './write-request.js';

/** A batch, its totals and its part of DuckDB's log are smaller. */
const ROOM_BYTES = 256 * 1024 * 1024;
/** Of one project in one letter. Beyond these they are counted. */
const MOST_ITEMS = 100;

/** By its entry in Redis, or its position in the ingest log. */
const NAME = /^(\d{16}|redis-\d+-\d+)\.letter$/;

/** What is at fault, for whom. */
export interface Fault { projectId: string; item: LostItem }

/** A letter without its body. */
export interface LetterHead {
  letterId: string;
  reason: string;
  failedAt: string;
  bodyBytes: number;
  /** The projects with items at fault; empty where the request could not be read. */
  lost: Record<string, { count: number; items: LostItem[] }>;
  /** Of the request: its `projectId` is the default project; the body is left out. */
  record: Omit<LogRecord, 'body' | 'position'>;
}

/**
 * Requests that were acknowledged and cannot be stored, or not all of it, one encrypted file each. They wait for a person. The format is the ingest log's,
 * of two records: a line of JSON with what is known of the request, then its body.
 */
export class DeadLetters {
  constructor(readonly directory: string, readonly secretKey: Uint8Array) {}

  /** Resolves once the letter survives a crash. The same request again replaces its letter. */
  async put(request: WriteRequest, reason: string, faults: readonly Fault[] = []): Promise<void> {
    const { receivedAt, signal, projectId, encoding, contentEncoding = 'identity', body } = request;
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    const letterId = idOf(request);
    const record = { receivedAt, signal, projectId, encoding, contentEncoding };
    const head: LetterHead = { letterId, reason, failedAt: new Date().toISOString(), bodyBytes: body.byteLength, lost: byProject(faults), record };
    await rm(this.#path(letterId), { force: true });
    const file = await LogFile.create(this.#path(letterId), 1, this.secretKey, pooledDisk);
    try {
      await file.append([{ ...record, contentEncoding: 'identity', position: 1, body: Buffer.from(JSON.stringify(head)) }, { ...record, position: 2, body: new Uint8Array(body) }]);
    } finally {
      await file.close();
    }
  }

  /** Removes the letter of a request that can be stored after all. Never fails: one letter too many is no harm. */
  async withdraw(request: WriteRequest): Promise<void> {
    await rm(this.#path(idOf(request)), { force: true }).catch(() => {});
  }

  /** Whether the disk has so much room that a failed write is not for want of it. */
  async hasRoom(): Promise<boolean> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    const { bavail, bsize } = await statfs(this.directory);
    return bavail * bsize > ROOM_BYTES;
  }

  async count(): Promise<number> {
    return (await this.#ids()).length;
  }

  /** Oldest first; a letter that cannot be read is logged and left out. */
  async list(log: Log): Promise<LetterHead[]> {
    const heads: LetterHead[] = [];
    for (const id of await this.#ids()) {
      const head = await this.#read(id, 1, log);
      if (head !== undefined) heads.push(JSON.parse(Buffer.from(head.body).toString()) as LetterHead);
    }
    return heads.sort((a, b) => a.failedAt.localeCompare(b.failedAt));
  }

  /** One letter with its body as it was kept; undefined when there is none, or it cannot be read (then it is logged). */
  async get(letterId: string, log: Log): Promise<{ head: LetterHead; body: Uint8Array } | undefined> {
    if (!NAME.test(`${letterId}.letter`)) return undefined;
    const [head, body] = [await this.#read(letterId, 1, log), await this.#read(letterId, 2, log)];
    return head === undefined || body === undefined ? undefined : { head: JSON.parse(Buffer.from(head.body).toString()) as LetterHead, body: body.body };
  }

  async remove(letterId: string): Promise<void> {
    if (NAME.test(`${letterId}.letter`)) await rm(this.#path(letterId), { force: true });
  }

  async #read(letterId: string, position: number, log: Log): Promise<LogRecord | undefined> {
    if (!(await this.#ids()).includes(letterId)) return undefined;
    for await (const record of readRecords({ path: this.#path(letterId), firstPosition: 0, lastPosition: 0, damaged: false }, this.secretKey, log)) {
      if (record.position === position) return record;
    }
    return undefined;
  }

  #path(letterId: string): string {
    return join(this.directory, `${letterId}.letter`);
  }

  async #ids(): Promise<string[]> {
    const names = await readdir(this.directory).catch(() => []);
    return names.filter((it) => NAME.test(it)).map((it) => it.slice(0, -'.letter'.length)).sort();
  }
}

const idOf = ({ entry, position }: WriteRequest) => (entry === undefined ? String(position).padStart(16, '0') : `redis-${entry}`);

function byProject(faults: readonly Fault[]): LetterHead['lost'] {
  const lost: LetterHead['lost'] = {};
  for (const { projectId, item } of faults) {
    lost[projectId] ??= { count: 0, items: [] };
    if (lost[projectId].count++ < MOST_ITEMS) lost[projectId].items.push(item);
  }
  return lost;
}
