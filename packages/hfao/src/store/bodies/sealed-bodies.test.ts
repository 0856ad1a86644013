import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ControlStore } from '../control/control-store.js';
import { openControlStore } from '../control/open.js';
import { openBodyFiles } from './body-files.js';
import type { BodyStore } from './body-store.js';
import { ProjectKeys } from './project-keys.js';
import { bodyId, prepareSealing, sealBody, type BodyContent } from './sealed-body.js';
import { SealedBodies } from './sealed-bodies.js';

const SECRET_KEY = randomBytes(32);
let directory: string;
let control: ControlStore;
let store: BodyStore;
let keys: ProjectKeys;
let bodies: SealedBodies;
let ours: string;
let theirs: string;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'hfao-sealed-'));
  control = await openControlStore({ place: { kind: 'sqlite', path: join(directory, 'control.sqlite') }, defaultProject: 'default' });
  [ours, theirs] = [(await control.ensureProject('ours', 'Ours')).id, (await control.ensureProject('theirs', 'Theirs')).id];
  store = await openBodyFiles(join(directory, 'bodies'));
  keys = new ProjectKeys(control, SECRET_KEY);
  bodies = new SealedBodies(store, keys);
  await prepareSealing();
});
afterEach(async () => {
  await control.close();
  rmSync(directory, { recursive: true });
});

const textOf = (text: string): BodyContent => ({ contentType: 'text/plain', bytes: Buffer.from(text) });
const noise = (bytes: number): BodyContent => ({ contentType: 'application/octet-stream', bytes: randomBytes(bytes) });

async function put(projectId: string, content: BodyContent): Promise<string> {
  const { activeId, keys: ring } = await keys.ensure(projectId);
  const id = bodyId(content, ring[activeId]);
  await store.put(projectId, id, sealBody(content, { projectId, id }, { id: activeId, dataKey: ring[activeId] }));
  return id;
}

async function whole(projectId: string, id: string, from = bodies): Promise<Buffer> {
  const body = (await from.open(projectId, id))!;
  return body.read(0, body.size);
}

it.each([0, 1, 1000, 256 * 1024 - 1, 256 * 1024, 256 * 1024 + 1, 3_000_000])('gives back %i bytes, repetitive or not', async (size) => {
  const repetitive = textOf('lorem ipsum '.repeat(size / 12 + 1).slice(0, size));
  const random = noise(size);

  const [a, b] = [await put(ours, repetitive), await put(ours, random)];

  expect((await whole(ours, a)).equals(Buffer.from(repetitive.bytes))).toBe(true);
  expect((await whole(ours, b)).equals(Buffer.from(random.bytes))).toBe(true);
  expect(await bodies.open(ours, a)).toMatchObject({ contentType: 'text/plain', size });
});

it('reads any part without the rest', async () => {
  const content = noise(1_000_000);
  const id = await put(ours, content);
  const read: number[] = [];
  const counted = new SealedBodies({ getRange: (...args) => { read.push(args[3] - args[2]); return store.getRange(...args); } }, keys);
  const body = (await counted.open(ours, id))!;

  for (const [start, end] of [[0, 10], [262_140, 262_150], [999_990, 1_000_000], [300_000, 900_000], [5, 5]]) {
    expect((await body.read(start, end)).equals(Buffer.from(content.bytes.subarray(start, end)))).toBe(true);
  }
  read.length = 0;
  await body.read(500_000, 500_010);
  expect(read).toEqual([256 * 1024 + 16]);
});

it('stores equal bodies of a project once, and tells nothing of them by their ids', async () => {
  const content = textOf('the same words');

  const [first, again, elsewhere] = [await put(ours, content), await put(ours, content), await put(theirs, content)];

  expect(again).toBe(first);
  expect(elsewhere).not.toBe(first);
  expect(await store.size(ours)).toMatchObject({ bodies: 1 });
  expect(bodyId({ ...content, contentType: 'text/html' }, randomBytes(32))).not.toBe(first);
});

it('writes nothing readable', async () => {
  const id = await put(ours, textOf('my secret is swordfish'));

  const resting = readFileSync(join(directory, 'bodies', ours, id.slice(0, 2), id)).toString('latin1');

  expect(resting).not.toContain('swordfish');
  expect((await store.size(ours)).bytes).toBe(resting.length);
});

it('makes long text much smaller', async () => {
  await put(ours, textOf('{"role":"user","content":"what is the weather like"},'.repeat(5000)));

  expect((await store.size(ours)).bytes).toBeLessThan(5000);
});

it('refuses a body of which one bit was changed, wherever', async () => {
  const id = await put(ours, noise(300_000));
  const sealed = Buffer.from((await store.get(ours, id))!);

  for (const at of [0, 9, 40, 150, 1000, 270_000, sealed.length - 1]) {
    const changed = Buffer.from(sealed);
    changed[at] ^= 1;
    await store.put(ours, id, changed);
    await expect(whole(ours, id), `bit of byte ${at}`).rejects.toMatchObject({ code: 'internal', message: expect.stringContaining('damaged') as string });
  }
  await store.put(ours, id, sealed.subarray(0, sealed.length - 100));
  await expect(whole(ours, id)).rejects.toMatchObject({ code: 'internal' });
});

it('refuses a body that was put in the place of another, or in another project', async () => {
  const [a, b] = [await put(ours, noise(1000)), await put(ours, noise(1000))];
  await put(theirs, noise(1));
  const sealed = (await store.get(ours, a))!;

  await store.put(ours, b, sealed);
  await store.put(theirs, a, sealed);

  await expect(whole(ours, b)).rejects.toMatchObject({ code: 'internal' });
  await expect(whole(theirs, a)).rejects.toMatchObject({ code: 'internal' });
});

it('does not know the bodies of another project', async () => {
  const id = await put(ours, noise(1000));

  expect(await bodies.open(theirs, id)).toBeUndefined();
});

it('reads old bodies after a new data key was made, also in a process that has not heard of it', async () => {
  const old = await put(ours, textOf('old'));
  const elsewhere = new ProjectKeys(control, SECRET_KEY);
  await elsewhere.load();

  await keys.rotate(ours);
  const young = await put(ours, textOf('old'));

  expect(young).not.toBe(old);
  expect((await whole(ours, old)).toString()).toBe('old');
  expect((await whole(ours, young, new SealedBodies(store, elsewhere))).toString()).toBe('old');
});

it('says that the secret key is another one', async () => {
  await keys.ensure(ours);

  await expect(new ProjectKeys(control, randomBytes(32)).load()).rejects.toMatchObject({ code: 'data_dir_unusable', message: expect.stringContaining('another secret key') as string });
});

it('says that a data key was changed where it rests', async () => {
  await keys.ensure(ours);
  await control.rewrapProjectKeys((row) => ({ ...row, wrapped_key: Buffer.from(row.wrapped_key, 'base64').fill(7, 20, 21).toString('base64') }));

  await expect(new ProjectKeys(control, SECRET_KEY).load()).rejects.toThrow('is damaged');
});
