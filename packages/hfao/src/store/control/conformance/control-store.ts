import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ControlStore } from '../control-store.js';

/** The promise of {@link ControlStore}, for every backend. `open` answers a new store on each call to `fresh`, the same one again to `again`. */
export function controlStoreConforms(backend: { fresh(): Promise<ControlStore>; again(): Promise<ControlStore> }): void {
  let store: ControlStore;
  beforeEach(async () => { store = await backend.fresh(); });
  afterEach(async () => { await store.close(); });

  it('has the default project from the start', async () => {
    const projects = await store.listProjects();

    expect(projects.map((it) => it.slug)).toEqual(['default']);
    expect(Object.keys(projects[0]).sort()).toEqual(['created_at', 'id', 'name', 'slug', 'workspace_id']);
  });

  it('makes a project once, however many ask at the same time', async () => {
    const made = await Promise.all(Array.from({ length: 20 }, () => store.ensureProject('bots', 'Bots!')));

    expect(new Set(made.map((it) => it.id)).size).toBe(1);
    expect(await store.project('bots')).toEqual(made[0]);
    expect((await store.listProjects()).map((it) => it.slug)).toEqual(['default', 'bots']);
  });

  it('answers undefined for an unknown project and an unknown setting', async () => {
    expect(await store.project('nobody')).toBeUndefined();
    expect(await store.setting('nothing')).toBeUndefined();
  });

  it('refuses a project beyond the thousandth and still answers for those there are', async () => {
    for (let i = 1; i < 1_000; i += 1) await store.ensureProject(`p${i}`, `p${i}`);

    await expect(store.ensureProject('one-too-many', 'x')).rejects.toMatchObject({ code: 'forbidden', field: 'project' });
    expect((await store.ensureProject('p7', 'p7')).slug).toBe('p7');
    expect(await store.listProjects()).toHaveLength(1_000);
  });

  it('keeps projects and settings over a restart', async () => {
    const before = await store.ensureProject('bots', 'Bots');
    await store.putSetting('key', 'first');
    await store.putSetting('key', 'second');
    await store.close();

    store = await backend.again();

    expect(await store.project('bots')).toEqual(before);
    expect(await store.setting('key')).toBe('second');
  });
}
