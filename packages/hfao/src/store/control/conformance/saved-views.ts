import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Failure } from '../../../runtime/errors.js';
import type { SavedView } from '../../../model/saved-view.js';
import type { ControlStore } from '../control-store.js';
import { MAX_VIEWS } from '../saved-views.js';

/** The promise of {@link SavedViews}, for every backend. A new store on each call to `fresh`, the same one to `again`; `another` opens it a second time beside the first. */
export function savedViewsConform(backend: { fresh(): Promise<ControlStore>; again(): Promise<ControlStore>; another?(): Promise<ControlStore> }): void {
  let store: ControlStore;
  let projectId = '';
  beforeEach(async () => {
    store = await backend.fresh();
    projectId = (await store.ensureProject('bots', 'Bots')).id;
  });
  afterEach(async () => { await store.close(); });

  const aView = (name: string, overrides: Partial<SavedView> = {}): SavedView => ({
    id: `view_${name}`, project_id: projectId, name, page: 'traces', where: "status = 'error'", columns: ['name', 'cost'], sort: { column: 'cost', descending: true }, range: { from: '24h', to: null },
    created_at: '2026-11-23T08:00:00.000Z', updated_at: '2026-11-23T08:00:00.000Z', ...overrides,
  });

  it('keeps views over a restart, and lists them by the bytes of their names', async () => {
    const views = [aView('b'), aView('Z', { page: 'search', where: '', columns: null, sort: null, range: null }), aView('ä'), aView('a')];
    for (const view of views) await store.views.add(view);
    await store.close();

    store = await backend.again();

    expect(await store.views.list(projectId)).toEqual([views[1], views[3], views[0], views[2]]);
  });

  it('keeps the views of projects apart', async () => {
    await store.views.add(aView('mine'));
    const other = await store.ensureProject('others', 'Others');

    expect(await store.views.list(other.id)).toEqual([]);
    expect(await store.views.change(other.id, 'view_mine', (it) => ({ ...it, name: 'theirs' }))).toBeUndefined();
    expect(await store.views.remove(other.id, 'view_mine')).toBe(false);
    await store.views.add(aView('mine', { id: 'view_theirs', project_id: other.id }));
    expect(await store.views.list(projectId)).toEqual([aView('mine')]);
  });

  it('has one view of a name in a project, however many are added at the same time', async () => {
    const other = await backend.another?.();
    const added = await Promise.allSettled(Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? store : other ?? store).views.add(aView('same', { id: `view_${i}` }))));
    await other?.close();

    expect(added.filter((it) => it.status === 'fulfilled')).toHaveLength(1);
    expect(new Set(added.map((it) => (it.status === 'rejected' ? (it.reason as Failure).code : 'added')))).toEqual(new Set(['added', 'conflict']));
    expect(await store.views.list(projectId)).toHaveLength(1);
  });

  it('changes a view, but not to the name of another', async () => {
    await store.views.add(aView('a'));
    await store.views.add(aView('b'));

    const changed = await store.views.change(projectId, 'view_a', (it) => ({ ...it, name: 'c', where: 'cost > 1', id: 'forged', project_id: 'forged' }));

    expect(changed).toEqual(aView('c', { id: 'view_a', where: 'cost > 1' }));
    await expect(store.views.change(projectId, 'view_a', (it) => ({ ...it, name: 'b' }))).rejects.toMatchObject({ code: 'conflict', field: 'name' });
    await expect(store.views.change(projectId, 'view_a', () => { throw new Error('no'); })).rejects.toThrow('no');
    expect(await store.views.list(projectId)).toEqual([aView('b'), changed]);
  });

  it('loses no change of those made at the same time', async () => {
    const other = await backend.another?.();
    await store.views.add(aView('a', { columns: [] }));

    await Promise.all(Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? store : other ?? store).views.change(projectId, 'view_a', (it) => ({ ...it, columns: [...it.columns!, `c${i}`] }))));
    await other?.close();

    expect((await store.views.list(projectId))[0].columns!.toSorted()).toEqual(['c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7']);
  });

  it('removes a view once', async () => {
    await store.views.add(aView('a'));

    expect(await store.views.remove(projectId, 'view_a')).toBe(true);
    expect(await store.views.remove(projectId, 'view_a')).toBe(false);
    expect(await store.views.list(projectId)).toEqual([]);
  });

  it('takes no more than it promises', async () => {
    for (let i = 0; i < MAX_VIEWS; i++) await store.views.add(aView(`v${i}`));

    await expect(store.views.add(aView('one too many'))).rejects.toMatchObject({ code: 'forbidden' });
    expect(await store.views.list(projectId)).toHaveLength(MAX_VIEWS);
  });
}
