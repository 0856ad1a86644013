import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBodyFiles } from './body-files.js';
import { bodyStoreConforms } from './conformance/body-store.js';

const ID = 'a'.repeat(40);
let directory: string;
beforeEach(() => { directory = mkdtempSync(join(tmpdir(), 'hfao-bodies-')); });
afterEach(() => { rmSync(directory, { recursive: true, force: true }); });

describe('files', () => {
  bodyStoreConforms({ open: () => openBodyFiles(directory), again: () => openBodyFiles(directory) });
});

it('keeps bodies to their owner', async () => {
  await (await openBodyFiles(directory)).put('prj_a', ID, Buffer.from('x'));

  expect(statSync(join(directory, 'prj_a')).mode & 0o777).toBe(0o700);
  expect(statSync(join(directory, 'prj_a', 'aa', ID)).mode & 0o777).toBe(0o600);
});

it('removes at a start what a crash left half written', async () => {
  await openBodyFiles(directory);
  writeFileSync(join(directory, '.unfinished', 'half'), 'x');

  await openBodyFiles(directory);

  expect(readdirSync(join(directory, '.unfinished'))).toEqual([]);
});

it('says what is in the way', async () => {
  const file = join(directory, 'file');
  writeFileSync(file, '');

  await expect(openBodyFiles(file)).rejects.toMatchObject({ code: 'data_dir_unusable', field: 'HFAO_BODIES_URL' });
});

it('fails as one who may be asked again, and leaves nothing behind', async () => {
  const store = await openBodyFiles(directory);
  writeFileSync(join(directory, 'prj_a'), 'a file where a folder must be');
  chmodSync(directory, 0o700);

  await expect(store.put('prj_a', ID, Buffer.from('x'))).rejects.toMatchObject({ code: 'unavailable' });

  expect(readdirSync(join(directory, '.unfinished'))).toEqual([]);
  expect(existsSync(join(directory, 'prj_a', 'aa'))).toBe(false);
});
