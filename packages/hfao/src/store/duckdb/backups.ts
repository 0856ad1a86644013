import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync } from 'node:fs';
import { chmod, open, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import type { DuckDBConnection } from '@duckdb/node-api';
import { Failure } from '../../runtime/errors.js';
import type { BackedUpPart, BackupPlan, StoreBackup } from '../store-backup.js';
import { DELETIONS_FILE } from './deletion-journal.js';
import { readRows } from './read-rows.js';
import { SCHEMA_VERSION, TABLES } from './schema.js';
import type { Segment } from './segment.js';
import { SegmentHold } from './segment-hold.js';
import type { Segments } from './segments.js';
import { unionAll } from './sql.js';
import type { Writer } from './writer.js';

const run = promisify(execFile);

interface Backup { id: string; directory: string; waiting: Segment[] }

/**
 * Copies of the store, as of one moment each. Between two batches the active segment is closed, and all that are closed are held: they stay as they are until
 * they are copied, one after the other, the one that a write waits for first. So writes go on in a new segment and the copy is of one moment.
 */
export class Backups implements StoreBackup {
  #current: Backup | undefined;

  constructor(private readonly segments: Segments, private readonly writer: Writer) {}

  async beginBackup(directory: string): Promise<BackupPlan> {
    if (this.#current !== undefined) throw new Failure('conflict', 'A backup is under way; wait for it or cancel it.');
    const backup: Backup = { id: randomBytes(8).toString('hex'), directory, waiting: [] };
    this.#current = backup;
    try {
      return await this.writer.exclusive((connection) => this.#hold(backup, connection));
    } catch (error) {
      await this.endBackup(backup.id);
      throw error;
    }
  }

  async backUpNext(backupId: string): Promise<BackedUpPart | undefined> {
    const backup = this.#of(backupId);
    const segment = backup.waiting.find((it) => it.hold?.isWanted === true) ?? backup.waiting[0];
    if (segment === undefined) return undefined;
    await segment.settled;
    if (segment.isDirty) throw new Failure('unavailable', `Segment ${segment.number} could not be checkpointed, so it cannot be copied; the log of the server says why. Try again.`);
    const name = basename(segment.path);
    const bytes = await copyFile(segment.path, join(backup.directory, name));
    backup.waiting = backup.waiting.filter((it) => it !== segment);
    letGo(segment);
    return { name, bytes };
  }

  async endBackup(backupId: string): Promise<void> {
    if (this.#current?.id !== backupId) return;
    this.#current.waiting.forEach(letGo);
    this.#current = undefined;
  }

  async close(): Promise<void> {
    if (this.#current !== undefined) await this.endBackup(this.#current.id);
  }

  async #hold(backup: Backup, connection: DuckDBConnection): Promise<BackupPlan> {
    const { segments } = this;
    const last = segments.active;
    await segments.rollOver(true);
    if (segments.active === last) throw new Failure('unavailable', 'No new segment can be made, so none can be copied: is the disk full? The log of the server says more.');
    backup.waiting = segments.all.slice(0, -1);
    const rows = await rowsOf(connection, backup.waiting);
    for (const it of backup.waiting) it.hold = new SegmentHold();
    const journal = join(segments.directory, DELETIONS_FILE);
    if (existsSync(journal)) copyFileSync(journal, join(backup.directory, DELETIONS_FILE));
    const bytes = backup.waiting.reduce((sum, it) => sum + it.bytes(), 0);
    return { backup_id: backup.id, parts: backup.waiting.length, bytes, schema_version: SCHEMA_VERSION, position: segments.position, rows };
  }

  #of(backupId: string): Backup {
    if (this.#current?.id !== backupId) throw new Failure('not_found', 'This backup has ended.');
    return this.#current;
  }
}

function letGo(segment: Segment): void {
  segment.hold?.release();
  segment.hold = undefined;
}

async function rowsOf(connection: DuckDBConnection, segments: readonly Segment[]): Promise<Record<string, number>> {
  const tables = Object.keys(TABLES).filter((it) => it !== 'trace_deltas');
  const counts = await readRows<{ table: string; rows: number }>(connection, `
SELECT "table", sum(rows)::BIGINT AS rows FROM (${unionAll(segments.flatMap(({ database }) => tables.map((table) => ({ database, table }))), ({ database, table }) => `SELECT '${table}' AS "table", count(*) AS rows FROM ${database}.${table}`)}) GROUP BY ALL`);
  return Object.fromEntries(tables.map((table) => [table, counts.find((it) => it.table === table)?.rows ?? 0]));
}

/** By a process of its own: whoever opens and closes a file of DuckDB's in this one takes DuckDB's lock on it away. */
async function copyFile(from: string, to: string): Promise<number> {
  try {
    await run('cp', [from, to]);
    await chmod(to, 0o600);
    const file = await open(to, 'r+');
    await file.sync();
    await file.close();
    return (await stat(to)).size;
  } catch (cause) {
    const { stderr, message } = cause as Error & { stderr?: string };
    throw new Failure('unavailable', `${basename(from)} could not be copied: ${(stderr ?? message).trim().split('\n')[0]}. Make room, or choose another place.`, { cause });
  }
}
