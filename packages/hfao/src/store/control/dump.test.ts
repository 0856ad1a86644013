import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { sharedPostgres } from '../../../test/shared-postgres.js';
import { STANDARD_SETTINGS } from '../../model/project-settings.js';
import { type ControlDump, fillControl } from './dump.js';
import { migrateTo } from './migrate.js';
import { openControlStore, openDatabase } from './open.js';
import type { ControlPlace } from './place.js';

const home = mkdtempSync(join(tmpdir(), 'hfao-dump-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

let count = 0;
const engines = {
  sqlite: async (): Promise<ControlPlace> => ({ kind: 'sqlite', path: join(home, `${(count += 1)}.sqlite`) }),
  postgres: async (): Promise<ControlPlace> => ({ kind: 'postgres', url: await (await sharedPostgres(inject('postgresHome'))).database(`dump_${process.pid}_${(count += 1)}`) }),
};
type Engine = keyof typeof engines;

const open = (place: ControlPlace) => openControlStore({ place, defaultProject: 'default' });

async function filled(place: ControlPlace): Promise<ControlDump> {
  const store = await open(place);
  for (let i = 0; i < 30; i++) await store.ensureProject(`p${i}`, `Project ${i} ✓`);
  const { id: project_id } = (await store.project('p7'))!;
  await store.putProjectSettings(project_id, STANDARD_SETTINGS);
  await store.addProjectKey({ id: 'key_a', project_id, wrapped_key: 'w', kek_id: 'k', created_at: '1', is_active: 1 });
  for (let i = 0; i < 600; i++) await store.putSetting(`key ${i}`, `value ${i}`);
  await store.leases.take('work', 'me', { forMs: 60_000 });
  const dump = await store.dump();
  await store.close();
  return dump;
}

async function fill(place: ControlPlace, dump: ControlDump, dumpId = 'first'): Promise<void> {
  const db = openDatabase(place);
  try {
    await fillControl(db, place, dump, dumpId);
  } finally {
    await db.destroy();
  }
}

async function contentsOf(place: ControlPlace): Promise<ControlDump> {
  const store = await open(place);
  const dump = await store.dump();
  await store.close();
  return dump;
}

const sorted = ({ migrations, tables }: ControlDump) => ({
  migrations, tables: tables.map(({ name, rows }) => ({ name, rows: rows.map((it) => JSON.stringify(it, Object.keys(it).sort())).filter((it) => !it.includes('"filled_from"')).sort() })),
});

describe('a dump of the control plane', () => {
  it.each<[Engine, Engine]>([['sqlite', 'sqlite'], ['sqlite', 'postgres'], ['postgres', 'sqlite'], ['postgres', 'postgres']])('of %s fills %s, row for row', async (from, to) => {
    const dump = await filled(await engines[from]());
    const target = await engines[to]();

    await fill(target, JSON.parse(JSON.stringify(dump)) as ControlDump);

    const copy = await contentsOf(target);
    expect(sorted(copy)).toEqual(sorted(dump));
    expect(copy.tables.find((it) => it.name === 'settings')!.rows.length).toBeGreaterThan(600);
  });

  it.each<Engine>(['sqlite', 'postgres'])('is not mixed with what %s holds already, and not filled in twice', async (engine) => {
    const dump = await filled(await engines.sqlite());
    const target = await engines[engine]();
    await fill(target, dump);

    await fill(target, dump);
    await expect(fill(target, dump, 'second')).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('not empty') });

    expect(sorted(await contentsOf(target))).toEqual(sorted(dump));
  });

  it.each<Engine>(['sqlite', 'postgres'])('of an older schema is brought up to date on %s', async (engine) => {
    const old = await engines.sqlite();
    await filled(old);
    const db = openDatabase(old);
    await migrateTo(db, old, '0002-project-settings');
    const dump = await (await import('./dump.js')).dumpControl(db);
    await db.destroy();
    expect(dump.migrations).toHaveLength(2);
    const target = await engines[engine]();

    await fill(target, dump);

    const store = await open(target);
    expect(await store.listProjects()).toHaveLength(31);
    expect(await store.setting('key 1')).toBe('value 1');
    expect(await store.projectKeys()).toEqual([]);
    await store.close();
  });

  it('of a newer hfao is refused', async () => {
    const dump = await filled(await engines.sqlite());

    await expect(fill(await engines.sqlite(), { ...dump, migrations: [...dump.migrations, '9999-later'] })).rejects.toMatchObject({ code: 'data_dir_unusable', message: expect.stringContaining('newer hfao (9999-later)') });
  });
});
