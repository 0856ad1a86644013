import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ControlStore } from '../control-store.js';

export const MAX_PROJECTS = 12;

/**
 * The promise of {@link ControlStore}, for every backend. A new store on each call to `fresh`, the same one to `again`;
 * `another` opens it a second time beside the first, unless it belongs to one process. All with at most {@link MAX_PROJECTS}.
 */
export function controlStoreConforms(backend: { fresh(): Promise<ControlStore>; again(): Promise<ControlStore>; another?(): Promise<ControlStore> }): void {
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

  it('refuses a project beyond the most there may be, however many ask at the same time, and still answers for those there are', async () => {
    const other = await backend.another?.();
    const asked = await Promise.allSettled(Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? store : other ?? store).ensureProject(`p${i}`, `p${i}`)));
    await other?.close();

    const made = asked.filter((it) => it.status === 'fulfilled').map((it) => it.value);
    const refused = asked.filter((it) => it.status === 'rejected').map((it): unknown => it.reason);
    expect(made).toHaveLength(MAX_PROJECTS - 1);
    expect(refused).toEqual(refused.map(() => expect.objectContaining({ code: 'forbidden', field: 'project' })));
    expect(await store.ensureProject(made[3].slug, 'x')).toEqual(made[3]);
    expect(await store.listProjects()).toHaveLength(MAX_PROJECTS);
  });

  it('lists projects of one moment by the bytes of their slugs', async () => {
    for (const slug of ['b', 'a-c', 'ab', 'a_c', 'a']) await store.ensureProject(slug, slug);
    const listed = await store.listProjects();

    const sorted = listed.toSorted((a, b) => (a.created_at < b.created_at ? -1 : a.created_at > b.created_at ? 1 : a.slug < b.slug ? -1 : 1));
    expect(listed).toEqual(sorted);
  });

  it('has one active key a project, however many are added at the same time', async () => {
    const other = await backend.another?.();
    const { id: project_id } = await store.ensureProject('bots', 'Bots');
    await Promise.all(Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? store : other ?? store).addProjectKey({ id: `key_${i}`, project_id, wrapped_key: 'w', kek_id: 'k', created_at: `${i}`, is_active: 1 })));
    await other?.close();

    const keys = await store.projectKeys(project_id);

    expect(keys).toHaveLength(12);
    expect(keys.filter((it) => it.is_active === 1)).toHaveLength(1);
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

  it('keeps the data keys of projects, the last of each active', async () => {
    const { id: project_id } = await store.ensureProject('bots', 'Bots');
    const key = (id: string, second: number) => ({ id, project_id, wrapped_key: `wrapped ${id}`, kek_id: 'old', created_at: `2026-11-23T08:00:0${second}.000Z`, is_active: 1 });
    await store.addProjectKey(key('key_b', 1));
    await store.addProjectKey(key('key_a', 2));

    expect((await store.projectKeys(project_id)).map((it) => [it.id, it.is_active])).toEqual([['key_b', 0], ['key_a', 1]]);
    expect(await store.projectKeys('another')).toEqual([]);
    expect(await store.projectKeys()).toHaveLength(2);
  });

  it('wraps all data keys anew, or none', async () => {
    const { id: project_id } = await store.ensureProject('bots', 'Bots');
    for (const id of ['key_a', 'key_b']) await store.addProjectKey({ id, project_id, wrapped_key: 'w', kek_id: 'old', created_at: id, is_active: 1 });

    const failing = store.rewrapProjectKeys((row) => {
      if (row.id === 'key_b') throw new Error('cannot');
      return { wrapped_key: 'x', kek_id: 'new' };
    });

    await expect(failing).rejects.toThrow('cannot');
    expect((await store.projectKeys()).map((it) => it.kek_id)).toEqual(['old', 'old']);
    await store.rewrapProjectKeys((row) => ({ wrapped_key: `${row.wrapped_key}!`, kek_id: 'new' }));
    expect((await store.projectKeys()).map((it) => [it.wrapped_key, it.kek_id])).toEqual([['w!', 'new'], ['w!', 'new']]);
  });
}
