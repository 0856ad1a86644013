import { existsSync } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../runtime/errors.js';
import { HOUR_MICROS, type Micros } from '../../model/time.js';
import { DucklakeCatalog, type ExportedPartition, type NewPart } from './ducklake-catalog.js';
import { openLakeEngine } from './lake-engine.js';
import { LeavingTraces } from './forget-rows.js';
import { partFacts, rowsOf, writePart, writePartWithout } from './lake-parts.js';
import type { UnfinishedDeletion } from '../store-keeping.js';
import type { HotHour, TelemetryStore } from '../store.js';
import { partPath, type Partition } from './partition.js';
import type { StoragePlace } from '../s3/storage-place.js';
import { openWarmFiles, type WarmFiles } from './warm-files.js';

/** Small enough to be sent in one piece. */
const PART_ROWS = 200_000;
/** The catalog's path, below which the files lie in `events/`. */
export const CATALOG = 'catalog.ducklake';

/** Where the rows come from: the store, or a server that has one. */
export type HotHours = Pick<TelemetryStore, 'countObservations' | 'exportParquet'>;

export interface WarmTierOptions {
  files: WarmFiles;
  /** A folder of our own: for the catalog as we write it, and for files on their way. The rows' source must be able to write there. */
  scratch: string;
  /** Folders, besides, that hold files of the tier itself. */
  readable?: readonly string[];
}

/**
 * Hours that are closed, as Parquet: `events/project_id=…/year=…/month=…/day=…/hour=…/part-N.parquet`, and the catalog that any DuckDB with its
 * `ducklake` extension attaches. One process writes to a place at a time (a lease, or a person). A crash at any moment leaves the catalog as it was
 * before or as it is after; what is exported again replaces itself.
 */
export class WarmTier {
  readonly #options: WarmTierOptions;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: WarmTierOptions) {
    this.#options = options;
  }

  /** What is there, oldest first. */
  partitions(projectId?: string): Promise<ExportedPartition[]> {
    return this.#withCatalog((catalog) => catalog.partitions(projectId), { publish: false });
  }

  /** Of these hours the ones that were never exported, or hold what came later. Rows that the store has let go since are no reason. */
  async due(projectId: string, hours: readonly HotHour[]): Promise<HotHour[]> {
    const known = new Map((await this.partitions(projectId)).map((it) => [it.hour, it]));
    return hours.filter((it) => {
      const last = known.get(it.hour);
      return last === undefined || it.rows > last.hotRows || it.ingestedTo > last.ingestedTo;
    });
  }

  /**
   * Exports one hour: its rows as they are now, together with what was exported before and is not in the store any more. Counts are verified.
   * @throws Failure `unavailable` when the place fails, or what was written is not what was read; nothing has changed then
   */
  exportHour(projectId: string, { hour, rows, ingestedTo }: HotHour, source: HotHours, signal?: AbortSignal): Promise<{ rows: number; bytes: number }> {
    const partition: Partition = { projectId, hour };
    return this.#withCatalog(async (catalog, connection) => {
      const old = await catalog.parts(partition);
      const older = await this.#filesOf(catalog, partition);
      const slices = await sliced(projectId, { from: hour, to: hour + HOUR_MICROS }, source);
      const firstPart = nextPart(old);
      const parts: NewPart[] = [];
      let fresh = 0;
      for (const [i, range] of slices.entries()) {
        signal?.throwIfAborted();
        const [hot, made] = [`hot-${i}.parquet`, `part-${i}.parquet`].map((it) => join(this.#options.scratch, it));
        fresh += await source.exportParquet(projectId, range, hot);
        const within = { from: i === 0 ? 0 : range.from, to: i === slices.length - 1 ? hour + 2 * HOUR_MICROS : range.to };
        await writePart(connection, { fresh: hot, older, within, ids: catalog.columnIds, file: made });
        const facts = await partFacts(connection, made, catalog.columnIds);
        const path = partPath(partition, firstPart + i);
        await this.#put(`events/${path}`, made, facts.bytes);
        parts.push({ path, facts });
        await rm(hot, { force: true });
        await rm(made, { force: true });
      }
      const written = parts.reduce((sum, it) => sum + it.facts.rows, 0);
      const before = await rowsOf(connection, older);
      if (written < fresh || written > fresh + before || (before === 0 && written !== fresh)) throw new Failure('unavailable', `The hour at ${new Date(hour / 1000).toISOString()} was not exported: ${fresh} observations were read and ${written} written. It is tried again.`);
      await catalog.replace(partition, parts, { hotRows: rows, ingestedTo });
      return { rows: written, bytes: parts.reduce((sum, it) => sum + it.facts.bytes, 0) };
    }, { publish: true });
  }

  /** Lets go of whole hours that had ended, and were received, by then; with `dryRun` nothing changes. Resolves with what goes. */
  removeBefore(projectId: string, before: Micros, dryRun = false): Promise<{ hours: number; observations: number; bytes: number }> {
    return this.#withCatalog(async (catalog) => {
      const gone = (await catalog.partitions(projectId)).filter((it) => hasPassed(it, before));
      if (!dryRun) for (const it of gone) await catalog.replace(it, [], it);
      return { hours: gone.length, observations: gone.reduce((sum, it) => sum + it.rows, 0), bytes: gone.reduce((sum, it) => sum + it.bytes, 0) };
    }, { publish: !dryRun });
  }

  /**
   * Lets go of what was received up to the time of a deletion, of a whole project or of its traces and those in which its session or user occurs. Safe to repeat.
   * The files that held it are removed by {@link sweep}, an hour later. @returns how many observations went
   */
  forget(deletion: UnfinishedDeletion, signal: AbortSignal): Promise<number> {
    return this.#withCatalog(async (catalog, connection) => {
      const leaving = await LeavingTraces.begin(connection, deletion);
      const partitions = await catalog.partitions(deletion.project_id);
      if (leaving.mustLookAround) for (const it of partitions) await leaving.lookInto(await this.#filesOf(catalog, it));
      let gone = 0;
      for (const partition of partitions) {
        signal.throwIfAborted();
        const older = await this.#filesOf(catalog, partition);
        const rows = await leaving.rowsIn(older);
        if (rows > 0) await catalog.replace(partition, rows === partition.rows ? [] : [await this.#partWithout(catalog, connection, partition, older, leaving.condition)], partition);
        gone += rows;
      }
      return gone;
    }, { publish: true });
  }

  async #partWithout(catalog: DucklakeCatalog, connection: LakeConnection, partition: Partition, older: readonly string[], condition: string): Promise<NewPart> {
    const file = join(this.#options.scratch, 'without.parquet');
    await writePartWithout(connection, { older, condition, ids: catalog.columnIds, file });
    const facts = await partFacts(connection, file, catalog.columnIds);
    const path = partPath(partition, nextPart(await catalog.parts(partition)));
    await this.#put(`events/${path}`, file, facts.bytes);
    await rm(file, { force: true });
    return { path, facts };
  }

  async #filesOf(catalog: DucklakeCatalog, partition: Partition): Promise<string[]> {
    const files: string[] = [];
    for (const [i, { path }] of (await catalog.parts(partition)).entries()) files.push(await this.#fetched(`events/${path}`, `older-${i}.parquet`));
    return files;
  }

  /** Removes files that nobody names any more. */
  sweep(now: Micros): Promise<number> {
    return this.#withCatalog(async (catalog) => {
      const expired = await catalog.expired(now);
      for (const { path } of expired) await this.#options.files.delete(`events/${path}`);
      await catalog.forgetExpired(expired.map((it) => it.fileId));
      return expired.length;
    }, { publish: true });
  }

  /** One at a time. The catalog is worked on as a copy and put back whole, so that readers never meet half a change, nor our lock on it. */
  #withCatalog<T>(work: (catalog: DucklakeCatalog, connection: LakeConnection) => Promise<T>, { publish }: { publish: boolean }): Promise<T> {
    const done = this.#last.then(async () => {
      const { files, scratch, readable = [] } = this.#options;
      await rm(scratch, { recursive: true, force: true });
      await mkdir(scratch, { recursive: true });
      const copy = join(scratch, CATALOG);
      const published = await files.local(CATALOG, copy);
      if (published !== undefined && published !== copy) await copyFile(published, copy);
      const existed = existsSync(copy);
      const { instance, connection } = await openLakeEngine(scratch, readable);
      try {
        const catalog = await DucklakeCatalog.open(connection, copy, files.url);
        const result = await work(catalog, connection);
        await catalog.close();
        if (publish || !existed) await files.put(CATALOG, copy);
        return result;
      } finally {
        connection.closeSync();
        instance.closeSync();
        await rm(scratch, { recursive: true, force: true });
      }
    });
    this.#last = done.catch(() => {});
    return done;
  }

  async #fetched(path: string, name: string): Promise<string> {
    const file = await this.#options.files.local(path, join(this.#options.scratch, name));
    if (file === undefined) throw new Failure('unavailable', `The warm tier's file ${path} is missing, though its catalog names it. Bring it back, or remove its hour from the tier.`);
    return file;
  }

  async #put(path: string, file: string, bytes: number): Promise<void> {
    await this.#options.files.put(path, file);
    const arrived = await this.#options.files.size(path);
    if (arrived !== bytes) throw new Failure('unavailable', `The warm tier holds ${arrived ?? 0} bytes of ${path}, not the ${bytes} that were sent. It is tried again.`, { retryAfterSeconds: 30 });
  }
}

/** Whether all of an hour happened, and was received, by then. */
export const hasPassed = ({ hour, ingestedTo }: Pick<HotHour, 'hour' | 'ingestedTo'>, before: Micros) => hour + HOUR_MICROS <= before && ingestedTo <= before;

type LakeConnection = Awaited<ReturnType<typeof openLakeEngine>>['connection'];

/** A number that no part of a partition has. */
const nextPart = (parts: readonly { path: string }[]) => 1 + Math.max(-1, ...parts.map((it) => Number(/part-(\d+)\.parquet$/.exec(it.path)?.[1] ?? -1)));

/** Ranges of time with at most a part's rows each, unless so many began in the same microsecond. At least one. */
async function sliced(projectId: string, range: { from: Micros; to: Micros }, source: HotHours): Promise<{ from: Micros; to: Micros }[]> {
  const { from, to } = range;
  if (to - from <= 1 || await source.countObservations(projectId, range) <= PART_ROWS) return [range];
  const middle = Math.floor((from + to) / 2);
  return [...await sliced(projectId, { from, to: middle }, source), ...await sliced(projectId, { from: middle, to }, source)];
}

/** The warm tier at a place; files on their way rest in `scratch`. */
export async function openWarmTier(place: StoragePlace, scratch: string): Promise<WarmTier> {
  return new WarmTier({ files: await openWarmFiles(place), scratch, readable: place.kind === 'files' ? [place.directory] : [] });
}
