import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MICROS } from '../../model/time.js';
import type { ObservationRow } from '../../model/observation.js';
import { anObservation, NEW_YEAR, spanId, traceId } from '../conformance/an-observation.js';
import { openDuckdbStore } from '../duckdb/open.js';
import { readRows } from '../duckdb/read-rows.js';
import type { StoragePlace } from '../s3/storage-place.js';
import type { TelemetryStore } from '../store.js';
import { openWarmTier, type WarmTier } from './warm-tier.js';

const PROJECT = 'prj_warm';
const DAY = { from: NEW_YEAR, to: NEW_YEAR + 24 * HOUR_MICROS };
const S3rver = (await import('s3rver')).default;

let home: string;
let store: TelemetryStore;
let tier: WarmTier;
let bucketServer: InstanceType<typeof S3rver>;
let bucketPort: number;

beforeAll(async () => {
  const directory = mkdtempSync(join(tmpdir(), 'hfao-warm-bucket-'));
  bucketServer = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory, configureBuckets: [{ name: 'warm' }] });
  bucketPort = (await bucketServer.run()).port;
});
afterAll(() => bucketServer.close());

const places: [string, () => StoragePlace][] = [
  ['a folder', () => ({ kind: 'files', directory: join(home, 'warm') })],
  ['a bucket', () => ({ kind: 'bucket', bucket: {
    bucket: 'warm', prefix: `of/${home.split('-').at(-1)!}`, region: 'us-east-1', accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER', sessionToken: undefined, endpoint: `http://127.0.0.1:${bucketPort}`, variable: 'HFAO_WARM_URL', backoffMs: [1],
  } })],
];

describe.each(places)('the warm tier in %s', (_, place) => {
  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'hfao-warm-'));
    store = await openDuckdbStore({ directory: join(home, 'telemetry'), log: pino({ level: 'silent' }) });
    tier = await openWarmTier(place(), join(home, 'telemetry', 'warm'));
  });
  afterEach(async () => {
    await store.close();
    rmSync(home, { recursive: true, force: true });
  });

  it('holds each hour as it was in the store, and says so', async () => {
    await store.write({ rows: [...hourOfRows(0, 30), ...hourOfRows(5, 20), ...hourOfRows(5, 3, 'prj_other')], scores: [] });

    await exportDue();

    expect(await tier.partitions()).toMatchObject([{ projectId: PROJECT, hour: NEW_YEAR, rows: 30, parts: 1 }, { projectId: PROJECT, hour: NEW_YEAR + 5 * HOUR_MICROS, rows: 20, parts: 1 }]);
    expect(await exportDue()).toEqual([]);
  });

  it('takes in what comes late, and what was sent again, once', async () => {
    const rows = hourOfRows(0, 30);
    await store.write({ rows, scores: [] });
    await exportDue();

    const late = { ...hourOfRows(0, 31)[30], ingested_at: NEW_YEAR + 2 * HOUR_MICROS };
    const again = { ...rows[3], output: 'at last', event_version: rows[3].event_version + 1, ingested_at: NEW_YEAR + 2 * HOUR_MICROS };
    await store.write({ rows: [late, again], scores: [] });

    expect(await exportDue()).toEqual([{ rows: 31, bytes: expect.any(Number) as number }]);
    expect(await tier.partitions()).toMatchObject([{ rows: 31, hotRows: 31 }]);
  });

  it('keeps what the store has let go', async () => {
    const rows = hourOfRows(0, 10);
    await store.write({ rows, scores: [] });
    await exportDue();

    const emptied = { countObservations: async () => 1, exportParquet: async (_project: string, range: { from: number; to: number }, file: string) => {
      const other = await openDuckdbStore({ directory: join(home, 'telemetry', 'warm', 'other'), log: pino({ level: 'silent' }) });
      await other.write({ rows: [{ ...hourOfRows(0, 11)[10] }], scores: [] });
      const written = await other.exportParquet(PROJECT, range, file.replace(join(home, 'telemetry', 'warm'), join(home, 'telemetry', 'warm', 'other')));
      await other.close();
      const { renameSync } = await import('node:fs');
      renameSync(file.replace(join(home, 'telemetry', 'warm'), join(home, 'telemetry', 'warm', 'other')), file);
      return written;
    } };
    const outcome = await tier.exportHour(PROJECT, { hour: NEW_YEAR, rows: 1, ingestedTo: NEW_YEAR + 3 * HOUR_MICROS }, emptied);

    expect(outcome.rows).toBe(11);
  });

  it('forgets the traces of a user, in whatever hour they are, and what an export would bring back', async () => {
    const [first, second] = [hourOfRows(0, 10), hourOfRows(1, 10)];
    const spread = first[4].trace_id;
    await store.write({ rows: [...first.map((it, i) => ({ ...it, user_id: i === 4 ? 'ada' : 'bob' })), ...second.map((it, i) => ({ ...it, trace_id: i === 2 ? spread : it.trace_id }))], scores: [] });
    await exportDue();

    const gone = await tier.forget({ deletion_id: 'del_1', project_id: PROJECT, subject: { kind: 'user', user_id: 'ada' }, at: DAY.to, traces: [], bodies: [] }, new AbortController().signal);
    const again = await tier.forget({ deletion_id: 'del_1', project_id: PROJECT, subject: { kind: 'user', user_id: 'ada' }, at: DAY.to, traces: [spread], bodies: [] }, new AbortController().signal);

    const left = first.filter((it) => it.trace_id !== spread).length + second.filter((_, i) => i !== 2).length;
    expect([gone, again]).toEqual([20 - left, 0]);
    expect((await tier.partitions()).reduce((sum, it) => sum + it.rows, 0)).toBe(left);
  });

  it('forgets a project, and no other', async () => {
    await store.write({ rows: hourOfRows(0, 10), scores: [] });
    await exportDue();

    const other = await tier.forget({ deletion_id: 'del_1', project_id: 'prj_other', subject: { kind: 'project' }, at: DAY.to, traces: [], bodies: [] }, new AbortController().signal);
    const ours = await tier.forget({ deletion_id: 'del_2', project_id: PROJECT, subject: { kind: 'project' }, at: DAY.to, traces: [], bodies: [] }, new AbortController().signal);

    expect([other, ours, await tier.partitions()]).toEqual([0, 10, []]);
  });

  it('removes hours, and their files after a while', async () => {
    await store.write({ rows: [...hourOfRows(0, 5), ...hourOfRows(7, 5)], scores: [] });
    await exportDue();

    const removed = await tier.removeBefore(PROJECT, NEW_YEAR + 3 * HOUR_MICROS);

    expect(removed).toMatchObject({ hours: 1, observations: 5 });
    expect(await tier.partitions()).toMatchObject([{ hour: NEW_YEAR + 7 * HOUR_MICROS }]);
    expect(await tier.sweep(Date.now() * 1000)).toBe(0);
    expect(await tier.sweep((Date.now() + 2 * 60 * 60 * 1000) * 1000)).toBe(1);
  });

  it('does not change anything when a file does not arrive', async () => {
    await store.write({ rows: hourOfRows(0, 5), scores: [] });
    const failing = { countObservations: async () => 5, exportParquet: () => Promise.reject(new Error('the disk is full')) };

    await expect(tier.exportHour(PROJECT, { hour: NEW_YEAR, rows: 5, ingestedTo: NEW_YEAR }, failing)).rejects.toThrow('the disk is full');

    expect(await tier.partitions()).toEqual([]);
    expect(await exportDue()).toMatchObject([{ rows: 5 }]);
  });
});

it('writes Parquet that gives back every column', async () => {
  home = mkdtempSync(join(tmpdir(), 'hfao-warm-'));
  store = await openDuckdbStore({ directory: join(home, 'telemetry'), log: pino({ level: 'silent' }) });
  tier = await openWarmTier({ kind: 'files', directory: join(home, 'warm') }, join(home, 'telemetry', 'warm'));
  const rows = hourOfRows(0, 12);
  await store.write({ rows, scores: [] });

  await exportDue();

  const file = join(home, 'warm', 'events', `project_id=${PROJECT}`, 'year=2026', 'month=01', 'day=01', 'hour=00', 'part-0.parquet');
  expect(existsSync(file)).toBe(true);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const read = await readRows<ObservationRow>(connection, `SELECT * FROM read_parquet('${file}', hive_partitioning = false) ORDER BY start_time`);
  expect(read).toEqual(rows.toSorted((a, b) => a.start_time - b.start_time));
  connection.closeSync();
  await store.close();
  rmSync(home, { recursive: true, force: true });
});

async function exportDue(): Promise<{ rows: number; bytes: number }[]> {
  const done = [];
  for (const hour of await tier.due(PROJECT, await store.hours(PROJECT, DAY))) done.push(await tier.exportHour(PROJECT, hour, store));
  return done;
}

function hourOfRows(hour: number, count: number, project_id = PROJECT): ObservationRow[] {
  return Array.from({ length: count }, (_, i) => anObservation({
    project_id, trace_id: traceId(`warm ${hour} ${i % 4}`), observation_id: spanId(`warm ${hour} ${i}`), start_time: NEW_YEAR + hour * HOUR_MICROS + i * 1000, ingested_at: NEW_YEAR + hour * HOUR_MICROS + i * 1000,
    input: `in ${i}`, attributes: ['n', String(i), 'a b', '"q"'], tags: ['x', `y${i}`], metadata: ['m', '1'], total_cost_usd: i / 3, usage_counted: i % 2 === 0,
  }));
}
