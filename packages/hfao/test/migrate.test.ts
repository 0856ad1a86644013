import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { ObservationRow } from '../src/model/observation.js';
import { anObservation } from '../src/store/conformance/an-observation.js';
import { migrateTo } from '../src/store/control/migrate.js';
import { openControlStore, openDatabase } from '../src/store/control/open.js';
import type { ControlPlace } from '../src/store/control/place.js';
import { migrateSegments, segmentVersions } from '../src/store/duckdb/migrate-segments.js';
import { lockDirectory } from '../src/store/directory-lock.js';
import { openDuckdbStore } from '../src/store/duckdb/open.js';
import { SCHEMA_VERSION } from '../src/store/duckdb/schema.js';
import type { SchemaReport } from '../src/store/schema-report.js';
import { runBuiltCli } from './cli-process.js';
import { sharedClickhouse } from './shared-clickhouse.js';
import { sharedPostgres } from './shared-postgres.js';

const log = pino({ level: 'silent' });
const home = mkdtempSync(join(tmpdir(), 'hfao-migrate-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** A data directory as the first version would have left it: 24 segments and a control plane of one migration. */
const old = join(home, 'old');
let rows: ObservationRow[];
beforeAll(async () => {
  const project = await makeControl({ kind: 'sqlite', path: join(old, 'control.sqlite') });
  const store = await openDuckdbStore({ directory: join(old, 'telemetry'), log, segmentRows: 10 });
  rows = Array.from({ length: 240 }, () => anObservation({ project_id: project, attributes: ['k', 'v'] }));
  for (let i = 0; i < rows.length; i += 10) await store.write({ rows: rows.slice(i, i + 10), scores: [] });
  await store.close();
  await migrateSegments(join(old, 'telemetry'), { to: 1 });
});

async function makeControl(place: ControlPlace): Promise<string> {
  const control = await openControlStore({ place, defaultProject: 'default' });
  const { id } = (await control.project('default'))!;
  await control.putSetting('key', 'kept');
  await control.close();
  const db = openDatabase(place);
  await migrateTo(db, place, '0001-workspaces-projects-settings');
  await db.destroy();
  return id;
}

function copyOfOld(name: string): string {
  const dataDir = join(home, name);
  cpSync(old, dataDir, { recursive: true });
  return dataDir;
}

const report = async (...args: string[]) => JSON.parse((await runBuiltCli(['migrate', '--json', ...args])).stdout) as SchemaReport & { applied: boolean };

describe('hfao migrate', { timeout: 120_000 }, () => {
  it('says how far the schemas are and what it would do, and changes nothing', async () => {
    const dataDir = copyOfOld('looked-at');

    const status = await report('--status', '--data-dir', dataDir);
    const dry = await runBuiltCli(['migrate', '--dry-run', '--data-dir', dataDir]);

    expect(status).toMatchObject({ applied: false, control: { applied: ['0001-workspaces-projects-settings'], unknown: [] }, telemetry: { schema_version: SCHEMA_VERSION, parts: [{ schema_version: 1 }] } });
    expect(status.control.pending).toContain('0004-leases');
    expect(dry.stdout).toContain('control plane: 0004-leases would be applied');
    expect(dry.stdout).toContain(`segments of schema 1 would be brought to ${SCHEMA_VERSION}`);
    expect(await report('--status', '--data-dir', dataDir)).toEqual(status);
  });

  it('brings everything up to date once', async () => {
    const dataDir = copyOfOld('migrated');

    const done = await runBuiltCli(['migrate', '--data-dir', dataDir]);

    expect(done).toMatchObject({ code: 0 });
    expect(done.stdout).toContain('0004-leases was applied');
    expect((await runBuiltCli(['migrate', '--data-dir', dataDir])).stdout).toBe('Everything is up to date.\n');
  });

  it('loses nothing when it is killed at any moment', async () => {
    const dataDir = copyOfOld('killed');
    const { ms: startMs } = await runBuiltCli(['migrate', '--status', '--data-dir', dataDir]);

    let killed = 0;
    for (let i = 0; i < 8; i++) {
      const { signal } = await runBuiltCli(['migrate', '--data-dir', dataDir], { kill: { afterMs: startMs * (0.6 + i * 0.1) } });
      if (signal === 'SIGKILL') killed++;
    }
    const last = await runBuiltCli(['migrate', '--data-dir', dataDir]);

    expect(killed).toBeGreaterThan(3);
    expect(last).toMatchObject({ code: 0, stderr: '' });
    const versions = await segmentVersions(join(dataDir, 'telemetry'));
    expect(new Set(versions.map((it) => it.schema_version))).toEqual(new Set([SCHEMA_VERSION]));
    const store = await openDuckdbStore({ directory: join(dataDir, 'telemetry'), log });
    const found = (await store.scanObservations(rows[0].project_id, { limit: 1_000 })).rows;
    await store.close();
    expect(found.map((it) => it.observation_id).sort()).toEqual(rows.map((it) => it.observation_id).sort());
  });

  it('waits for no server: one that runs is named', async () => {
    const dataDir = copyOfOld('in-use');
    const unlock = lockDirectory(dataDir);

    const refused = await runBuiltCli(['migrate', '--data-dir', dataDir]);
    unlock();

    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`in use by another hfao (process ${process.pid})`);
  });

  it('makes the tables of a ClickHouse that is new, and says so', async () => {
    const env = { HFAO_BACKEND: 'clickhouse', HFAO_CLICKHOUSE_URL: (await sharedClickhouse(inject('clickhouseHome'))).url(`migrate_${process.pid}`) };
    const migrate = (...args: string[]) => runBuiltCli(['migrate', '--data-dir', copyOfOld('clickhouse'), ...args], { env });

    const status = await migrate('--status');
    const done = await migrate();

    expect(status.stdout).toContain('1 database of schema 0, pending');
    expect(done).toMatchObject({ code: 0, stderr: '' });
    const [, newest] = /1 database of schema 0 brought to ([1-9]\d*)/.exec(done.stdout)!;
    expect((await migrate('--status')).stdout).toContain(`1 database of schema ${newest}, the present one`);
  });

  it('works on a Postgres control plane, by several at once', async () => {
    const postgres = await sharedPostgres(inject('postgresHome'));
    const url = await postgres.database(`migrate_${process.pid}`);
    await makeControl({ kind: 'postgres', url });
    const env = { HFAO_CONTROL_PLANE_URL: url, HFAO_SECRET_KEY: 'ab'.repeat(32) };

    const outcomes = await Promise.all(Array.from({ length: 3 }, (_, i) => runBuiltCli(['migrate', '--data-dir', copyOfOld(`postgres-${i}`)], { env })));

    expect(outcomes.map((it) => it.code)).toEqual([0, 0, 0]);
    const control = await openControlStore({ place: { kind: 'postgres', url }, defaultProject: 'default' });
    expect(await control.setting('key')).toBe('kept');
    await control.close();
    expect(JSON.stringify(outcomes)).not.toMatch(/secret(?: |%20)word/);
  });
});
