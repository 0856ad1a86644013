import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { prepareDataDirectory } from './data-directory.js';

let base: string;
beforeEach(() => { base = mkdtempSync(join(tmpdir(), 'hfao-dir-')); });
afterEach(() => rmSync(base, { recursive: true, force: true }));

it('makes the directory, for its owner only, and leaves nothing in it', async () => {
  const path = join(base, 'a', 'b');

  await prepareDataDirectory(path);

  expect(statSync(path).mode & 0o777).toBe(0o700);
  expect(readdirSync(path)).toEqual([]);
});

it('says that a file stands in its place', async () => {
  const path = join(base, 'file');
  writeFileSync(path, '');

  await expect(prepareDataDirectory(path)).rejects.toMatchObject({ code: 'data_dir_unusable', message: expect.stringContaining('it is a file') });
  await expect(prepareDataDirectory(join(path, 'below'))).rejects.toMatchObject({ code: 'data_dir_unusable', message: expect.stringContaining('HFAO_DATA_DIR') });
});

it('says that there is no permission', async () => {
  chmodSync(base, 0o500);
  const restore = asNobody();

  const preparing = prepareDataDirectory(join(base, 'data'));

  await expect(preparing).rejects.toMatchObject({ code: 'data_dir_unusable', message: expect.stringContaining('no permission') });
  restore();
});

/** Root may write anywhere, so a test that runs as root gives that up for a moment. */
function asNobody(): () => void {
  if (process.getuid!() !== 0) return () => {};
  process.seteuid!(65534);
  return () => process.seteuid!(0);
}
