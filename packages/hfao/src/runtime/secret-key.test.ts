import { mkdtemp, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { secretKey } from './secret-key.js';

let dataDir: string;
beforeEach(async () => { dataDir = await mkdtemp(join(tmpdir(), 'hfao-key-')); });

it('makes a key at the first start and finds it again, readable by its owner only', async () => {
  const made = await secretKey(dataDir, undefined);

  const found = await secretKey(dataDir, undefined);

  expect(found).toEqual(made);
  expect(made).toHaveLength(32);
  expect((await stat(join(dataDir, 'secret.key'))).mode & 0o777).toBe(0o600);
});

it('takes the configured key before the one on disk', async () => {
  await secretKey(dataDir, undefined);

  const key = await secretKey(dataDir, 'ab'.repeat(32));

  expect(key).toEqual(Buffer.alloc(32, 0xab));
});

it('refuses a key file that holds no key, instead of making another', async () => {
  await writeFile(join(dataDir, 'secret.key'), 'gone');

  await expect(secretKey(dataDir, undefined)).rejects.toMatchObject({ code: 'data_dir_unusable', message: expect.stringContaining('64 hex digits') });
});
