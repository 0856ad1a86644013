import type { Kysely } from 'kysely';
import { expect, it } from 'vitest';
import { migrateTo, migrateToLatest, migrationState } from '../migrate.js';
import { migrations } from '../migrations/all.js';
import { openControlStore, openDatabase } from '../open.js';
import type { ControlPlace } from '../place.js';
import type { ControlTables } from '../tables.js';

const NAMES = Object.keys(migrations);

/** What the migrations promise on every engine. `place` answers a new, empty one on each call. */
export function migrationsConform(place: () => Promise<ControlPlace>): void {
  it('go all the way back and forth, one by one, and keep what the older schema knows', async () => {
    const here = await place();
    const store = await openControlStore({ place: here, defaultProject: 'default' });
    const project = await store.ensureProject('bots', 'Bots');
    await store.putSetting('key', 'kept');
    await store.close();

    await using(here, async (db) => {
      for (const name of NAMES.toReversed()) {
        await migrateTo(db, here, name);
        expect((await migrationState(db, here)).applied.at(-1)).toBe(name);
      }
      for (const name of NAMES) await migrateTo(db, here, name);
    });

    const again = await openControlStore({ place: here, defaultProject: 'default' });
    expect(await again.project('bots')).toEqual(project);
    expect(await again.setting('key')).toBe('kept');
    await again.close();
  });

  it('leave nothing behind when all are taken back, and make everything again', async () => {
    const here = await place();

    await using(here, async (db) => {
      await migrateToLatest(db, here);
      await migrateTo(db, here, undefined);
      expect((await db.introspection.getTables()).map((it) => it.name)).toEqual([]);
      await migrateToLatest(db, here);
      expect(await migrationState(db, here)).toEqual({ applied: NAMES, pending: [], unknown: [] });
    });
  });

  it('say what is pending without making it', async () => {
    const here = await place();

    await using(here, async (db) => {
      expect(await migrationState(db, here)).toEqual({ applied: [], pending: NAMES, unknown: [] });
      expect((await db.introspection.getTables()).map((it) => it.name)).toEqual([]);
    });
  });

  it('may be repeated after a stop in the middle of any of them', async () => {
    for (const [i, name] of NAMES.entries()) {
      const here = await place();
      await using(here, async (db) => {
        if (i > 0) await migrateTo(db, here, NAMES[i - 1]);
        await migrations[name].up(db);   // done, and stopped before it was noted
        await migrateToLatest(db, here);
        expect((await migrationState(db, here)).pending).toEqual([]);
      });
    }
  });
}

async function using(place: ControlPlace, work: (db: Kysely<ControlTables>) => Promise<void>): Promise<void> {
  const db = openDatabase(place);
  try {
    await work(db);
  } finally {
    await db.destroy();
  }
}
