import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, describe, expect, it } from 'vitest';
import { controlStoreConforms, MAX_PROJECTS } from './conformance/control-store.js';
import { leasesConform } from './conformance/leases.js';
import { migrationsConform } from './conformance/migrations.js';
import { savedViewsConform } from './conformance/saved-views.js';
import { openControlStore } from './open.js';

const directory = mkdtempSync(join(tmpdir(), 'hfao-control-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let count = 0;
const openAt = (path: string) => openControlStore({ place: { kind: 'sqlite', path }, defaultProject: 'default', maxProjects: MAX_PROJECTS });
const nextPath = () => join(directory, `${(count += 1)}`, 'control.sqlite');

describe('the control store on SQLite', () => {
  let path = '';
  controlStoreConforms({
    fresh: () => openAt(path = nextPath()),
    again: () => openAt(path),
  });

  it('lets a lease be taken that was given while the clock was wrong', async () => {
    const store = await openAt(path = nextPath());
    const database = new Database(path);
    database.exec(`insert into leases values ('work', 'long ago', 7, ${Date.UTC(2099, 0)}, ${Date.UTC(2098, 0)})`);
    database.close();

    expect(await store.leases.take('work', 'me', { forMs: 1_000, everyMs: 86_400_000 })).toMatchObject({ token: 8 });
    await store.close();
  });

  it('says what to do about a file that is no database', async () => {
    const broken = join(directory, 'broken.sqlite');
    writeFileSync(broken, 'this is a shopping list, and a long enough one to be read as a header'.repeat(100));

    await expect(openAt(broken)).rejects.toMatchObject({ code: 'data_dir_unusable', message: expect.stringContaining(broken) });
  });

  it('refuses a file that a newer version has changed', async () => {
    const newer = nextPath();
    await (await openAt(newer)).close();
    const database = new Database(newer);
    database.exec(`insert into kysely_migration (name, timestamp) values ('9999-from-the-future', '2030-01-01')`);
    database.close();

    await expect(openAt(newer)).rejects.toMatchObject({ code: 'data_dir_unusable', message: expect.stringContaining('newer hfao') });
  });
});

describe('leases on SQLite', () => {
  let path = '';
  leasesConform({
    fresh: () => openAt(path = nextPath()),
    another: () => openAt(path),
  });
});

describe('saved views on SQLite', () => {
  let path = '';
  savedViewsConform({
    fresh: () => openAt(path = nextPath()),
    again: () => openAt(path),
  });
});

describe('migrations of SQLite', () => {
  migrationsConform(async () => ({ kind: 'sqlite', path: nextPath() }));
});
