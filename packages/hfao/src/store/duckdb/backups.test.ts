import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, describe, expect, it } from 'vitest';
import type { ObservationRow } from '../../model/observation.js';
import { aLog, aPoint } from '../conformance/a-log.js';
import { anObservation } from '../conformance/an-observation.js';
import type { BackupPlan } from '../store-backup.js';
import type { TelemetryStore } from '../store.js';
import { openDuckdbStore } from './open.js';
import { SCHEMA_VERSION } from './schema.js';

const home = mkdtempSync(join(tmpdir(), 'hfao-backups-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

let count = 0;
const nextDirectory = () => join(home, `${(count += 1)}`);
const open = (directory: string, segmentRows = 20) => openDuckdbStore({ directory, log: pino({ level: 'silent' }), segmentRows });

function emptyDirectory(): string {
  const directory = nextDirectory();
  mkdirSync(directory);
  return directory;
}

async function copyOf(store: TelemetryStore, meanwhile: (plan: BackupPlan, part: number) => Promise<void> = async () => {}): Promise<{ directory: string; plan: BackupPlan }> {
  const directory = emptyDirectory();
  const plan = await store.beginBackup(directory);
  let part = 0;
  do await meanwhile(plan, part++); while (await store.backUpNext(plan.backup_id) !== undefined);
  await store.endBackup(plan.backup_id);
  return { directory, plan };
}

async function contents(store: TelemetryStore): Promise<Map<string, ObservationRow>> {
  const { rows } = await store.scanObservations('project-1', { limit: 10_000 });
  return new Map(rows.map((it) => [it.observation_id, it]));
}

async function contentsOf(directory: string): Promise<{ rows: Map<string, ObservationRow>; total: number; position: number }> {
  const store = await open(directory);
  const rows = await contents(store);
  const { traces } = await store.listTraces('project-1', { limit: 10_000 });
  const position = await store.position();
  await store.close();
  return { rows, total: traces.reduce((sum, it) => sum + it.observation_count, 0), position };
}

const written = async (store: TelemetryStore, rows: ObservationRow[], position?: number) => store.write({ rows, scores: [], position });
const some = (many: number) => Array.from({ length: many }, () => anObservation());

describe('a copy of a store', () => {
  it('holds everything, in several files, and opens as a store', async () => {
    const store = await open(nextDirectory());
    const rows = some(65);
    for (let i = 0; i < rows.length; i += 13) await written(store, rows.slice(i, i + 13), i + 1);
    await store.write({ rows: [], scores: [], logs: [aLog()], metricPoints: [aPoint(), aPoint({ value: 2, time: 1_700_000_000_000_001 })], position: 60 });

    const { directory, plan } = await copyOf(store);
    await written(store, some(5), 70);
    await store.close();

    expect(plan).toMatchObject({ schema_version: SCHEMA_VERSION, position: 60, rows: { observations: 65, logs: 1, scores: 0 } });
    expect(readdirSync(directory).filter((it) => it.endsWith('.wal'))).toEqual([]);
    const copy = await contentsOf(directory);
    expect([...copy.rows.keys()].sort()).toEqual(rows.map((it) => it.observation_id).sort());
    expect(copy).toMatchObject({ total: 65, position: 60 });
  });

  it('is of the moment when it began, whatever is written, replaced, deleted and tidied meanwhile', async () => {
    const store = await open(nextDirectory(), 20);
    const rows = some(120);
    for (let i = 0; i < rows.length; i += 20) await written(store, rows.slice(i, i + 20), i + 1);
    const before = await contents(store);
    const changed = (it: ObservationRow) => ({ ...it, name: 'changed', event_version: it.event_version + 1 });

    const pending: Promise<unknown>[] = [];
    const { directory } = await copyOf(store, async (_, part) => {
      pending.push(written(store, [...rows.slice(part * 20, part * 20 + 3).map(changed), ...some(4)], 500 + part));
      if (part === 1) pending.push(store.forget('project-1', { kind: 'trace', trace_id: rows[119].trace_id }, Date.now() * 1000 + 60_000_000));
      if (part === 2) pending.push(store.tidy());
      await sleep(5);
    });
    await Promise.all(pending);
    while ((await store.tidy()).more);
    const after = await contents(store);
    await store.close();

    const copy = await contentsOf(directory);
    expect(copy.rows).toEqual(before);
    expect(copy).toMatchObject({ total: 120, position: 101 });
    expect(after.has(rows[119].observation_id)).toBe(false);
    expect(after.get(rows[0].observation_id)?.name).toBe('changed');
  });

  it('keeps no write waiting that needs nothing but the active segment', async () => {
    const store = await open(nextDirectory());
    for (let i = 0; i < 4; i++) await written(store, some(20));
    const { backup_id } = await store.beginBackup(emptyDirectory());

    for (let i = 0; i < 4; i++) await written(store, some(20));   // nothing is copied meanwhile

    expect((await contents(store)).size).toBe(160);
    await store.endBackup(backup_id);
    await store.close();
  });

  it('copies first what a write waits for', async () => {
    const store = await open(nextDirectory());
    const rows = some(60);
    for (let i = 0; i < 60; i += 20) await written(store, rows.slice(i, i + 20));
    const { backup_id } = await store.beginBackup(emptyDirectory());
    let isWritten = false;
    const writing = written(store, [{ ...rows[59], event_version: rows[59].event_version + 1, name: 'changed' }]).then(() => { isWritten = true; });
    await sleep(100);
    expect(isWritten).toBe(false);

    expect(await store.backUpNext(backup_id)).toMatchObject({ name: 'segment-000003.duckdb' });
    await writing;

    await store.endBackup(backup_id);
    await store.close();
  });

  it('is one at a time, and leaves nothing waiting when it is given up', async () => {
    const store = await open(nextDirectory());
    const rows = some(40);
    await written(store, rows);
    const { backup_id } = await store.beginBackup(emptyDirectory());
    await expect(store.beginBackup(emptyDirectory())).rejects.toMatchObject({ code: 'conflict' });
    const writing = written(store, [{ ...rows[0], event_version: rows[0].event_version + 1 }]);

    await store.endBackup(backup_id);
    await writing;

    await expect(store.backUpNext(backup_id)).rejects.toMatchObject({ code: 'not_found' });
    expect((await copyOf(store)).plan.rows.observations).toBe(40);
    await store.close();
  });

  it('says what is in the way of copying', async () => {
    const store = await open(nextDirectory());
    await written(store, some(5));
    const directory = emptyDirectory();
    const { backup_id } = await store.beginBackup(directory);
    rmSync(directory, { recursive: true });

    await expect(store.backUpNext(backup_id)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('could not be copied') });

    await store.endBackup(backup_id);
    await store.close();
  });
});
