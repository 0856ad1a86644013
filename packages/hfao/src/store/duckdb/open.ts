import { availableParallelism } from 'node:os';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DuckDBInstance } from '@duckdb/node-api';
import { Failure } from '../../runtime/errors.js';
import type { Log } from '../../runtime/log.js';
import type { StoreSize, TelemetryStore } from '../store.js';
import type { StoreBackup } from '../store-backup.js';
import type { StoreKeeping } from '../store-keeping.js';
import { traceSummary } from '../trace-summary.js';
import type { AtCrashPoint } from './crash-points.js';
import { Backups } from './backups.js';
import { startEngine } from './engine.js';
import { exportParquet, hoursOf } from './export-parquet.js';
import { facets } from './facets.js';
import { openKeeping } from './keeping.js';
import { listLogs } from './list-logs.js';
import { listMetrics } from './list-metrics.js';
import { listObservations } from './list-observations.js';
import { listSessions, listUsers } from './list-sessions.js';
import { listTraces } from './list-traces.js';
import { metricSeries } from './metric-series.js';
import { queryMetrics } from './metrics/query-metrics.js';
import { claimDirectory } from './owner-lock.js';
import { foldTraces, observationsOf, scoresOf } from './read-trace.js';
import { Readers, type Query } from './readers.js';
import { countObservations, scanObservations } from './scan.js';
import { countStored, scanLogs, scanMetricPoints, scanScores, storedProjects } from './scan-others.js';
import { TABLES, type TableName } from './schema.js';
import { searchObservations } from './search.js';
import type { Segment } from './segment.js';
import { Segments } from './segments.js';
import { runSql } from './sql/run-sql.js';
import { SqlDesk } from './sql/sql-desk.js';
import { unionAll } from './sql.js';
import { volume } from './volume.js';
import { Indexer } from './words/indexer.js';
import type { OpenIndexWriter } from './words/index-writers.js';
import type { Writer } from './writer.js';

export interface DuckdbOptions {
  /** Made when missing. Holds segment-NNNNNN.duckdb files; nothing in this process may open them, or DuckDB's lock on them is lost. */
  directory: string;
  memoryLimitMb?: number;
  threads?: number;
  /** Rows after which a segment is sealed. The default is one row group of DuckDB. */
  segmentRows?: number;
  /** After which a query of runSql is stopped. */
  sqlDeadlineMs?: number;
  /** How an index of the words in each full segment is made, for searches; absent: they read all text. */
  openIndexWriter?: OpenIndexWriter;
  /** For tests. */
  atCrashPoint?: AtCrashPoint;
  log: Log;
}

const SEGMENT_ROWS = 122_880;
const MEMORY_MB = 1024;
const MAX_BUCKETS = 2000;
/** Each busy connection takes a thread of libuv's pool (four, unless UV_THREADPOOL_SIZE was set before Node started), where commits, checkpoints and the ingest log's fsync wait too. */
const READERS = 2;
/** A search may scan everything; lists and pages do not wait for it. */
const SEARCHERS = 1;
/** An export has its own connection, and time. */
const EXPORT_DEADLINE_MS = 10 * 60 * 1000;

/**
 * Opens the telemetry of one data directory. One thread of one process may have it open, and calls all methods.
 * @throws Failure `data_dir_unusable` when another store has it (names the pid), or a segment is broken or from a newer version; no file is changed then
 */
export async function openDuckdbStore(options: DuckdbOptions): Promise<TelemetryStore> {
  const directory = resolve(options.directory);
  makeDirectory(directory);
  const release = claimDirectory(directory);
  let instance: DuckDBInstance | undefined;
  try {
    instance = await startEngine(directory, options.memoryLimitMb ?? MEMORY_MB, options.threads ?? Math.max(1, Math.min(4, availableParallelism() - 1)));
    const segments = await Segments.open(instance, directory, options.segmentRows ?? SEGMENT_ROWS, options.log, options.atCrashPoint);
    const { writer, keeping, close: closeKeeping } = await openKeeping({ instance, segments, segmentRows: options.segmentRows ?? SEGMENT_ROWS, log: options.log, atCrashPoint: options.atCrashPoint ?? (() => {}) });
    const readers = await Readers.connect(instance, READERS);
    const searchers = await Readers.connect(instance, SEARCHERS);
    const sqlDesk = await SqlDesk.connect(instance, options.memoryLimitMb ?? MEMORY_MB, options.sqlDeadlineMs);
    const exporters = await Readers.connect(instance, 1, EXPORT_DEADLINE_MS);
    const indexer = options.openIndexWriter && new Indexer({ connection: await instance.connect(), segments, writer, openWriter: options.openIndexWriter, log: options.log });
    indexer?.start();
    const backups = new Backups(segments, writer);
    return storeOf(segments, { writer, keeping, backups }, { readers, searchers, exporters, sqlDesk }, async () => {
      await indexer?.stop();
      await backups.close();
      await closeKeeping();
      await writer.close();
      await Promise.all([readers, searchers, exporters, sqlDesk].map((it) => it.close()));
      await segments.close();
      instance?.closeSync();
      release();
    });
  } catch (error) {
    instance?.closeSync();
    release();
    throw error;
  }
}

function storeOf(segments: Segments, { writer, keeping, backups }: { writer: Writer; keeping: StoreKeeping; backups: StoreBackup }, { readers, searchers, exporters, sqlDesk }: { readers: Readers; searchers: Readers; exporters: Readers; sqlDesk: SqlDesk }, finish: () => Promise<void>): TelemetryStore {
  let closing: Promise<void> | undefined;
  const read = <T>(work: (run: Query, all: readonly Segment[]) => Promise<T>, among = readers) =>
    segments.reading((all) => among.read((run) => work(run, all)));
  return {
    async write(batch) {
      if (closing !== undefined) throw new Failure('unavailable', 'The store is closed.');
      await sqlDesk.goingFirst(() => writer.write(batch));
    },
    async replaceObservations(projectId, rederived) {
      if (closing !== undefined) throw new Failure('unavailable', 'The store is closed.');
      return sqlDesk.goingFirst(() => writer.replace(projectId, rederived));
    },
    position: async () => segments.position,
    listTraces: (projectId, query) => read((run, all) => listTraces(run, all, projectId, query)),
    listObservations: (projectId, query) => read((run, all) => listObservations(run, all, projectId, query)),
    listSessions: (projectId, query) => read((run, all) => listSessions(run, all, projectId, query)),
    listUsers: (projectId, query) => read((run, all) => listUsers(run, all, projectId, query)),
    traceSummary: (projectId, traceId) => read(async (run, all) => {
      const trace = (await foldTraces(run, all, projectId, [traceId])).get(traceId);
      return trace && traceSummary(trace, (await scoresOf(run, all, projectId, [traceId])).get(traceId) ?? []);
    }),
    observationsOfTrace: (projectId, traceId, options) => read((run, all) => observationsOf(run, all, { projectId, traceId, ...options })),
    observation: (projectId, traceId, observationId) => read(async (run, all) =>
      (await observationsOf(run, all, { projectId, traceId, observationId, payloads: true, limit: 1 }))[0]),
    scoresOfTrace: (projectId, traceId) => read(async (run, all) => (await scoresOf(run, all, projectId, [traceId])).get(traceId) ?? []),
    scanObservations: (projectId, query) => read((run, all) => scanObservations(run, all, projectId, query), searchers),
    countObservations: (projectId, range) => read((run, all) => countObservations(run, all, projectId, range), searchers),
    hours: (projectId, range) => read((run, all) => hoursOf(run, all, projectId, range), searchers),
    exportParquet: (projectId, range, file) => read((run, all) => exportParquet(run, all, projectId, range, file), exporters),
    searchObservations: (projectId, query) => read((run, all) => searchObservations(run, all, projectId, query), searchers),
    listLogs: (projectId, query) => read((run, all) => listLogs(run, all, projectId, query), query.text === undefined ? readers : searchers),
    listMetrics: (projectId, query) => read((run, all) => listMetrics(run, all, projectId, query), searchers),
    async metricSeries(projectId, query) {
      requireFewBuckets(query);
      return read((run, all) => metricSeries(run, all, projectId, query));
    },
    async volume(projectId, query) {
      requireFewBuckets(query);
      return read((run, all) => volume(run, all, projectId, query));
    },
    facets: (projectId, query) => read((run, all) => facets(run, all, projectId, query)),
    async queryMetrics(projectId, query) {
      if (query.bucket !== undefined) requireFewBuckets({ from: query.from, to: query.to, bucket: query.bucket });
      return read((run, all) => queryMetrics(run, all, projectId, query), searchers);
    },
    runSql: (projectId, query) => sqlDesk.ask((connection) => segments.reading((all) => runSql(connection, all, projectId, query))),
    ...keeping,
    storedProjects: () => read((run, all) => storedProjects(run, all), searchers),
    countStored: (projectId) => read((run, all) => countStored(run, all, projectId), searchers),
    scanScores: (projectId, query) => read((run, all) => scanScores(run, all, projectId, query), searchers),
    scanLogs: (projectId, query) => read((run, all) => scanLogs(run, all, projectId, query), searchers),
    scanMetricPoints: (projectId, query) => read((run, all) => scanMetricPoints(run, all, projectId, query), searchers),
    beginBackup: (to) => backups.beginBackup(to),
    backUpNext: (backupId) => backups.backUpNext(backupId),
    endBackup: (backupId) => backups.endBackup(backupId),
    size: () => read((run, all) => sizeOf(run, all)),
    close: () => closing ??= finish(),
  };
}

function requireFewBuckets({ from, to, bucket }: { from: number; to: number; bucket: number }): void {
  if (Math.ceil((to - from) / bucket) > MAX_BUCKETS) throw new Failure('invalid_input', `At most ${MAX_BUCKETS} buckets: narrow the time range or take longer buckets.`, { field: 'bucket' });
}

async function sizeOf(query: Query, segments: readonly Segment[]): Promise<StoreSize> {
  const tables = await Promise.all((Object.keys(TABLES) as TableName[]).map(async (name) => {
    const [{ rows }] = await query<{ rows: number }>(`SELECT coalesce(sum(rows), 0)::BIGINT AS rows FROM (${unionAll(segments, (it) => `SELECT count(*) AS rows FROM ${it.database}.${name}`)})`);
    return { name, rows };
  }));
  return { tables, bytes: segments.reduce((sum, it) => sum + it.bytes(), 0), segments: segments.length };
}

function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new Failure('data_dir_unusable', `The data directory ${directory} cannot be made: ${(cause as Error).message}. Choose another, or change its permissions.`, { cause });
  }
}
