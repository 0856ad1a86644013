import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readKeyRotation } from './config.js';
import { rotateSecretKey } from './rotate-secret-key.js';
import { secretKey } from './runtime/secret-key.js';
import { ProjectKeys } from './store/bodies/project-keys.js';
import { openControlStore } from './store/control/open.js';
import { lockDirectory } from './store/directory-lock.js';

let dataDir: string;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'hfao-rotate-'));
});
afterEach(() => { rmSync(dataDir, { recursive: true, force: true }); });

/** The data keys as a server that starts with this secret key has them. */
async function dataKeys(key: Buffer): Promise<string[]> {
  const control = await openControlStore({ place: { kind: 'sqlite', path: join(dataDir, 'control.sqlite') }, defaultProject: 'default' });
  try {
    const keys = new ProjectKeys(control, key);
    await keys.load();
    const rings = await Promise.all((await control.listProjects()).map((it) => keys.ensure(it.id)));
    return rings.flatMap((it) => Object.values(it.keys)).map((it) => Buffer.from(it).toString('hex'));
  } finally {
    await control.close();
  }
}

const rotate = (env: Record<string, string> = {}) => rotateSecretKey(readKeyRotation({ HFAO_DATA_DIR: dataDir, ...env }));
const kept = () => Buffer.from(readFileSync(join(dataDir, 'secret.key'), 'utf8').trim(), 'hex');

describe('with the key file of the data directory', () => {
  it('makes a new key, under which every data key stays what it was', async () => {
    const old = await secretKey(dataDir, undefined);
    const before = await dataKeys(old);

    expect(await rotate()).toEqual({ dataKeys: 1, keptIn: 'file' });

    expect(kept().equals(old)).toBe(false);
    expect(await dataKeys(kept())).toEqual(before);
    await expect(dataKeys(old)).rejects.toThrow('written with another secret key');
    expect(existsSync(join(dataDir, 'secret.key.next'))).toBe(false);
  });

  it('goes on where it was interrupted, and then takes no other key', async () => {
    const old = await secretKey(dataDir, undefined);
    const before = await dataKeys(old);
    await rotate();
    const half = kept();
    writeFileSync(join(dataDir, 'secret.key.next'), half.toString('hex'));   // as after a power cut just before the last step
    writeFileSync(join(dataDir, 'secret.key'), old.toString('hex'));

    await expect(rotate({ HFAO_SECRET_KEY_NEXT: 'cd'.repeat(32) })).rejects.toMatchObject({ code: 'conflict' });
    await rotate();

    expect(kept().equals(half)).toBe(true);
    expect(await dataKeys(half)).toEqual(before);
  });

  it('leaves everything as it is while the log or the dead letters need the old key, or a server runs', async () => {
    const old = await secretKey(dataDir, undefined);
    await dataKeys(old);
    mkdirSync(join(dataDir, 'ingest-log'));
    mkdirSync(join(dataDir, 'dead-letters'));
    const [log, letter] = [join(dataDir, 'ingest-log', '0000000000000001.log'), join(dataDir, 'dead-letters', '0000000000000001.letter')];

    writeFileSync(log, 'x');
    await expect(rotate()).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('not stored yet') as string });
    rmSync(log);
    writeFileSync(letter, 'x');
    await expect(rotate()).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('dead letters') as string });
    rmSync(letter);
    const unlock = lockDirectory(dataDir);
    await expect(rotate()).rejects.toMatchObject({ code: 'data_dir_unusable' });
    unlock();

    expect(kept().equals(old)).toBe(true);
    expect(await dataKeys(old)).toHaveLength(1);
  });

  it('says that there is no key yet', async () => {
    await expect(rotate()).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('with HFAO_SECRET_KEY', () => {
  const [old, next] = [randomBytes(32), randomBytes(32)];

  it('wraps the data keys under HFAO_SECRET_KEY_NEXT, and may be run again', async () => {
    const before = await dataKeys(old);
    const env = { HFAO_SECRET_KEY: old.toString('hex'), HFAO_SECRET_KEY_NEXT: next.toString('hex') };

    expect(await rotate(env)).toEqual({ dataKeys: 1, keptIn: 'variable' });
    await rotate(env);

    expect(await dataKeys(next)).toEqual(before);
  });

  it('says what is wrong with the next key', async () => {
    await dataKeys(old);
    const HFAO_SECRET_KEY = old.toString('hex');

    await expect(rotate({ HFAO_SECRET_KEY })).rejects.toMatchObject({ field: 'HFAO_SECRET_KEY_NEXT' });
    await expect(rotate({ HFAO_SECRET_KEY, HFAO_SECRET_KEY_NEXT: HFAO_SECRET_KEY })).rejects.toThrow('in use already');
    expect(() => readKeyRotation({ HFAO_SECRET_KEY_NEXT: 'short' })).toThrow('64 hex digits');
  });

  it('changes nothing when the present key is another one', async () => {
    await dataKeys(old);

    await expect(rotate({ HFAO_SECRET_KEY: 'ab'.repeat(32), HFAO_SECRET_KEY_NEXT: next.toString('hex') })).rejects.toThrow('another secret key');

    expect(await dataKeys(old)).toHaveLength(1);
  });
});
