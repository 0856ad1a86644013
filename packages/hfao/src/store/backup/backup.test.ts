import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { sharedPostgres } from '../../../test/shared-postgres.js';
import type { Progress } from '../../runtime/jobs.js';
import { openBodyFiles } from '../bodies/body-files.js';
import { secretKeyId } from '../bodies/key-wrap.js';
import { ProjectKeys } from '../bodies/project-keys.js';
import { bodyId, prepareSealing, sealBody } from '../bodies/sealed-body.js';
import { SealedBodies } from '../bodies/sealed-bodies.js';
import { anObservation } from '../conformance/an-observation.js';
import type { ControlStore } from '../control/control-store.js';
import { openControlStore } from '../control/open.js';
import type { ControlPlace } from '../control/place.js';
import { lockDirectory } from '../directory-lock.js';
import { openDuckdbStore } from '../duckdb/open.js';
import type { TelemetryStore } from '../store.js';
import { type BackupSource, backUp, checkBackupFolder } from './back-up.js';
import { type Manifest, MANIFEST, UNFINISHED } from './manifest.js';
import { restore, type RestoreTarget } from './restore.js';

vi.setConfig({ testTimeout: 60_000 });

const log = pino({ level: 'silent' });
const home = mkdtempSync(join(tmpdir(), 'hfao-backup-'));
const key = Buffer.alloc(32, 7);
const dataDir = join(home, 'data');
const rows = Array.from({ length: 90 }, () => anObservation({ project_id: '' }));

let control: ControlStore;
let store: TelemetryStore;
let source: BackupSource;
let body: string;
beforeAll(async () => {
  mkdirSync(join(dataDir, 'dead-letters'), { recursive: true });
  writeFileSync(join(dataDir, 'dead-letters', '0000000000000001.letter'), 'sealed');
  writeFileSync(join(dataDir, 'secret.key'), key.toString('hex'));
  control = await openControlStore({ place: { kind: 'sqlite', path: join(dataDir, 'control.sqlite') }, defaultProject: 'default' });
  store = await openDuckdbStore({ directory: join(dataDir, 'telemetry'), log, segmentRows: 30 });
  const { id: projectId } = (await control.project('default'))!;
  for (const row of rows) row.project_id = projectId;
  for (let i = 0; i < rows.length; i += 30) await store.write({ rows: rows.slice(i, i + 30), scores: [], position: i + 1 });
  const bodies = await openBodyFiles(join(dataDir, 'bodies'));
  const { activeId, keys } = await new ProjectKeys(control, key).ensure(projectId);
  const content = { contentType: 'text/plain', bytes: Buffer.from('long story') };
  body = bodyId(content, keys[activeId]);
  await prepareSealing();
  await bodies.put(projectId, body, sealBody(content, { projectId, id: body }, { id: activeId, dataKey: keys[activeId] }));
  source = { dataDir, version: '1.2.3', secretKeyId: secretKeyId(key), keyFile: join(dataDir, 'secret.key'), drain: async () => {}, store, control, bodies };
});
afterAll(async () => {
  await store.close();
  await control.close();
  rmSync(home, { recursive: true, force: true });
});

let count = 0;
const folder = (name: string) => join(home, `${name}-${(count += 1)}`);
const quiet = (signal = new AbortController().signal): Progress => ({ signal, total: () => {}, done: () => {}, tell: () => {} });
const take = async (withKey = true) => {
  const directory = folder('backup');
  return { directory, manifest: await backUp(source, directory, { withKey, progress: quiet() }) };
};

function target(changes: Partial<RestoreTarget> = {}): RestoreTarget {
  const place = folder('restored');
  mkdirSync(place);
  return { dataDir: place, controlPlane: { kind: 'sqlite', path: join(place, 'control.sqlite') }, bodies: { kind: 'files', directory: join(place, 'bodies') }, secretKey: undefined, ...changes };
}
const put = (directory: string, to: RestoreTarget) => restore(directory, to, () => {});

async function expectWhole({ dataDir: place, controlPlane }: RestoreTarget, secretKey = key): Promise<void> {
  const restored = await openControlStore({ place: controlPlane, defaultProject: 'default' });
  expect(await restored.listProjects()).toEqual(await control.listProjects());
  const { id: projectId } = (await restored.project('default'))!;
  const telemetry = await openDuckdbStore({ directory: join(place, 'telemetry'), log });
  expect((await telemetry.scanObservations(projectId, { limit: 1_000 })).rows).toEqual((await store.scanObservations(projectId, { limit: 1_000 })).rows);
  expect(await telemetry.position()).toBe(61);
  await telemetry.write({ rows: [anObservation({ project_id: projectId })], scores: [], position: 62 });
  await telemetry.close();
  const opened = await new SealedBodies(await openBodyFiles(join(place, 'bodies')), new ProjectKeys(restored, secretKey)).open(projectId, body);
  expect((await opened!.read(0, 100)).toString()).toBe('long story');
  expect(readFileSync(join(place, 'dead-letters', '0000000000000001.letter'), 'utf8')).toBe('sealed');
  await restored.close();
}

describe('a backup', () => {
  it('says what is in it, and is private', async () => {
    const { directory, manifest } = await take();

    expect(manifest).toMatchObject({
      format: 1, hfao_version: '1.2.3', telemetry: { position: 61, rows: { observations: 90, scores: 0, logs: 0 } }, control: { rows: { projects: 1, workspaces: 1, project_keys: 1 } },
      bodies: 1, dead_letters: 1, secret_key: { is_included: true },
    });
    expect(JSON.parse(readFileSync(join(directory, MANIFEST), 'utf8'))).toEqual(manifest);
    expect(manifest.files.map((it) => it.path)).toEqual(expect.arrayContaining(['control.ndjson', 'secret.key', 'dead-letters/0000000000000001.letter']));
    expect(manifest.files.every(({ path, bytes }) => statSync(join(directory, path)).size === bytes)).toBe(true);
    expect(statSync(join(directory, 'secret.key')).mode & 0o077).toBe(0);
    expect(existsSync(join(directory, UNFINISHED))).toBe(false);
  });

  it('goes into a new or empty folder outside of the data directory alone', async () => {
    const empty = folder('empty');
    mkdirSync(empty);
    const { directory } = await take();
    const unfinished = folder('unfinished');
    mkdirSync(unfinished);
    writeFileSync(join(unfinished, UNFINISHED), '{}');
    const refusal = (it: string) => checkBackupFolder(it, dataDir).then(() => undefined, (error: Error) => error.message);

    expect(await refusal(empty)).toBeUndefined();
    expect(await refusal(folder('new'))).toBeUndefined();
    expect(await refusal('relative/path')).toContain('absolute path');
    expect(await refusal(join(dataDir, 'backup'))).toContain('lies in the data directory');
    expect(await refusal(directory)).toContain('is not empty');
    expect(await refusal(unfinished)).toContain('never finished');
    expect(await refusal(join(dataDir, 'secret.key', 'below'))).toContain('lies in the data directory');
  });

  it('leaves nothing behind when it is cancelled or cannot be written, and holds nothing up', async () => {
    const directory = folder('cancelled');
    const cancelled = new AbortController();
    const progress = { ...quiet(cancelled.signal), done: () => cancelled.abort() };

    await expect(backUp(source, directory, { withKey: true, progress })).rejects.toThrow('aborted');
    await expect(backUp({ ...source, control: { ...source.control, dump: async () => { throw new Error('gone'); } } }, directory, { withKey: true, progress: quiet() })).rejects.toThrow('gone');

    expect(readdirSync(directory)).toEqual([]);
    await store.write({ rows: [rows[0]], scores: [] });
    expect((await take()).manifest.telemetry.rows.observations).toBe(90);
  });
});

describe('a restore', () => {
  it('gives back everything, usable as it was', async () => {
    const { directory } = await take();
    const to = target();
    const steps: [number, number][] = [];

    await restore(directory, to, (...it) => steps.push(it));

    await expectWhole(to);
    expect(steps.at(-1)![0]).toBe(steps.at(-1)![1]);
    expect(readFileSync(join(to.dataDir, 'secret.key'), 'utf8')).toContain(key.toString('hex'));
  });

  it('puts the control plane into a Postgres as well', async () => {
    const { directory } = await take();
    const controlPlane: ControlPlace = { kind: 'postgres', url: await (await sharedPostgres(inject('postgresHome'))).database(`restore_${process.pid}`) };
    const to = target({ controlPlane, secretKey: key });

    await put(directory, to);

    await expectWhole(to);
    expect(existsSync(join(to.dataDir, 'secret.key'))).toBe(false);
    await expect(put(directory, target({ controlPlane }))).resolves.toBeDefined();   // of the same backup
    await expect(put((await take()).directory, target({ controlPlane }))).rejects.toMatchObject({ code: 'conflict', field: 'HFAO_CONTROL_PLANE_URL' });
  });

  it('needs the key that the backup was taken under', async () => {
    const { directory } = await take(false);

    await expect(put(directory, target())).rejects.toMatchObject({ code: 'invalid_input', field: 'HFAO_SECRET_KEY', message: expect.stringContaining('not in the backup') });
    await expect(put(directory, target({ secretKey: Buffer.alloc(32, 8) }))).rejects.toMatchObject({ code: 'invalid_input', field: 'HFAO_SECRET_KEY', message: expect.stringContaining('not the key') });

    const to = target({ secretKey: key });
    await put(directory, to);
    await expectWhole(to);
  });

  it('refuses a data directory that is not empty, and leaves it as it is', async () => {
    const { directory } = await take();
    const to = target();
    writeFileSync(join(to.dataDir, 'mine.txt'), 'precious');

    await expect(put(directory, to)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('not empty') });

    expect(readdirSync(to.dataDir)).toEqual(['mine.txt']);
  });

  it.each<[string, (directory: string, manifest: Manifest) => void, RegExp]>([
    ['without a manifest', (it) => rmSync(join(it, MANIFEST)), /holds no backup/],
    ['that was never finished', (it) => { rmSync(join(it, MANIFEST)); writeFileSync(join(it, UNFINISHED), '{}'); }, /never finished/],
    ['with a damaged manifest', (it) => truncateSync(join(it, MANIFEST), 100), /cannot be read/],
    ['with a manifest that leads out of its folder', (it, manifest) => rewrite(it, { ...manifest, files: [{ ...manifest.files[0], path: '../../etc/passwd' }] }), /cannot be read/],
    ['of a newer format', (it, manifest) => rewrite(it, { ...manifest, format: 2 }), /newer hfao \(format 2/],
    ['of a newer schema', (it, manifest) => rewrite(it, { ...manifest, telemetry: { ...manifest.telemetry, schema_version: 99 } }), /newer hfao/],
    ['that lacks a file', (it) => rmSync(join(it, 'telemetry', 'segment-000001.duckdb')), /segment-000001.duckdb .* is missing/],
    ['with a shorter file', (it) => truncateSync(join(it, 'control.ndjson'), 10), /has 10 bytes instead of/],
    ['with a changed control plane', (it) => flip(join(it, 'control.ndjson')), /control.ndjson .* was changed/],
  ])('refuses a folder %s before it touches anything', async (_, spoil, message) => {
    const { directory, manifest } = await take();
    spoil(directory, manifest);
    const to = target();

    await expect(put(directory, to)).rejects.toMatchObject({ code: 'invalid_input', message: expect.stringMatching(message) });

    expect(readdirSync(to.dataDir)).toEqual([]);
  });

  it.each(['telemetry/segment-000002.duckdb', 'dead-letters/0000000000000001.letter', 'secret.key', 'body'])('finds a changed byte in %s, and lets nobody use the half', async (what) => {
    const { directory, manifest } = await take();
    flip(join(directory, what === 'body' ? manifest.files.find((it) => it.path.startsWith('bodies/'))!.path : what));
    const to = target();

    await expect(put(directory, to)).rejects.toMatchObject({ code: 'invalid_input', message: expect.stringContaining('was changed: it is damaged') });

    expect(() => lockDirectory(to.dataDir)).toThrow('was interrupted');
  });

  it('that was interrupted is begun anew by the same call', async () => {
    const { directory } = await take();
    const to = target();
    let files = 0;
    await expect(restore(directory, to, () => { if (++files === 3) throw new Error('power cut'); })).rejects.toThrow('power cut');
    expect(() => lockDirectory(to.dataDir)).toThrow('Run hfao restore again');

    await put(directory, to);

    lockDirectory(to.dataDir)();
    await expectWhole(to);
  });
});

function rewrite(directory: string, manifest: object): void {
  writeFileSync(join(directory, MANIFEST), JSON.stringify(manifest));
}

function flip(path: string): void {
  const bytes = readFileSync(path);
  bytes[Math.floor(bytes.length / 2)] ^= 1;
  writeFileSync(path, bytes);
}
