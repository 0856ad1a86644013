import { beforeEach, expect, it } from 'vitest';
import type { BodyStore, StoredBody } from '../body-store.js';

const ID = 'abcdefghijklmnopabcdefghijklmnopabcdefgh';
const OTHER = 'b'.repeat(40);
const BYTES = Uint8Array.from({ length: 5000 }, (_, i) => (i * 7) % 256);

async function listed(store: BodyStore, projectId: string): Promise<StoredBody[]> {
  const found: StoredBody[] = [];
  for await (const it of store.list(projectId)) found.push(it);
  return found.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The promise of {@link BodyStore}, for every backend. `open` answers an empty store, and with `again` the same one as a later process sees it. */
export function bodyStoreConforms(backend: { open(): Promise<BodyStore>; again(): Promise<BodyStore> }): void {
  let store: BodyStore;
  beforeEach(async () => { store = await backend.open(); });

  it('gives back what was put, to a later process as well', async () => {
    await store.put('prj_a', ID, BYTES);

    expect(Buffer.from((await store.get('prj_a', ID))!)).toEqual(Buffer.from(BYTES));
    expect(Buffer.from((await (await backend.again()).get('prj_a', ID))!)).toEqual(Buffer.from(BYTES));
  });

  it('answers undefined for what is not there', async () => {
    expect(await store.get('prj_a', ID)).toBeUndefined();
    expect(await store.getRange('prj_a', ID, 0, 10)).toBeUndefined();
    expect(await store.writtenAt('prj_a', ID)).toBeUndefined();
    expect(await listed(store, 'prj_a')).toEqual([]);
    await store.delete('prj_a', ID);
  });

  it('keeps projects apart', async () => {
    await store.put('prj_a', ID, BYTES);

    expect(await store.get('prj_b', ID)).toBeUndefined();
    expect(await listed(store, 'prj_b')).toEqual([]);
    await store.delete('prj_b', ID);
    expect(await store.get('prj_a', ID)).toBeDefined();
  });

  it('gives a part, and less where the body ends', async () => {
    await store.put('prj_a', ID, BYTES);

    const part = async (start: number, end: number) => Buffer.from((await store.getRange('prj_a', ID, start, end))!);
    expect(await part(100, 200)).toEqual(Buffer.from(BYTES.subarray(100, 200)));
    expect(await part(4990, 9000)).toEqual(Buffer.from(BYTES.subarray(4990)));
    expect(await part(6000, 7000)).toHaveLength(0);
    expect(await part(5, 5)).toHaveLength(0);
  });

  it('replaces a body, and takes one without a byte', async () => {
    await store.put('prj_a', ID, BYTES);
    await store.put('prj_a', ID, new Uint8Array());

    expect(await store.get('prj_a', ID)).toHaveLength(0);
    expect(await listed(store, 'prj_a')).toHaveLength(1);
  });

  it('lists and counts what there is, and when it was put', async () => {
    const before = Date.now();
    await store.put('prj_a', ID, BYTES);
    await store.put('prj_a', OTHER, BYTES.subarray(0, 10));
    await store.put('prj_b', OTHER, BYTES);

    const found = await listed(store, 'prj_a');

    expect(found.map(({ id, bytes }) => [id, bytes])).toEqual([[ID, 5000], [OTHER, 10]]);
    for (const it of [...found.map((body) => body.writtenAt), (await store.writtenAt('prj_a', ID))!]) expect(Math.abs(it - before)).toBeLessThan(60_000);
    expect(await store.size('prj_a')).toEqual({ bodies: 2, bytes: 5010 });
  });

  it('forgets what is deleted', async () => {
    await store.put('prj_a', ID, BYTES);
    await store.delete('prj_a', ID);

    expect(await store.get('prj_a', ID)).toBeUndefined();
    expect(await store.size('prj_a')).toEqual({ bodies: 0, bytes: 0 });
  });

  it('refuses ids and projects that would be paths', async () => {
    await expect(store.put('../prj_a', ID, BYTES)).rejects.toThrow('part of a path');
    await expect(store.get('prj_a', '../../secret')).rejects.toThrow('40 letters');
  });
}
