import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, inject, it, vi } from 'vitest';
import { sharedClickhouse } from '../../../test/shared-clickhouse.js';
import { aLog, aPoint } from '../conformance/a-log.js';
import { anObservation, aScore, NEW_YEAR } from '../conformance/an-observation.js';
import type { Progress } from '../../runtime/jobs.js';
import { backUp } from '../backup/back-up.js';
import { restore } from '../backup/restore.js';
import { openBodyFiles } from '../bodies/body-files.js';
import { secretKeyId } from '../bodies/key-wrap.js';
import { openControlStore } from '../control/open.js';
import { copyTelemetry } from '../copy/copy-telemetry.js';
import { openDuckdbStore } from '../duckdb/open.js';
import type { TelemetryStore } from '../store.js';
import { openClickhouseStore } from './open.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

const log = pino({ level: 'silent' });
const emptyDirectory = () => mkdtempSync(join(tmpdir(), 'hfao-clickhouse-backup-'));
const open = (url: string) => openClickhouseStore({ url, writer: 'one', patienceMs: 0, log });

async function all(store: TelemetryStore, projectId: string) {
  return {
    rows: (await store.scanObservations(projectId, { limit: 100 })).rows, traces: (await store.listTraces(projectId, { limit: 100 })).traces, scores: (await store.scanScores(projectId, { limit: 100 })).rows,
    logs: (await store.scanLogs(projectId, { limit: 100 })).rows, points: (await store.scanMetricPoints(projectId, { limit: 100 })).rows,
  };
}

it('copies what is stored at one moment, whatever is written and deleted meanwhile, and either engine takes it back', async () => {
  const server = await sharedClickhouse(inject('clickhouseHome'));
  const store = await open(server.url('backed_up'));
  const rows = Array.from({ length: 30 }, () => anObservation({ user_id: 'bob' }));
  const hers = anObservation({ user_id: 'ada' });
  await store.write({ rows: [...rows, hers], scores: [aScore({ trace_id: rows[0].trace_id })], logs: [aLog()], metricPoints: [aPoint()], position: 5 });
  await store.write({ rows: [{ ...rows[0], name: 'renewed', event_version: rows[0].event_version + 1 }, anObservation({ project_id: 'project-2' })], scores: [], position: 6 });
  await store.forget('project-1', { kind: 'user', user_id: 'ada' }, NEW_YEAR + 1);
  const before = await all(store, 'project-1');
  const directory = emptyDirectory();

  const plan = await store.beginBackup(directory);
  await expect(store.beginBackup(emptyDirectory())).rejects.toMatchObject({ code: 'conflict' });
  let bytes = 0;
  for (let part = await store.backUpNext(plan.backup_id); part !== undefined; part = await store.backUpNext(plan.backup_id)) {
    bytes += part.bytes;
    await store.write({ rows: [anObservation()], scores: [], position: 7 });
    await store.forget('project-1', { kind: 'trace', trace_id: rows[1].trace_id }, NEW_YEAR + 1);
  }
  await store.endBackup(plan.backup_id);

  expect(plan).toMatchObject({ position: 6, rows: { observations: 31, scores: 1, logs: 1, metric_points: 1 } });
  expect(Math.abs(bytes - plan.bytes)).toBeLessThan(10);
  expect(await server.run("SELECT count() FROM system.databases WHERE name = 'backed_up_backup'")).toBe('0\n');
  expect(readdirSync(directory).filter((it) => !/^segment-\d+\.duckdb$/.test(it))).toEqual(['deletions.jsonl']);
  const embedded = await openDuckdbStore({ directory, log });
  expect(await all(embedded, 'project-1')).toEqual(before);
  expect(await embedded.position()).toBe(6);
  await embedded.write({ rows: [hers], scores: [] });
  expect(await embedded.observation('project-1', hers.trace_id, hers.observation_id)).toBeUndefined();
  const again = await open(server.url('taken_back'));
  await copyTelemetry(embedded, again, { onPage: async () => {} });
  expect(await all(again, 'project-1')).toEqual(before);
  await Promise.all([store.close(), embedded.close(), again.close()]);
});

it('is whole in a backup of all that there is, which a restore takes back into a data directory', async () => {
  const server = await sharedClickhouse(inject('clickhouseHome'));
  const [store, dataDir, directory, restored] = [await open(server.url('backup_of_all')), emptyDirectory(), emptyDirectory(), emptyDirectory()];
  const row = anObservation();
  await store.write({ rows: [row], scores: [], position: 3 });
  const control = await openControlStore({ place: { kind: 'sqlite', path: join(dataDir, 'control.sqlite') }, defaultProject: 'default' });
  const key = Buffer.alloc(32, 7);
  const progress = { total: () => {}, done: () => {}, signal: new AbortController().signal } as unknown as Progress;

  const manifest = await backUp({ dataDir, version: '1.2.3', secretKeyId: secretKeyId(key), keyFile: undefined, drain: async () => {}, store, control, bodies: await openBodyFiles(join(dataDir, 'bodies')) }, directory, { withKey: false, progress });
  await Promise.all([store.close(), control.close()]);
  await restore(directory, { dataDir: restored, controlPlane: { kind: 'sqlite', path: join(restored, 'control.sqlite') }, bodies: { kind: 'files', directory: join(restored, 'bodies') }, secretKey: key }, () => {});

  expect(manifest.telemetry).toMatchObject({ position: 3, rows: { observations: 1 } });
  const embedded = await openDuckdbStore({ directory: join(restored, 'telemetry'), log });
  expect(await embedded.observation('project-1', row.trace_id, row.observation_id)).toEqual(row);
  await embedded.close();
});

it('leaves nothing behind when it is given up, or its process dies', async () => {
  const server = await sharedClickhouse(inject('clickhouseHome'));
  const store = await open(server.url('given_up'));
  await store.write({ rows: [anObservation()], scores: [] });
  const { backup_id } = await store.beginBackup(emptyDirectory());
  await store.endBackup(backup_id);
  await expect(store.backUpNext(backup_id)).rejects.toMatchObject({ code: 'not_found' });
  await store.close();
  await server.run('CREATE DATABASE given_up_backup');
  await server.run('CREATE TABLE given_up_backup.observations (a String) ENGINE = MergeTree ORDER BY a');

  const next = await open(server.url('given_up'));
  const plan = await next.beginBackup(emptyDirectory());

  expect(plan.rows).toMatchObject({ observations: 1 });
  await next.close();
  expect(await server.run("SELECT count() FROM system.databases WHERE name = 'given_up_backup'")).toBe('0\n');
});
