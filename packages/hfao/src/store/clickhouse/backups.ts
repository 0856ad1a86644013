import { randomBytes } from 'node:crypto';
import { ClickHouseError, type ClickHouseClient } from '@clickhouse/client';
import { Failure } from '../../runtime/errors.js';
import type { Log } from '../../runtime/log.js';
import { copiedPages, storedCounts, sumOf, verifiedCopy, type CopySource } from '../copy/copy-telemetry.js';
import type { StoreBackup, BackedUpPart, BackupPlan } from '../store-backup.js';
import type { TelemetryStore } from '../store.js';
import type { StoredCounts } from '../store-scans.js';
import { connect } from './connect.js';
import type { DeletionJournal } from './deletion-journal.js';
import { readRows } from './read-rows.js';
import type { Query } from './readers.js';
import { scanObservations } from './scan.js';
import { countStored, scanLogs, scanMetricPoints, scanScores, storedProjects } from './scan-others.js';
import { tableSizes } from './table-sizes.js';
import type { Writer } from './writer.js';

interface BackupsDeps { client: ClickHouseClient; url: string; cluster: string | undefined; writer: Writer; journal: Pick<DeletionJournal, 'deletions'>; log: Log }
interface Backup { id: string; snapshot: ClickHouseClient; copy: TelemetryStore; counts: ReadonlyMap<string, StoredCounts>; pages: AsyncGenerator<{ rows: number }>; bytesOfRow: number }

const COPIED_TABLES = ['observations', 'scores', 'logs', 'metric_points'] as const;

/**
 * Copies of the store, as of one moment each, in the files of the embedded store: no server's disk needs to be reached, and either engine takes them back. Between two batches the
 * tables are cloned into a database beside this one, which takes no room and no time (the clone has the same parts); from there they are copied page by page.
 */
export class Backups implements StoreBackup {
  #isBegun = false;
  #current: Backup | undefined;

  constructor(private readonly deps: BackupsDeps) {}

  async beginBackup(directory: string): Promise<BackupPlan> {
    if (this.deps.cluster !== undefined) throw new Failure('unavailable', 'A cluster is backed up by itself, with BACKUP DATABASE … ON CLUSTER; hfao backup is for one server of ClickHouse and for the embedded store.');
    if (this.#isBegun) throw new Failure('conflict', 'A backup is under way; wait for it or cancel it.');
    this.#isBegun = true;
    const id = randomBytes(8).toString('hex');
    try {
      return await this.#begin(id, directory);
    } catch (error) {
      await this.#dropSnapshot().catch(() => {});
      this.#isBegun = false;
      throw error instanceof ClickHouseError ? new Failure('unavailable', `The tables cannot be cloned for a backup: ${error.message.split('\n', 1)[0].slice(0, 160)} (${error.type ?? error.code}). The user needs CREATE DATABASE, CREATE TABLE and DROP on ${snapshotOf(this.deps.url).name}.`, { cause: error }) : error;
    }
  }

  async backUpNext(backupId: string): Promise<BackedUpPart | undefined> {
    const { copy, counts, pages, bytesOfRow } = this.#of(backupId);
    const { value } = await pages.next() as { value: { rows: number } | undefined };
    if (value !== undefined) return { name: 'telemetry', bytes: Math.round(value.rows * bytesOfRow) };
    await verifiedCopy(copy, counts);
    // What is in its files is whole when it is closed.
    await copy.close();
    return undefined;
  }

  async endBackup(backupId: string): Promise<void> {
    if (this.#current?.id !== backupId) return;
    const { copy, snapshot } = this.#current;
    this.#current = undefined;
    await copy.close().catch(() => {});
    await snapshot.close();
    await this.#dropSnapshot().catch((error: unknown) => { this.deps.log.warn({ error, database: snapshotOf(this.deps.url).name }, 'the tables that were cloned for a backup could not be dropped; the next backup drops them'); });
    this.#isBegun = false;
  }

  async close(): Promise<void> {
    if (this.#current !== undefined) await this.endBackup(this.#current.id);
  }

  async #begin(id: string, directory: string): Promise<BackupPlan> {
    const { url, writer, client, journal, log } = this.deps;
    const { name, url: snapshotUrl } = snapshotOf(url);
    await this.#dropSnapshot();
    await client.command({ query: 'CREATE DATABASE {name:Identifier}', query_params: { name } });
    const position = await writer.exclusive(async () => {
      for (const table of COPIED_TABLES) await client.command({ query: `CREATE TABLE {name:Identifier}.${table} CLONE AS ${table}`, query_params: { name } });
      return writer.position;
    });
    const snapshot = connect(snapshotUrl, undefined);
    try {
      const query: Query = (sql, parameters) => readRows(snapshot, sql, parameters);
      const source = sourceOf(query);
      const counts = await storedCounts(source);
      const bytes = (await tableSizes(query, undefined)).reduce((sum, it) => sum + it.bytes, 0);
      // What makes the files is DuckDB: loaded for this alone.
      const [{ openDuckdbStore }, { SCHEMA_VERSION }] = await Promise.all([import('../duckdb/open.js'), import('../duckdb/schema.js')]);
      const copy = await openDuckdbStore({ directory, memoryLimitMb: 512, threads: 1, log });
      const rows = sumOf(counts);
      this.#current = { id, snapshot, copy, counts, pages: copiedPages(source, copy, counts), bytesOfRow: bytes / Math.max(1, rows) };
      for (const { project_id, subject, at } of journal.deletions) if (subject.kind !== 'age') await copy.forget(project_id, subject, at);
      await copy.write({ rows: [], scores: [], position });
      const total = (table: keyof StoredCounts) => [...counts.values()].reduce((sum, it) => sum + it[table], 0);
      return { backup_id: id, parts: rows, bytes, schema_version: SCHEMA_VERSION, position, rows: Object.fromEntries(COPIED_TABLES.map((it) => [it, total(it)])) };
    } catch (error) {
      await this.#current?.copy.close();
      this.#current = undefined;
      await snapshot.close();
      throw error;
    }
  }

  async #dropSnapshot(): Promise<void> {
    await this.deps.client.command({ query: 'DROP DATABASE IF EXISTS {name:Identifier} SYNC', query_params: { name: snapshotOf(this.deps.url).name } });
  }

  #of(backupId: string): Backup {
    if (this.#current?.id !== backupId) throw new Failure('not_found', 'This backup has ended.');
    return this.#current;
  }
}

/** Where tables are cloned to. */
function snapshotOf(url: string): { name: string; url: string } {
  const beside = new URL(url);
  beside.pathname += '_backup';
  return { name: decodeURIComponent(beside.pathname.slice(1)), url: beside.href };
}

function sourceOf(query: Query): CopySource {
  return {
    storedProjects: () => storedProjects(query), countStored: (projectId) => countStored(query, projectId),
    scanObservations: (projectId, wanted) => scanObservations(query, projectId, wanted), scanScores: (projectId, wanted) => scanScores(query, projectId, wanted),
    scanLogs: (projectId, wanted) => scanLogs(query, projectId, wanted), scanMetricPoints: (projectId, wanted) => scanMetricPoints(query, projectId, wanted),
  };
}
