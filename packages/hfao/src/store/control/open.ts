import type { Kysely } from 'kysely';
import type { ControlStore } from './control-store.js';
import { migrateToLatest } from './migrate.js';
import { controlStoreOver } from './over-kysely.js';
import type { ControlPlace } from './place.js';
import { openPostgres } from './postgres.js';
import { openSqlite } from './sqlite.js';
import type { ControlTables } from './tables.js';

/**
 * Opens the control plane, made and brought up to date where needed; several processes may do so at once.
 * @param defaultProject slug of the project that exists from the first start on
 * @param maxProjects a thousand unless said otherwise
 * @throws Failure `data_dir_unusable` when a file cannot be made, is no database, or a newer hfao wrote it; `unavailable` when Postgres cannot be reached or refuses us
 */
export async function openControlStore({ place, defaultProject, maxProjects }: { place: ControlPlace; defaultProject: string; maxProjects?: number }): Promise<ControlStore> {
  if (place.kind === 'postgres') await using(openPostgres(place.url, { mayWait: true }), (db) => migrateToLatest(db, place));
  const db = openDatabase(place);
  try {
    if (place.kind === 'sqlite') await migrateToLatest(db, place);
    return await controlStoreOver(db, defaultProject, maxProjects);
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

/** Without looking at its schema. */
export function openDatabase(place: ControlPlace): Kysely<ControlTables> {
  return place.kind === 'sqlite' ? openSqlite(place.path) : openPostgres(place.url);
}

async function using(db: Kysely<ControlTables>, work: (db: Kysely<ControlTables>) => Promise<void>): Promise<void> {
  try {
    await work(db);
  } finally {
    await db.destroy();
  }
}
