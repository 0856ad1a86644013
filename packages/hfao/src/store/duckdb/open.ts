import { availableParallelism } from 'node:os';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DuckDBInstance } from '@duckdb/node-api';
import { Failure } from '../../runtime/errors.js';
import type { Log } from '../../runtime/log.js';
import type { StoreSize, TelemetryStore } from '../store.js';
import { traceSummary } from '../trace-summary.js';
import { startEngine } from './engine.js';
import { facets } from './facets.js';
import { listLogs } from './list-logs.js';
import { listMetrics } from './list-metrics.js';
import { listTraces } from './list-traces.js';
import { metricSeries } from './metric-series.js';
import { claimDirectory } from './owner-lock.js';
import { foldTraces, observationsOf, scoresOf } from './read-trace.js';
import { Readers, type Query } from './readers.js';
import { countObservations, scanObservations } from './scan.js';
import { TABLES, type TableName } from './schema.js';
import { searchObservations } from './search.js';
import type { Segment } from './segment.js';
import { Segments } from './segments.js';
import { unionAll } from './sql.js';
import { volume } from './volume.js';
import { Writer } from './writer.js';

export interface DuckdbOptions {
  /** Made when missing. Holds segment-NNNNNN.duckdb files; nothing in this process may open them, or DuckDB's lock on them is lost. */
  directory: string;
  memoryLimitMb?: number;
  threads?: number;
  /** Rows after which a segment is sealed. The default is one row group of DuckDB. */
  segmentRows?: number;
  log: Log;
}

const SEGMENT_ROWS = 122_880;
const MAX_BUCKETS = 2000;
/** Each busy connection takes a thread of libuv's pool (four, unless UV_THREADPOOL_SIZE was set before Node started), where commits, checkpoints and the ingest log's fsync wait too. */
const READERS = 2;
/** A search may scan everything; lists and pages do not wait for it. */
const SEARCHERS = 1;

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
    instance = await startEngine(directory, options.memoryLimitMb ?? 1024, options.threads ?? Math.min(4, availableParallelism()));
    const segments = await Segments.open(instance, directory, options.segmentRows ?? SEGMENT_ROWS, options.log);
    const writer = new Writer(await instance.connect(), segments);
    const readers = await Readers.connect(instance, READERS);
    const searchers = await Readers.connect(instance, SEARCHERS);
    return storeOf(segments, writer, { readers, searchers }, async () => {
      await writer.close();
      await Promise.all([readers.close(), searchers.close()]);
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

function storeOf(segments: Segments, writer: Writer, { readers, searchers }: { readers: Readers; searchers: Readers }, finish: () => Promise<void>): TelemetryStore {
  let closing: Promise<void> | undefined;
  const read = <T>(work: (run: Query, all: readonly Segment[]) => Promise<T>, among = readers) =>
    segments.reading((all) => among.read((run) => work(run, all)));
  return {
    async write(batch) {
      if (closing !== undefined) throw new Failure('unavailable', 'The store is closed.');
      await writer.write(batch);
    },
    async replaceObservations(projectId, rederived) {
      if (closing !== undefined) throw new Failure('unavailable', 'The store is closed.');
      return writer.replace(projectId, rederived);
    },
    position: async () => segments.position,
    listTraces: (projectId, query) => read((run, all) => listTraces(run, all, projectId, query)),
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
