import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { PostgresServer } from '../../../test/postgres-server.js';
import { sharedPostgres } from '../../../test/shared-postgres.js';
import { controlStoreConforms, MAX_PROJECTS } from './conformance/control-store.js';
import { leasesConform } from './conformance/leases.js';
import { migrationsConform } from './conformance/migrations.js';
import { savedViewsConform } from './conformance/saved-views.js';
import { openControlStore } from './open.js';

let server: PostgresServer;
beforeAll(async () => { server = await sharedPostgres(inject('postgresHome')); });

let count = 0;
const nextName = () => `control_${process.pid}_${(count += 1)}`;
const nextDatabase = () => server.database(nextName());
const openAt = (url: string) => openControlStore({ place: { kind: 'postgres', url }, defaultProject: 'default', maxProjects: MAX_PROJECTS });

describe('the control store on Postgres', () => {
  let url = '';
  controlStoreConforms({
    fresh: async () => openAt(url = await nextDatabase()),
    again: () => openAt(url),
    another: () => openAt(url),
  });
});

describe('leases on Postgres', () => {
  let url = '';
  leasesConform({
    fresh: async () => openAt(url = await nextDatabase()),
    another: () => openAt(url),
  });
});

describe('saved views on Postgres', () => {
  let url = '';
  savedViewsConform({
    fresh: async () => openAt(url = await nextDatabase()),
    again: () => openAt(url),
    another: () => openAt(url),
  });
});

describe('migrations of Postgres', () => {
  migrationsConform(async () => ({ kind: 'postgres', url: await nextDatabase() }));
});

describe('a control plane on Postgres', () => {
  it('is made once by processes that start together', async () => {
    const url = await nextDatabase();

    const stores = await Promise.all(Array.from({ length: 8 }, () => openAt(url)));

    const ids = await Promise.all(stores.map(async (it) => (await it.listProjects()).map(({ id }) => id)));
    expect(new Set(ids.flat()).size).toBe(1);
    await Promise.all(stores.map((it) => it.close()));
  });

  it('refuses a database that a newer version has changed, and leaves it as it is', async () => {
    const name = nextName();
    const url = await server.database(name);
    await (await openAt(url)).close();
    await server.run(name, `INSERT INTO kysely_migration (name, timestamp) VALUES ('9999-from-the-future', '2030-01-01')`);

    await expect(openAt(url)).rejects.toMatchObject({ code: 'data_dir_unusable', field: 'HFAO_CONTROL_PLANE_URL', message: expect.stringMatching(/newer hfao \(9999-from-the-future\)/) });
    expect(await server.run(name, 'SELECT count(*)::int AS projects FROM projects')).toEqual([{ projects: 1 }]);
  });

  it.each([
    ['a database that does not exist', () => server.url('nowhere'), /database "nowhere" does not exist/],
    ['a port where nothing listens', () => 'postgres://hfao:hush@127.0.0.1:1/hfao', /cannot be reached .*ECONNREFUSED/],
    ['a host that does not exist', () => 'postgres://hfao:hush@no.such.host.invalid/hfao', /cannot be reached/],
  ])('names the variable and never the password for %s', async (_, url, message) => {
    const failure = await openAt(url()).then(() => undefined, (error: Error) => error);

    expect(failure).toMatchObject({ code: 'unavailable', field: 'HFAO_CONTROL_PLANE_URL', message: expect.stringMatching(message) });
    expect(failure?.message).toContain('HFAO_CONTROL_PLANE_URL');
    expect(failure?.message).not.toMatch(/hush|secret(?: |%20)word/);
  });

  it('gives up on a server that takes connections and never answers', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
    await vi.waitFor(() => expect(silent.listening).toBe(true));

    const failing = openAt(`postgres://hfao@127.0.0.1:${(silent.address() as AddressInfo).port}/hfao`);

    await expect(failing).rejects.toMatchObject({ code: 'unavailable', retry: true });
    for (const it of sockets) it.destroy();
    silent.close();
  });
});

describe('a Postgres that stops and starts again', () => {
  let own: PostgresServer;
  beforeAll(async () => { own = await PostgresServer.start(); });
  afterAll(() => own.close());

  it('is a failure that may be retried, and works again without help', async () => {
    const store = await openAt(await own.database('outage'));
    await Promise.all(Array.from({ length: 10 }, (_, i) => store.putSetting(`before ${i}`, 'kept')));   // connections that will break while idle

    await own.stop();
    await expect(store.setting('before 1')).rejects.toMatchObject({ code: 'unavailable', retry: true, field: 'HFAO_CONTROL_PLANE_URL' });
    await expect(store.putSetting('meanwhile', 'lost')).rejects.toMatchObject({ code: 'unavailable' });
    await expect(store.ensureProject('meanwhile', 'x')).rejects.toMatchObject({ code: 'unavailable' });
    expect(await store.project('default')).toMatchObject({ slug: 'default' });
    await own.start();

    expect(await store.setting('before 1')).toBe('kept');
    await store.putSetting('after', 'kept');
    expect(await store.setting('meanwhile')).toBeUndefined();
    await store.close();
  });

  it('breaks transactions under way without breaking the process', async () => {
    const store = await openAt(await own.database('midway'));
    const { id: project_id } = await store.ensureProject('bots', 'Bots');
    await store.addProjectKey({ id: 'a', project_id, wrapped_key: 'w', kek_id: 'old', created_at: '1', is_active: 1 });
    const adding = Array.from({ length: 200 }, (_, i) => store.addProjectKey({ id: `k${i}`, project_id, wrapped_key: 'w', kek_id: 'old', created_at: '1', is_active: 1 }));
    const settled = Promise.allSettled(adding);

    await Promise.race(adding);
    await own.stop();
    const outcomes = await settled;
    await own.start();

    const failures = outcomes.filter((it) => it.status === 'rejected').map((it): unknown => it.reason);
    expect(failures.length).toBeGreaterThan(0);
    expect(failures).toEqual(failures.map(() => expect.objectContaining({ code: 'unavailable' })));
    const keys = await store.projectKeys(project_id);
    expect(keys.length).toBeGreaterThanOrEqual(1 + outcomes.length - failures.length);
    expect(keys.filter((it) => it.is_active === 1)).toHaveLength(1);
    await store.close();
  });
});
