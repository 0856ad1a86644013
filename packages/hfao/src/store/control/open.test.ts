import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, describe, expect, it } from 'vitest';
import { controlStoreConforms } from './conformance/control-store.js';
import { openControlStore } from './open.js';

const directory = mkdtempSync(join(tmpdir(), 'hfao-control-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let count = 0;
const nextPath = () => join(directory, `${(count += 1)}`, 'control.sqlite');

describe('the control store on SQLite', () => {
  let path = '';
  controlStoreConforms({
    fresh: () => openControlStore({ path: (path = nextPath()), defaultProject: 'default' }),
    again: () => openControlStore({ path, defaultProject: 'default' }),
  });

  it('says what to do about a file that is no database', async () => {
    const broken = join(directory, 'broken.sqlite');
    writeFileSync(broken, 'this is a shopping list, and a long enough one to be read as a header'.repeat(100));

    await expect(openControlStore({ path: broken, defaultProject: 'default' })).rejects.toMatchObject({ code: 'data_dir_unusable', message: expect.stringContaining(broken) });
  });

  it('refuses a file that a newer version has changed', async () => {
    const newer = nextPath();
    await (await openControlStore({ path: newer, defaultProject: 'default' })).close();
    const database = new Database(newer);
    database.exec(`insert into kysely_migration (name, timestamp) values ('9999-from-the-future', '2030-01-01')`);
    database.close();

    await expect(openControlStore({ path: newer, defaultProject: 'default' })).rejects.toMatchObject({ code: 'data_dir_unusable', message: expect.stringContaining('newer hfao') });
  });
});
