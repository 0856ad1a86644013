import type { Kysely } from 'kysely';
import { Failure } from '../../runtime/errors.js';
import { appliedMigrations, migrateTo, migrateToLatest } from './migrate.js';
import { migrations } from './migrations/all.js';
import { describePlace, type ControlPlace } from './place.js';
import type { ControlTables } from './tables.js';
import { inTransaction } from './transaction.js';

/** Everything that people set up, as rows, of one moment. The same on SQLite and Postgres. */
export interface ControlDump {
  /** The schema that the rows are of: the migrations it was made by. */
  migrations: string[];
  tables: { name: string; rows: Record<string, unknown>[] }[];
}

/** What a dump holds, each table after those that it refers to. Leases are of running processes. */
const DUMPED = {
  workspaces: true, projects: true, project_settings: true, project_keys: true, saved_views: true, settings: true, leases: false, kysely_migration: false,
} satisfies Record<keyof ControlTables, boolean>;
const TABLES = Object.entries(DUMPED).filter(([, isDumped]) => isDumped).map(([name]) => name);

const ROWS_AT_ONCE = 500;
/** Says in a control plane which dump it was filled from. */
const FILLED_FROM = 'filled_from';

export async function dumpControl(db: Kysely<ControlTables>): Promise<ControlDump> {
  return inTransaction(db, async (it) => {
    const there = new Set((await it.introspection.getTables()).map((table) => table.name));
    const tables: ControlDump['tables'] = [];
    for (const name of TABLES.filter((table) => there.has(table))) tables.push({ name, rows: await it.selectFrom(name as 'settings').selectAll().execute() });
    return { migrations: await appliedMigrations(it), tables };
  });
}

/**
 * Fills an empty control plane from a dump, all or nothing, and brings it to the schema of this version. Once it is filled, the same again does nothing.
 * @param dumpId names the dump
 * @throws Failure `conflict` when something is there already that is not of this dump; `data_dir_unusable` when a newer hfao made the dump
 */
export async function fillControl(db: Kysely<ControlTables>, place: ControlPlace, dump: ControlDump, dumpId: string): Promise<void> {
  const unknown = [...dump.migrations.filter((it) => !(it in migrations)), ...dump.tables.map((it) => it.name).filter((it) => !TABLES.includes(it))];
  if (unknown.length > 0) throw new Failure('data_dir_unusable', `What was saved of the control plane is of a newer hfao (${unknown.join(', ')}). Use that version.`);
  await refuseUnlessEmpty(db, place, dumpId);
  if (await isEmpty(db)) {
    await migrateTo(db, place, dump.migrations.at(-1));
    await inTransaction(db, async (it) => {
      for (const { name, rows } of dump.tables) {
        for (let i = 0; i < rows.length; i += ROWS_AT_ONCE) await it.insertInto(name as 'settings').values(rows.slice(i, i + ROWS_AT_ONCE) as never).execute();
      }
      const filled = { value: dumpId, updated_at: new Date().toISOString() };
      await it.insertInto('settings').values({ key: FILLED_FROM, ...filled }).onConflict((on) => on.column('key').doUpdateSet(filled)).execute();
    });
  }
  await migrateToLatest(db, place);
}

/** @throws Failure `conflict` as {@link fillControl} does, before anything is done */
export async function refuseUnlessEmpty(db: Kysely<ControlTables>, place: ControlPlace, dumpId: string): Promise<void> {
  if (await isEmpty(db) || await filledFrom(db) === dumpId) return;
  throw new Failure('conflict', `The control plane ${describePlace(place)} is not empty: there are projects in it. Name an empty one with HFAO_CONTROL_PLANE_URL.`, { field: 'HFAO_CONTROL_PLANE_URL' });
}

async function isEmpty(db: Kysely<ControlTables>): Promise<boolean> {
  const tables = await db.introspection.getTables();
  return !tables.some((it) => it.name === 'workspaces') || await db.selectFrom('workspaces').select('id').limit(1).executeTakeFirst() === undefined;
}

async function filledFrom(db: Kysely<ControlTables>): Promise<string | undefined> {
  return (await db.selectFrom('settings').select('value').where('key', '=', FILLED_FROM).executeTakeFirst())?.value;
}
