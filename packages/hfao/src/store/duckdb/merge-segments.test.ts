import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, expect, it, vi } from 'vitest';
import { aLog, aPoint } from '../conformance/a-log.js';
import { anObservation, NEW_YEAR, traceId } from '../conformance/an-observation.js';
import type { TelemetryStore } from '../store.js';
import { openDuckdbStore, type DuckdbOptions } from './open.js';

vi.setConfig({ testTimeout: 120_000 });

const home = mkdtempSync(join(tmpdir(), 'hfao-duckdb-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const open = (directory: string, options: Partial<DuckdbOptions> = {}) => openDuckdbStore({ directory, segmentRows: 100, log: pino({ level: 'silent' }), ...options });
const newDirectory = () => mkdtempSync(join(home, 'store-'));
const segmentFiles = (directory: string) => readdirSync(directory).filter((it) => it.endsWith('.duckdb')).sort();

it('makes few large files out of many, in which everything is as it was', async () => {
  const directory = newDirectory();
  const filled = await open(directory);
  await fill(filled, 1000);
  await filled.close();
  const store = await open(directory);
  const before = await everything(store);
  const filesBefore = segmentFiles(directory).length;

  await tidyAll(store);

  expect(segmentFiles(directory).length).toBeLessThan(filesBefore - 5);
  expect(await everything(store)).toEqual(before);
  await store.close();
  const again = await open(directory);
  expect(await everything(again)).toEqual(before);
  expect(await again.position()).toBe(1000);
  await again.close();
});

it('takes over what is replaced while segments are merged', async () => {
  const directory = newDirectory();
  let replacing: Promise<void> | undefined;
  const rows = rowsOf(900);
  const store = await open(directory, { atCrashPoint: (point) => { if (point === 'draft begun') replacing = store.write({ rows: rows.slice(0, 3).map((it) => ({ ...it, name: 'replaced', event_version: it.event_version + 1 })), scores: [] }); } });
  await write(store, rows);

  await tidyAll(store);

  await replacing;
  expect(segmentFiles(directory).length).toBeLessThan(7);
  for (const { trace_id, observation_id } of rows.slice(0, 3)) expect(await store.observation('project-1', trace_id, observation_id)).toMatchObject({ name: 'replaced' });
  expect(await store.countObservations('project-1', {})).toBe(900);
  await store.close();
});

it('lets reads that began before go on with the files of their beginning', async () => {
  const directory = newDirectory();
  const store = await open(directory);
  await fill(store, 900);

  const counts = await Promise.all([tidyAll(store).then(() => 900), ...Array.from({ length: 40 }, () => store.countObservations('project-1', {}))]);

  expect(new Set(counts)).toEqual(new Set([900]));
  await store.close();
});

it('stops a merge when the store is closed, and goes on with it later', async () => {
  const directory = newDirectory();
  let closing: Promise<void> | undefined;
  const store = await open(directory, { atCrashPoint: (point) => { if (point === 'draft begun') closing = store.close(); } });
  await fill(store, 1000);

  await tidyAll(store).catch(() => {});

  await closing;
  const again = await open(directory);
  expect(await again.countObservations('project-1', {})).toBe(1000);
  expect(segmentFiles(directory).filter((it) => it.startsWith('draft'))).toEqual([]);
  await tidyAll(again);
  expect(await again.countObservations('project-1', {})).toBe(1000);
  await again.close();
});

/** A full disk is played by the limit that the kernel puts on the size of this process's files: writes beyond it fail in the same place. */
const canLimit = spawnSync('prlimit', ['--version']).status === 0;
it.skipIf(!canLimit)('changes nothing when a merge does not fit on the disk, serves on, and merges when there is room again', async () => {
  const directory = newDirectory();
  const filled = await open(directory);
  await write(filled, rowsOf(900).map((it, i) => ({ ...it, output: Array.from({ length: 400 }, (_, k) => (i * 7919 + k * 104_729).toString(36)).join(' ') })));
  await filled.close();
  const store = await open(directory);
  const before = await everything(store);
  const files = segmentFiles(directory);

  limitFileSize(`${Math.max(...files.map((it) => statSync(join(directory, it)).size)) + 512 * 1024}`);
  const failed = await tidyAll(store).catch((error: unknown) => error);
  limitFileSize('unlimited');

  expect(failed).toBeInstanceOf(Error);
  expect(segmentFiles(directory)).toEqual(files);
  expect(await everything(store)).toEqual(before);
  await store.write({ rows: [anObservation({ trace_id: traceId('later') })], scores: [] });
  await tidyAll(store);
  expect(segmentFiles(directory).length).toBeLessThan(files.length);
  expect(await store.countObservations('project-1', {})).toBe(901);
  await store.close();
});

it('gathers the small segments that restarts leave', async () => {
  const directory = newDirectory();
  for (let i = 0; i < 3; i++) {
    const store = await open(directory, { segmentRows: 5 });
    await write(store, rowsOf(20).slice(i * 5, i * 5 + 5));
    await store.close();
  }
  const store = await open(directory, { segmentRows: 5 });
  await write(store, rowsOf(20).slice(15));
  await store.close();
  const later = await open(directory);

  await tidyAll(later);

  expect((await later.storage()).files.map((it) => it.rows)).toEqual([20 + 4 + 4, 0]);
  await later.close();
});

function limitFileSize(bytes: string): void {
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:`]);
}

async function tidyAll(store: TelemetryStore): Promise<void> {
  for (let more = true; more;) ({ more } = await store.tidy());
}

function rowsOf(count: number) {
  return Array.from({ length: count }, (_, i) => anObservation({
    trace_id: traceId(`trace ${i % 40}`), observation_id: (i + 1).toString(16).padStart(16, '0'), parent_observation_id: i < 40 ? null : 'feedfeedfeedfeed', start_time: NEW_YEAR + (i * 7919) % 3600,
    name: `span ${i}`, status: i % 11 === 0 ? 'error' : 'ok', model: `model ${i % 3}`, input: `input ${i}`, usage_counted: true, input_tokens: i,
  }));
}

async function write(store: TelemetryStore, rows: ReturnType<typeof rowsOf>): Promise<void> {
  for (let i = 0; i < rows.length; i += 50) {
    const at = rows[i].start_time;
    await store.write({
      rows: rows.slice(i, i + 50), position: i + 50,
      scores: [{ score_id: `score ${i % 200}`, project_id: 'project-1', trace_id: rows[i].trace_id, observation_id: null, session_id: null, name: 'quality', value: i, string_value: null, boolean_value: null, data_type: 'NUMERIC', source: 'EXTERNAL', comment: null, judge_model: null, calibration_bias: null, annotator_id: null, eval_run_id: null, timestamp: '2026-01-01T00:00:00.000000Z' }],
      logs: [aLog({ project_id: 'project-1', log_id: `log ${i}`, time: at, trace_id: rows[i].trace_id })],
      metricPoints: [aPoint({ project_id: 'project-1', point_id: `point ${i}`, time: at })],
    });
  }
}

const fill = (store: TelemetryStore, count: number) => write(store, rowsOf(count));

async function everything(store: TelemetryStore) {
  const list = await store.listTraces('project-1', { limit: 100 });
  return {
    list, rows: await Promise.all(list.traces.map((it) => store.observationsOfTrace('project-1', it.trace_id, { payloads: true, limit: 1000 }))),
    scores: await Promise.all(list.traces.map((it) => store.scoresOfTrace('project-1', it.trace_id))),
    logs: await store.listLogs('project-1', { limit: 1000 }), metrics: await store.listMetrics('project-1', { limit: 100 }),
    volume: await store.volume('project-1', { from: NEW_YEAR, to: NEW_YEAR + 3600, bucket: 100 }), count: await store.countObservations('project-1', {}),
  };
}
