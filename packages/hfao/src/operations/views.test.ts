import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SavedView } from '../model/saved-view.js';
import type { ControlStore } from '../store/control/control-store.js';
import { openControlStore } from '../store/control/open.js';
import type { Operation, OperationContext } from './operation.js';
import { perform } from './perform.js';
import { createView, deleteView, listViews, updateView } from './views.js';

const directory = mkdtempSync(join(tmpdir(), 'hfao-views-'));
let control: ControlStore;
let now = Date.parse('2026-11-23T12:00:00Z');
beforeAll(async () => { control = await openControlStore({ place: { kind: 'sqlite', path: join(directory, 'control.sqlite') }, defaultProject: 'default' }); });
afterAll(async () => {
  await control.close();
  rmSync(directory, { recursive: true, force: true });
});

const ask = async (operation: Operation, input: object) => await perform(operation, { project: 'default', ...input }, { control, now: () => now } as OperationContext) as { view: SavedView; views: SavedView[] };

describe('a saved view', () => {
  it('keeps its filter as it was written', async () => {
    const { view } = await ask(createView, { name: ' slow today ', page: 'traces', where: "latency > 2s and start_time > now() - 1d" });

    expect(view).toEqual({
      id: expect.stringMatching(/^view_[0-9a-f]{16}$/), project_id: expect.any(String), name: 'slow today', page: 'traces', where: 'latency > 2s and start_time > now() - 1d',
      columns: null, sort: null, range: null, created_at: '2026-11-23T12:00:00.000Z', updated_at: '2026-11-23T12:00:00.000Z',
    });
    expect((await ask(listViews, { page: 'traces' })).views).toEqual([view]);
    expect((await ask(listViews, { page: 'users' })).views).toEqual([]);
  });

  it('is changed in what is given, and only there', async () => {
    const { view } = await ask(createView, { name: 'tools', page: 'observations', where: 'type = tool', columns: ['name'], range: { from: '24h', to: null } });
    now += 1_000;

    const changed = await ask(updateView, { view_id: view.id, where: "type = 'TOOL' and status = error", columns: null });

    expect(changed.view).toEqual({ ...view, where: "type = 'TOOL' and status = error", columns: null, updated_at: '2026-11-23T12:00:01.000Z' });
    expect((await ask(listViews, {})).views).toContainEqual(changed.view);
  });

  it('is gone once deleted', async () => {
    const { view } = await ask(createView, { name: 'short-lived', page: 'search' });

    expect(await ask(deleteView, { view_id: view.id })).toEqual({ deleted: true });

    await expect(ask(deleteView, { view_id: view.id })).rejects.toMatchObject({ code: 'not_found', field: 'view_id' });
    await expect(ask(updateView, { view_id: view.id, name: 'x' })).rejects.toMatchObject({ code: 'not_found', field: 'view_id' });
  });

  it.each([
    [{ name: 'bad', page: 'traces', where: "statuss = 'error'" }, 'invalid_input', 'where', /Did you mean status/],
    [{ name: 'bad', page: 'traces', where: 'type = tool' }, 'invalid_input', 'where', /a field of observations/],
    [{ name: 'bad', page: 'traces', range: { from: 'yesterday', to: null } }, 'invalid_input', 'range.from', /is not a time/],
    [{ name: 'bad', page: 'traces', range: { from: '1h', to: '2h' } }, 'invalid_input', 'from', /earlier/],
    [{ name: ' ', page: 'traces' }, 'invalid_input', 'name', /name/],
    [{ name: 'bad', page: 'home' }, 'invalid_input', 'page', /page/],
    [{ name: 'slow today', page: 'users' }, 'conflict', 'name', /already/],
  ])('is not saved as %j', async (input, code, field, message) => {
    await expect(ask(createView, input)).rejects.toMatchObject({ code, field, message: expect.stringMatching(message) });
  });

  it('is not changed to a filter that its list does not know', async () => {
    const { view } = await ask(createView, { name: 'people', page: 'users', where: 'sessions > 3' });

    await expect(ask(updateView, { view_id: view.id, page: 'traces' })).rejects.toMatchObject({ code: 'invalid_input', field: 'where' });
    expect((await ask(listViews, { page: 'users' })).views).toEqual([view]);
  });
});
