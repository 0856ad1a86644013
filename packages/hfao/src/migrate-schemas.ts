import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.js';
import { Failure } from './runtime/errors.js';
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
export async function migrateSchemas({ dataDir, controlPlane }: Pick<Config, 'dataDir' | 'controlPlane'>, { apply, onProgress }: MigrateOptions): Promise<SchemaReport> {
  if (!existsSync(dataDir)) throw new Failure('not_found', `There is no data directory ${dataDir}. Name it with HFAO_DATA_DIR or --data-dir; the first hfao up makes one.`, { field: 'HFAO_DATA_DIR' });
  const unlock = lockDirectory(dataDir);
  try {
    const telemetry = join(dataDir, 'telemetry');
    const report: SchemaReport = {
      control: { place: describePlace(controlPlane), ...await stateOf(controlPlane) },
      telemetry: { place: telemetry, schema_version: SCHEMA_VERSION, parts: counted((await segmentVersions(telemetry)).map((it) => it.schema_version)) },
    };
    if (!apply) return report;
    // Segments first: they may refuse, and then the control plane is as it was.
    await migrateSegments(telemetry, { onSegment: onProgress });
    await withDatabase(controlPlane, (db) => migrateToLatest(db, controlPlane));
    return report;
  } finally {
    unlock();
  }
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
