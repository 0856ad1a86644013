import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.js';
import { describeCopyPlace } from './read-copy-places.js';
import { Failure } from './runtime/errors.js';
import { clickhouseSchema } from './store/clickhouse/open.js';
import { migrateToLatest, migrationState, type MigrationState } from './store/control/migrate.js';
import { openDatabase } from './store/control/open.js';
import { describePlace, type ControlPlace } from './store/control/place.js';
import { lockDirectory } from './store/directory-lock.js';
import { migrateSegments, segmentVersions } from './store/duckdb/migrate-segments.js';
import { SCHEMA_VERSION } from './store/duckdb/schema.js';
import type { SchemaReport } from './store/schema-report.js';

export interface MigrateOptions {
  /** False: only says what would be done. */
  apply: boolean;
  onProgress?: (done: number, total: number) => void;
}

/**
 * Brings the schemas of control plane and telemetry up to date while no server runs on the data directory. `hfao up` does the same as it starts;
 * this does it at a time one chooses, and says what there is to do. It may be stopped at any moment and run again.
 * @returns what was found before anything was changed
 * @throws Failure `data_dir_unusable` while a server runs, or when a newer hfao has been here; nothing is changed then
 */
export async function migrateSchemas({ dataDir, controlPlane, clickhouse }: Pick<Config, 'dataDir' | 'controlPlane' | 'clickhouse'>, { apply, onProgress }: MigrateOptions): Promise<SchemaReport> {
  if (!existsSync(dataDir)) throw new Failure('not_found', `There is no data directory ${dataDir}. Name it with HFAO_DATA_DIR or --data-dir; the first hfao up makes one.`, { field: 'HFAO_DATA_DIR' });
  const unlock = lockDirectory(dataDir);
  try {
    const control = { place: describePlace(controlPlane), ...await stateOf(controlPlane) };
    // Telemetry first: it may refuse, and then the control plane is as it was.
    const telemetry = clickhouse === undefined ? await duckdb(join(dataDir, 'telemetry'), { apply, onProgress }) : await database(clickhouse, apply);
    if (apply) await withDatabase(controlPlane, (db) => migrateToLatest(db, controlPlane));
    return { control, telemetry };
  } finally {
    unlock();
  }
}

async function duckdb(place: string, { apply, onProgress }: MigrateOptions): Promise<SchemaReport['telemetry']> {
  const versions = (await segmentVersions(place)).map((it) => it.schema_version);
  if (apply) await migrateSegments(place, { onSegment: onProgress });
  return { place, unit: 'segment', schema_version: SCHEMA_VERSION, parts: counted(versions) };
}

async function database(place: NonNullable<Config['clickhouse']>, apply: boolean): Promise<SchemaReport['telemetry']> {
  const { known, applied } = await clickhouseSchema({ ...place, apply });
  return { place: describeCopyPlace({ kind: 'clickhouse', url: place.url }), unit: 'database', schema_version: known, parts: [{ schema_version: applied, count: 1 }] };
}

async function stateOf(place: ControlPlace): Promise<MigrationState> {
  const isThere = place.kind === 'postgres' || existsSync(place.path);
  return withDatabase(isThere ? place : { kind: 'sqlite', path: ':memory:' }, (db) => migrationState(db, place));
}

async function withDatabase<T>(place: ControlPlace, work: (db: ReturnType<typeof openDatabase>) => Promise<T>): Promise<T> {
  const db = openDatabase(place);
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

function counted(versions: readonly number[]): { schema_version: number; count: number }[] {
  return [...new Set(versions)].sort((a, b) => a - b).map((schema_version) => ({ schema_version, count: versions.filter((it) => it === schema_version).length }));
}
