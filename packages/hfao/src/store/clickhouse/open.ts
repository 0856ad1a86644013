import { setTimeout as sleep } from 'node:timers/promises';
import type { ClickHouseClient } from '@clickhouse/client';
import { Failure } from '../../runtime/errors.js';
import type { Log } from '../../runtime/log.js';
import { sqlSchema } from '../sql/sql-schema.js';
import type { StoreSize, TelemetryStore } from '../store.js';
import { traceSummary } from '../trace-summary.js';
import { connect } from './connect.js';
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
import { databaseOf, migrate, openFailure, schemaVersions } from './migrate.js';
import { foldTraces, observationsOf, scoresOf } from './read-trace.js';
import { read, type Query } from './readers.js';
import { countObservations, scanObservations } from './scan.js';
import { countStored, scanLogs, scanMetricPoints, scanScores, storedProjects } from './scan-others.js';
import { TABLES } from './schema.js';
import { searchObservations } from './search.js';
import { sqlReader, type SqlReader } from './sql/run-sql.js';
import { tableSizes } from './table-sizes.js';
import { volume } from './volume.js';
import { notAnswering, writeFailure } from './write-failure.js';

export interface ClickhouseOptions {
  /** http(s)://user:password@host:port/database. The database is made when it is missing. */
  url: string;
  /** Tables are replicated and divided over the servers of this cluster. */
  cluster?: string;
  /** Whose ingest log the positions are of: each data directory has a name of its own. */
  writer: string;
  /** How long to wait for a server that does not answer yet. */
  patienceMs?: number;
  /** After which a query of runSql is stopped. */
  sqlDeadlineMs?: number;
  log: Log;
}

const MAX_BUCKETS = 2000;
const PATIENCE_MS = 60_000;

/**
 * Opens the telemetry in a ClickHouse database. Many may read it; one store at a time may write, and calls all methods.
 * A batch that breaks off may be seen in part until it is written again: its observations before the totals that count them.
 * @throws Failure `unavailable` when no server answers, `data_dir_unusable` when the database cannot be used (a newer hfao has used it, no such user)
 */
export async function openClickhouseStore(options: ClickhouseOptions): Promise<TelemetryStore> {
  const client = connect(options.url, options.cluster);
  try {
    await answering(client, options);
    await migrate(client, options.url, options.cluster);
    return storeOf(client, await openKeeping({ client, ...options }), options.cluster, sqlReader(client, databaseOf(options.url), options.sqlDeadlineMs));
  } catch (error) {
    await client.close();
    throw openFailure(error);
  }
}

/** How far the schema of a database is; brought up to date when that is asked for. @throws Failure as {@link openClickhouseStore} does */
export async function clickhouseSchema({ url, cluster, apply }: Pick<ClickhouseOptions, 'url' | 'cluster'> & { apply: boolean }): Promise<{ known: number; applied: number }> {
  const client = connect(url, cluster);
  try {
    const versions = await schemaVersions(client);
    if (apply) await migrate(client, url, cluster);
    return versions;
  } catch (error) {
    throw openFailure(error);
  } finally {
    await client.close();
  }
}

/** Servers that are started together come up in any order. */
async function answering(client: ClickHouseClient, { patienceMs = PATIENCE_MS, log }: ClickhouseOptions): Promise<void> {
  const endMs = performance.now() + patienceMs;
  for (let round = 0; ; round++) {
    const answer = await client.ping();
    if (answer.success) return;
    if (performance.now() >= endMs) throw notAnswering(answer.error);
    if (round === 0) log.warn({ error: answer.error.message }, 'ClickHouse does not answer yet; waiting for it');
    await sleep(Math.min(1000, patienceMs));
  }
}

function storeOf(client: ClickHouseClient, { writer, keeping, backups, close }: Awaited<ReturnType<typeof openKeeping>>, cluster: string | undefined, runSql: SqlReader): TelemetryStore {
  let closing: Promise<void> | undefined;
  const requireOpen = () => {
    if (closing !== undefined) throw new Failure('unavailable', 'The store is closed.');
  };
  const reading = new Set<Promise<unknown>>();
  const reads = async <T>(work: (query: Query) => Promise<T>): Promise<T> => {
    requireOpen();
    const done = read(client, work);
    reading.add(done);
    return done.finally(() => reading.delete(done));
  };
  /** Takes as long as it takes. */
  const keeps = async <T>(work: () => Promise<T>): Promise<T> => {
    requireOpen();
    const done = work().catch((error: unknown) => { throw writeFailure(error); });
    reading.add(done);
    return done.finally(() => reading.delete(done));
  };
  return {
    async write(batch) {
      requireOpen();
      await writer.write(batch);
    },
    async replaceObservations(projectId, rederived) {
      requireOpen();
      return writer.replace(projectId, rederived);
    },
    position: async () => writer.position,
    listTraces: (projectId, query) => reads((run) => listTraces(run, projectId, query)),
    listObservations: (projectId, query) => reads((run) => listObservations(run, projectId, query)),
    listSessions: (projectId, query) => reads((run) => listSessions(run, projectId, query)),
    listUsers: (projectId, query) => reads((run) => listUsers(run, projectId, query)),
    traceSummary: (projectId, traceId) => reads(async (run) => {
      const trace = (await foldTraces(run, projectId, [traceId])).get(traceId);
      return trace && traceSummary(trace, (await scoresOf(run, projectId, [traceId])).get(traceId) ?? []);
    }),
    observationsOfTrace: (projectId, traceId, options) => reads((run) => observationsOf(run, { projectId, traceId, ...options })),
    wholeTrace: (projectId, traceId, options) => reads(async (run) => {
      const [traces, scores, observations] = await Promise.all([foldTraces(run, projectId, [traceId]), scoresOf(run, projectId, [traceId]), observationsOf(run, { projectId, traceId, ...options })]);
      const trace = traces.get(traceId);
      return trace && { trace: traceSummary(trace, scores.get(traceId) ?? []), observations };
    }),
    observation: (projectId, traceId, observationId) => reads(async (run) => (await observationsOf(run, { projectId, traceId, observationId, payloads: true, limit: 1 }))[0]),
    scoresOfTrace: (projectId, traceId) => reads(async (run) => (await scoresOf(run, projectId, [traceId])).get(traceId) ?? []),
    scanObservations: (projectId, query) => reads((run) => scanObservations(run, projectId, query)),
    countObservations: (projectId, range) => reads((run) => countObservations(run, projectId, range)),
    storedProjects: () => reads((run) => storedProjects(run)),
    countStored: (projectId) => reads((run) => countStored(run, projectId)),
    scanScores: (projectId, query) => reads((run) => scanScores(run, projectId, query)),
    scanLogs: (projectId, query) => reads((run) => scanLogs(run, projectId, query)),
    scanMetricPoints: (projectId, query) => reads((run) => scanMetricPoints(run, projectId, query)),
    hours: (projectId, range) => reads((run) => hoursOf(run, projectId, range)),
    exportParquet: (projectId, range, file) => exportParquet(reads, projectId, range, file),
    searchObservations: (projectId, query) => reads((run) => searchObservations(run, projectId, query)),
    listLogs: (projectId, query) => reads((run) => listLogs(run, projectId, query)),
    listMetrics: (projectId, query) => reads((run) => listMetrics(run, projectId, query)),
    async metricSeries(projectId, query) {
      requireFewBuckets(query);
      return reads((run) => metricSeries(run, projectId, query));
    },
    async volume(projectId, query) {
      requireFewBuckets(query);
      return reads((run) => volume(run, projectId, query));
    },
    async queryMetrics(projectId, query) {
      if (query.bucket !== undefined) requireFewBuckets({ from: query.from, to: query.to, bucket: query.bucket });
      return reads((run) => queryMetrics(run, projectId, query));
    },
    async runSql(projectId, query) {
      requireOpen();
      const done = runSql(projectId, query);
      reading.add(done);
      return done.finally(() => reading.delete(done));
    },
    sqlSchema: async () => sqlSchema('ClickHouse'),
    facets: (projectId, query) => reads((run) => facets(run, projectId, query)),
    countForgettable: (...given) => keeps(() => keeping.countForgettable(...given)),
    forget: (...given) => keeps(() => keeping.forget(...given)),
    planExpiry: (...given) => keeps(() => keeping.planExpiry(...given)),
    expire: (...given) => keeps(() => keeping.expire(...given)),
    tidy: (...given) => keeps(() => keeping.tidy(...given)),
    pendingDeletions: (...given) => keeps(() => keeping.pendingDeletions(...given)),
    unfinishedDeletion: (...given) => keeps(() => keeping.unfinishedDeletion(...given)),
    finishDeletion: (...given) => keeps(() => keeping.finishDeletion(...given)),
    bodiesInUse: (...given) => keeps(() => keeping.bodiesInUse(...given)),
    keptBodies: (...given) => keeps(() => keeping.keptBodies(...given)),
    storage: (...given) => keeps(() => keeping.storage(...given)),
    beginBackup: (directory) => keeps(() => backups.beginBackup(directory)),
    backUpNext: (backupId) => keeps(() => backups.backUpNext(backupId)),
    endBackup: (backupId) => keeps(() => backups.endBackup(backupId)),
    size: () => reads((run) => sizeOf(run, cluster)),
    close: () => closing ??= (async () => {
      await close();
      await Promise.allSettled([writer.close(), ...reading]);
      await client.close();
    })(),
  };
}

function requireFewBuckets({ from, to, bucket }: { from: number; to: number; bucket: number }): void {
  if (Math.ceil((to - from) / bucket) > MAX_BUCKETS) throw new Failure('invalid_input', `At most ${MAX_BUCKETS} buckets: narrow the time range or take longer buckets.`, { field: 'bucket' });
}

async function sizeOf(query: Query, cluster: string | undefined): Promise<StoreSize> {
  const found = await tableSizes(query, cluster);
  const sum = (column: 'bytes' | 'parts') => found.reduce((total, it) => total + it[column], 0);
  return { tables: Object.keys(TABLES).map((name) => ({ name, rows: found.find((it) => it.name === name)?.rows ?? 0 })), bytes: sum('bytes'), segments: sum('parts') };
}
