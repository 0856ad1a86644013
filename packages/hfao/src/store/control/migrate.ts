import { type Kysely, Migrator, NO_MIGRATIONS } from 'kysely';
import { Failure } from '../../runtime/errors.js';
import { migrations } from './migrations/all.js';
import { type ControlPlace, describePlace } from './place.js';
import type { ControlTables } from './tables.js';

/** The changes of the schema: `applied` in order, `pending` ones of this version, `unknown` ones of a newer hfao. */
export interface MigrationState { applied: string[]; pending: string[]; unknown: string[] }

/**
 * Brings the schema up to date. Of several processes that try at once one does it, and the others wait; Postgres changes all of it or nothing,
 * SQLite step by step, each safe to repeat after a crash.
 * @throws Failure `data_dir_unusable` when a newer hfao has changed the schema; nothing is changed then
 */
export async function migrateToLatest(db: Kysely<ControlTables>, place: ControlPlace): Promise<void> {
  await migrate(db, place, (migrator) => migrator.migrateToLatest());
}

/** Back or forth to the schema after one migration, or before all: what `down` is for. */
export async function migrateTo(db: Kysely<ControlTables>, place: ControlPlace, name: string | undefined): Promise<void> {
  await migrate(db, place, (migrator) => migrator.migrateTo(name ?? NO_MIGRATIONS));
}

/** Changes nothing. */
export async function migrationState(db: Kysely<ControlTables>, place: ControlPlace): Promise<MigrationState> {
  const applied = await appliedMigrations(db).catch((error: unknown) => { throw unmigrated(error, place); });
  return { applied, pending: Object.keys(migrations).filter((it) => !applied.includes(it)), unknown: applied.filter((it) => !(it in migrations)) };
}

async function migrate(db: Kysely<ControlTables>, place: ControlPlace, work: (migrator: Migrator) => ReturnType<Migrator['migrateToLatest']>): Promise<void> {
  const { unknown } = await migrationState(db, place);
  if (unknown.length > 0) {
    throw new Failure('data_dir_unusable', `The control plane ${describePlace(place)} was changed by a newer hfao (${unknown.join(', ')}). Run that version, or choose another control plane; nothing was changed.`, { field: variableOf(place) });
  }
  const { error } = await work(new Migrator({ db, provider: { getMigrations: async () => migrations } }));
  if (error !== undefined) throw unmigrated(error, place);
}

/** In order; none where there is nothing yet. */
export async function appliedMigrations(db: Kysely<ControlTables>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((it) => it.name === 'kysely_migration')) return [];
  return (await db.selectFrom('kysely_migration').select('name').orderBy('name').execute()).map((it) => it.name);
}

function unmigrated(cause: unknown, place: ControlPlace): Failure {
  if (cause instanceof Failure) return cause;
  return new Failure('data_dir_unusable', `The control plane ${describePlace(place)} cannot be brought up to date: ${(cause as Error).message}.`, { cause, field: variableOf(place) });
}

function variableOf(place: ControlPlace): string {
  return place.kind === 'sqlite' ? 'HFAO_DATA_DIR' : 'HFAO_CONTROL_PLANE_URL';
}
