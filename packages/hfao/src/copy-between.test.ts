import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { sharedClickhouse } from '../test/shared-clickhouse.js';
import { sharedPostgres } from '../test/shared-postgres.js';
import { copyBetween } from './copy-between.js';
import { describeCopyPlace, readCopyPlaces } from './read-copy-places.js';
import { openClickhouseStore } from './store/clickhouse/open.js';
import { aLog, aPoint } from './store/conformance/a-log.js';
import { anObservation, aScore, traceId } from './store/conformance/an-observation.js';
import { asLogRow } from './model/merge-observation.js';
import { openControlStore } from './store/control/open.js';
import { copyTelemetry } from './store/copy/copy-telemetry.js';
import { COPY_UNFINISHED, lockDirectory } from './store/directory-lock.js';
import { openDuckdbStore } from './store/duckdb/open.js';
import type { TelemetryStore } from './store/store.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const log = pino({ level: 'silent' });
const home = mkdtempSync(join(tmpdir(), 'hfao-copy-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const PROJECTS = ['prj_a', 'prj_b'];
const source = join(home, 'source');
const openDirectory = (dataDir: string) => openDuckdbStore({ directory: join(dataDir, 'telemetry'), log });

/** More than a page of everything, rows that were sent again, and rows that logs have a part in. */
beforeAll(async () => {
  const store = await openDuckdbStore({ directory: join(source, 'telemetry'), log, segmentRows: 1_000 });
  for (const project_id of PROJECTS) {
    const rows = Array.from({ length: 2_300 }, (_, i) => anObservation({ project_id, trace_id: traceId(`${project_id} ${i % 200}`), input: `question ${i}`, attributes: ['n', String(i)], total_tokens: i, usage_counted: i % 3 === 0 }));
    for (let i = 0; i < rows.length; i += 500) await store.write({ rows: rows.slice(i, i + 500), scores: [] });
    await store.write({
      rows: [{ ...rows[7], event_version: rows[7].event_version + 1, name: 'sent again' }, asLogRow({ ...rows[8], source: 'log', attributes: null, model: 'of the log' })],
      scores: Array.from({ length: 2_100 }, (_, i) => aScore({ project_id, score_id: `score-${i}`, trace_id: rows[i].trace_id, value: i })),
    });
    await store.write({ rows: [], scores: [], logs: Array.from({ length: 2_050 }, () => aLog({ project_id })), metricPoints: Array.from({ length: 60 }, (_, i) => aPoint({ project_id, time: 1_795_420_800_000_000 + i })) });
  }
  await store.close();
}, 120_000);

async function contentsOf(store: TelemetryStore) {
  const contents = [];
  for (const projectId of PROJECTS) {
    const { rows } = await store.scanObservations(projectId, { limit: 10_000 });
    const { traces } = await store.listTraces(projectId, { limit: 1_000 });
    contents.push({
      rows, traces, scores: (await store.scanScores(projectId, { limit: 10_000 })).rows, logs: (await store.scanLogs(projectId, { limit: 10_000 })).rows, points: (await store.scanMetricPoints(projectId, { limit: 10_000 })).rows,
    });
  }
  await store.close();
  return contents;
}

let count = 0;
const folder = () => join(home, `target-${(count += 1)}`);
const copy = (from: string, to: string, onProgress: (done: number, total: number) => void = () => {}) => copyBetween(readCopyPlaces({}, { from, to }), onProgress, log);

describe('a copy of telemetry', () => {
  it('from DuckDB to DuckDB is the same in every read, and copying again changes nothing', async () => {
    const to = folder();
    const steps: [number, number][] = [];

    const copied = await copy(`duckdb:${source}`, `duckdb:${to}`, (...it) => steps.push(it));

    expect(copied).toMatchObject({ projects: PROJECTS.map((project_id) => ({ project_id, observations: 2_300, scores: 2_100, logs: 2_050, metric_points: 60 })) });
    expect(steps.at(-1)).toEqual([2 * 6_510, 2 * 6_510]);
    expect(existsSync(join(to, COPY_UNFINISHED))).toBe(false);
    const expected = await contentsOf(await openDirectory(source));
    expect(await contentsOf(await openDirectory(to))).toEqual(expected);
    await copy(`duckdb:${source}`, `duckdb:${to}`);
    expect(await contentsOf(await openDirectory(to))).toEqual(expected);
  });

  it('from DuckDB to ClickHouse and back is the same in every read', async () => {
    const url = (await sharedClickhouse(inject('clickhouseHome'))).url(`copy_${process.pid}`);
    const back = folder();

    await copy(`duckdb:${source}`, url);
    const inClickhouse = await contentsOf(await openClickhouseStore({ url, writer: 'test', patienceMs: 0, log }));
    await copy(url, `duckdb:${back}`);

    const expected = await contentsOf(await openDirectory(source));
    expect(inClickhouse).toEqual(expected);
    expect(await contentsOf(await openDirectory(back))).toEqual(expected);
  });

  it('goes on where it was stopped, wherever that was; meanwhile no server starts on the half', async () => {
    const to = folder();
    for (const page of [1, 4, 9]) {
      let pages = 0;
      const stop = () => { if (++pages === page) throw new Error('power cut'); };
      await expect(copy(`duckdb:${source}`, `duckdb:${to}`, stop)).rejects.toThrow('power cut');
      expect(() => lockDirectory(to)).toThrow('A copy into the data directory');
    }

    await copy(`duckdb:${source}`, `duckdb:${to}`);

    lockDirectory(to)();
    expect(await contentsOf(await openDirectory(to))).toEqual(await contentsOf(await openDirectory(source)));
  });

  it('reads nothing again that was there when it was stopped', async () => {
    const store = await openDirectory(source);
    const target = await openDirectory(folder());
    await copyTelemetry(store, target, { onPage: async () => {} });
    const read: string[] = [];
    const watched = new Proxy(store, {
      get: (it, name: keyof TelemetryStore) => (name.startsWith('scan') ? (...args: [string]) => { read.push(`${name} ${args[0]}`); return (it[name] as (...given: unknown[]) => unknown)(...args); } : it[name]),
    });
    const { next } = await store.scanScores('prj_b', { limit: 2_000 });

    let done = 0;
    await copyTelemetry(watched, target, { from: { project_id: 'prj_b', table: 'scores', after: next, copied: 2_000, isDone: false }, onPage: async (_, rows) => { done += rows; } });

    expect(read).toEqual(['scanScores prj_b', 'scanLogs prj_b', 'scanLogs prj_b', 'scanMetricPoints prj_b']);
    expect(done).toBe(2 * 6_510);
    await store.close();
    await target.close();
  });

  it('says so when the target holds something else of a project', async () => {
    const to = folder();
    const store = await openDirectory(to);
    await store.write({ rows: [anObservation({ project_id: 'prj_a' })], scores: [] });
    await store.close();

    await expect(copy(`duckdb:${source}`, `duckdb:${to}`)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('2301 observations instead of 2300') });
  });

  it('needs a source, and both ends to itself', async () => {
    await expect(copy(`duckdb:${folder()}`, `duckdb:${folder()}`)).rejects.toMatchObject({ code: 'not_found', field: 'from' });
    const unlock = lockDirectory(source);
    await expect(copy(`duckdb:${source}`, `duckdb:${folder()}`)).rejects.toMatchObject({ code: 'data_dir_unusable', message: expect.stringContaining('in use') });
    unlock();
  });
});

describe('a copy of a control plane', () => {
  it('moves from SQLite to Postgres and back, with ids and keys, and refuses one that is not empty', async () => {
    const first = join(home, 'control.sqlite');
    const control = await openControlStore({ place: { kind: 'sqlite', path: first }, defaultProject: 'default' });
    const { id: project_id } = await control.ensureProject('bots', 'Bots');
    await control.addProjectKey({ id: 'key_a', project_id, wrapped_key: 'w', kek_id: 'k', created_at: '1', is_active: 1 });
    await control.close();
    const url = await (await sharedPostgres(inject('postgresHome'))).database(`copy_${process.pid}`);
    const back = join(home, 'back.sqlite');

    const copied = await copy(`sqlite:${first}`, url);
    await copy(`sqlite:${first}`, url);
    await copy(url, `sqlite:${back}`);

    expect(copied).toMatchObject({ rows: { projects: 2, project_keys: 1 } });
    expect(JSON.stringify(copied)).not.toMatch(/secret(?: |%20)word/);
    const again = await openControlStore({ place: { kind: 'sqlite', path: back }, defaultProject: 'default' });
    expect((await again.project('bots'))?.id).toBe(project_id);
    expect(await again.projectKeys()).toHaveLength(1);
    await again.ensureProject('another', 'x');
    await again.close();
    await expect(copy(`sqlite:${back}`, url)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('not empty') });
  });
});

describe('the places of a copy', () => {
  const refusal = (from: string, to: string, env: Record<string, string> = {}) => {
    try {
      readCopyPlaces(env, { from, to }, '/here');
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('may stand in variables, and are shown without passwords', () => {
    const { from, to } = readCopyPlaces({ HFAO_CLICKHOUSE_URL: 'https://me:hush@db:8443/hfao' }, { from: 'duckdb:data', to: 'HFAO_CLICKHOUSE_URL' }, '/here');

    expect(from).toEqual({ kind: 'duckdb', dataDir: '/here/data' });
    expect(to).toEqual({ kind: 'clickhouse', url: 'https://me:hush@db:8443/hfao' });
    expect(describeCopyPlace(to)).toBe('https://db:8443/hfao');
  });

  it('are two of one kind', () => {
    expect(refusal('duckdb:a', 'mysql://me:hush@db/x')).toContain('--to is no place to copy to');
    expect(refusal('duckdb:a', 'mysql://me:hush@db/x')).not.toContain('hush');
    expect(refusal('duckdb:a', 'HFAO_CLICKHOUSE_URL')).toContain('HFAO_CLICKHOUSE_URL, which is not set');
    expect(refusal('duckdb:a', 'postgres://me:hush@db/x')).toContain('hold different things');
    expect(refusal('duckdb:a', 'postgres://me:hush@db/x')).not.toContain('hush');
    expect(refusal('duckdb:a', 'duckdb:../here/a')).toContain('the same place');
  });
});
