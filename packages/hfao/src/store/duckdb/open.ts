import { availableParallelism } from 'node:os';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { DuckDBInstance } from '@duckdb/node-api';
import { Failure } from '../../runtime/errors.js';
import type { Log } from '../../runtime/log.js';
import type { Micros } from '../../model/time.js';
import type { StoragePlace } from '../s3/storage-place.js';
import { sqlSchema } from '../sql/sql-schema.js';
import type { StoreSize, TelemetryStore } from '../store.js';
import type { StoreBackup } from '../store-backup.js';
import type { StoreKeeping } from '../store-keeping.js';
import { traceSummary } from '../trace-summary.js';
import type { AtCrashPoint } from './crash-points.js';
import { Backups } from './backups.js';
import { startEngine } from './engine.js';
import { exportParquet, hoursOf } from './export-parquet.js';
import { facets, KnownFacets } from './facets.js';
import { openKeeping } from './keeping.js';
import { listLogs } from './list-logs.js';
import { listMetrics } from './list-metrics.js';
import { listObservations } from './list-observations.js';
import { listSessions, listUsers } from './list-sessions.js';
import { listTraces } from './list-traces.js';
import { metricSeries } from './metric-series.js';
import { newKnownCells } from './metrics/known-cells.js';
import { queryMetrics } from './metrics/query-metrics.js';
import { claimDirectory } from './owner-lock.js';
import { observationsOf, scoresOf, wholeDelta, wholeTrace } from './read-trace.js';
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
import type { WriteDaySummaries } from '../warm/day-summaries.js';
import { forgetting, openWarmDays, withTier } from './warm/open-warm.js';
import { SpanningReads, storeAlone } from './warm/spanning-reads.js';
import type { WarmDays } from './warm/warm-days.js';
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
  /** Where hours rest that retention has let go of; absent: reads know of none. */
  warm?: { place: StoragePlace; writeSummaries: WriteDaySummaries };
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
    instance = await startEngine(directory, options.memoryLimitMb ?? MEMORY_MB, options.threads ?? Math.max(1, Math.min(4, availableParallelism() - 1)), options.warm?.place.kind === 'files' ? [options.warm.place.directory] : []);
    const segments = await Segments.open(instance, directory, options.segmentRows ?? SEGMENT_ROWS, options.log, options.atCrashPoint);
    const { writer, keeping, stillThere, close: closeKeeping } = await openKeeping({ instance, segments, segmentRows: options.segmentRows ?? SEGMENT_ROWS, log: options.log, atCrashPoint: options.atCrashPoint ?? (() => {}) });
    const readers = await Readers.connect(instance, READERS);
    const searchers = await Readers.connect(instance, SEARCHERS);
    const sqlDesk = await SqlDesk.connect(instance, options.memoryLimitMb ?? MEMORY_MB, options.sqlDeadlineMs);
    const exporters = await Readers.connect(instance, 1, EXPORT_DEADLINE_MS);
    const indexer = options.openIndexWriter && new Indexer({ connection: await instance.connect(), segments, writer, openWriter: options.openIndexWriter, log: options.log });
    indexer?.start();
    const backups = new Backups(segments, writer);
    const hours: TelemetryStore['hours'] = (projectId, range) => segments.reading((all) => searchers.read((run) => hoursOf(run, all, projectId, range)));
    const warm = options.warm && await openWarmDays(options.warm, { connection: await instance.connect(), segments, hours, directory: join(directory, 'warm-days'), stillThere, log: options.log });
    return storeOf(segments, { writer, keeping, backups }, { readers, searchers, exporters, sqlDesk }, warm, async () => {
      await warm?.close();
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

function storeOf(segments: Segments, { writer, keeping, backups }: { writer: Writer; keeping: StoreKeeping; backups: StoreBackup }, { readers, searchers, exporters, sqlDesk }: { readers: Readers; searchers: Readers; exporters: Readers; sqlDesk: SqlDesk }, warm: WarmDays | undefined, finish: () => Promise<void>): TelemetryStore {
  let closing: Promise<void> | undefined;
  const read = <T>(work: (run: Query, all: readonly Segment[]) => Promise<T>, among = readers, more: readonly Segment[] = []) =>
    segments.reading((all) => among.read((run) => work(run, [...more, ...all])));
  const knownFacets = new KnownFacets();
  const knownCells = newKnownCells();
  const spanning = warm === undefined ? storeAlone : new SpanningReads(warm, read);
  return {
    async write(batch) {
      if (closing !== undefined) throw new Failure('unavailable', 'The store is closed.');
      await sqlDesk.goingFirst(() => writer.write(batch));
      warm?.written(batch.rows);
    },
    async replaceObservations(projectId, rederived) {
      if (closing !== undefined) throw new Failure('unavailable', 'The store is closed.');
      return sqlDesk.goingFirst(() => writer.replace(projectId, rederived));
    },
    position: async () => segments.position,
    listTraces: (projectId, query) => spanning.list(projectId, query, async (wanted, more) => {
      const page = await read((run, all) => listTraces(run, all, projectId, wanted), readers, more);
      return { ...page, traces: page.traces.map((it) => withTier(it, projectId, more)) };
    }, ({ traces }) => traces, (start) => ({ start, trace_id: '' })),
    listObservations: (projectId, query) => spanning.list(projectId, query, (wanted, more) => read((run, all) => listObservations(run, all, projectId, wanted), readers, more),
      ({ observations }) => observations, (start) => ({ start, trace_id: '', observation_id: '' })),
    listSessions: (projectId, query) => spanning.over(projectId, sinceGiven(query), (more) => read((run, all) => listSessions(run, all, projectId, query), readers, more)),
    listUsers: (projectId, query) => spanning.over(projectId, sinceGiven(query), (more) => read((run, all) => listUsers(run, all, projectId, query), readers, more)),
    traceSummary: (projectId, traceId) => spanning.trace(projectId, traceId, (more) => read(async (run, all) => {
      const trace = await wholeDelta(run, all, projectId, traceId);
      return trace && withTier(traceSummary(trace, (await scoresOf(run, all, projectId, [traceId])).get(traceId) ?? []), projectId, more);
    }, readers, more)),
    observationsOfTrace: (projectId, traceId, options) => spanning.trace(projectId, traceId, (more) => read((run, all) => observationsOf(run, all, { projectId, traceId, ...options }), readers, more)),
    wholeTrace: (projectId, traceId, options) => spanning.trace(projectId, traceId, (more) => read(async (run, all) => {
      const found = await wholeTrace(run, all, { projectId, traceId, ...options });
      return found && { trace: withTier(traceSummary(found.delta, found.scores), projectId, more), observations: found.observations };
    }, readers, more)),
    observation: (projectId, traceId, observationId) => spanning.trace(projectId, traceId, (more) => read(async (run, all) =>
      (await observationsOf(run, all, { projectId, traceId, observationId, payloads: true, limit: 1 }))[0], readers, more)),
    scoresOfTrace: (projectId, traceId) => read(async (run, all) => (await scoresOf(run, all, projectId, [traceId])).get(traceId) ?? []),
    scanObservations: (projectId, query) => read((run, all) => scanObservations(run, all, projectId, query), searchers),
    countObservations: (projectId, range) => read((run, all) => countObservations(run, all, projectId, range), searchers),
    hours: (projectId, range) => read((run, all) => hoursOf(run, all, projectId, range), searchers),
    exportParquet: (projectId, range, file) => read((run, all) => exportParquet(run, all, projectId, range, file), exporters),
    searchObservations: (projectId, query) => spanning.list(projectId, query, (wanted, more) => read((run, all) => searchObservations(run, all, projectId, wanted), searchers, more),
      ({ hits }) => hits, (start) => ({ start, observation_id: '' })),
    listLogs: (projectId, query) => read((run, all) => listLogs(run, all, projectId, query), query.text === undefined ? readers : searchers),
    listMetrics: (projectId, query) => read((run, all) => listMetrics(run, all, projectId, query), searchers),
    async metricSeries(projectId, query) {
      requireFewBuckets(query);
      return read((run, all) => metricSeries(run, all, projectId, query));
    },
    async volume(projectId, query) {
      requireFewBuckets(query);
      return spanning.over(projectId, query, (more) => read((run, all) => volume(run, all, projectId, query), query.where === undefined ? readers : searchers, more));
    },
    facets: (projectId, query) => spanning.over(projectId, sinceGiven(query), (more) => read((run, all) => facets(run, all, projectId, query, knownFacets), query.where === undefined ? readers : searchers, more)),
    async queryMetrics(projectId, query) {
      if (query.bucket !== undefined) requireFewBuckets({ from: query.from, to: query.to, bucket: query.bucket });
      return spanning.over(projectId, query.subject === 'scores' ? NEVER : query, (more) => read((run, all) => queryMetrics(run, all, projectId, query, knownCells), searchers, more));
    },
    sqlSchema: async () => sqlSchema('DuckDB'),
    runSql: (projectId, query) => spanning.over(projectId, sinceGiven(query), (more) => sqlDesk.ask((connection) => segments.reading((all) => runSql(connection, [...more, ...all], projectId, query)))),
    ...keeping,
    ...(warm && forgetting(keeping, warm)),
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

/** Of what has no cursor to go on by: without a `from` it is about what the store holds. */
const sinceGiven = ({ from, to }: { from?: Micros; to?: Micros }) => (from === undefined || from === 0 ? NEVER : { from, to });
const NEVER = { from: Infinity };

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
