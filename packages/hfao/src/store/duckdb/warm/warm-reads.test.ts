import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseFilter } from '../../../model/filter/parse.js';
import { parseMeasure } from '../../../model/metric-query.js';
import type { ObservationRow } from '../../../model/observation.js';
import { DAY_MICROS, HOUR_MICROS } from '../../../model/time.js';
import type { TraceSummary } from '../../../model/trace.js';
import { anObservation, aScore, NEW_YEAR, spanId, traceId } from '../../conformance/an-observation.js';
import type { StoragePlace } from '../../s3/storage-place.js';
import type { TelemetryStore } from '../../store.js';
import { writeDaySummaries } from '../../warm/day-summaries.js';
import { openWarmTier, type WarmTier } from '../../warm/warm-tier.js';
import { openDuckdbStore } from '../open.js';
import { withWarmTraces } from './warm-traces.js';

const PROJECT = 'project-1';
const DAYS = { from: NEW_YEAR, to: NEW_YEAR + 5 * DAY_MICROS };
/** Retention lets go of what began before: two days and a half. */
const BEFORE = NEW_YEAR + 2.5 * DAY_MICROS;
const KEEP = { scored: false, errors: false, where: [] };

let home: string;
let store: TelemetryStore;
let tier: WarmTier;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'hfao-warm-reads-'));
  store = await open();
  tier = await openWarmTier({ kind: 'files', directory: join(home, 'warm') }, join(home, 'telemetry', 'staging'));
});

afterEach(async () => {
  await store.close();
  rmSync(home, { recursive: true, force: true });
});

describe('a read that reaches into the warm tier', () => {
  it('answers as before once retention has let go, and shows nothing twice while both hold it', async () => {
    await store.write({ rows: fourDays(), scores: [] });
    const alone = await answers();
    await exportAll();
    const both = await answers();

    const [gone] = await store.expire([{ project_id: PROJECT, before: BEFORE, keep: KEEP }]);
    const after = await answers();

    expect(gone.leaving.observations).toBeGreaterThan(140);
    expect(await store.countObservations(PROJECT, {})).toBe(fourDays().length - gone.leaving.observations);
    expect(both).toEqual(alone);
    expect(after).toEqual(alone);
  });

  it('shows whole traces that go on past midnight, and those that a rule keeps in the store once', async () => {
    const overnight = Array.from({ length: 6 }, (_, i) => row('overnight', i, DAY_MICROS - 3 * HOUR_MICROS + i * HOUR_MICROS));
    await store.write({ rows: [...fourDays(), ...overnight], scores: [aScore({ trace_id: traceId('d0 t1') })] });
    const alone = await answers();
    await exportAll();

    const [gone] = await store.expire([{ project_id: PROJECT, before: BEFORE, keep: { scored: true, errors: true, where: [] } }]);

    expect(gone.kept.traces).toBeGreaterThan(1);
    expect(await answers()).toEqual(alone);
    const [first] = (await store.listTraces(PROJECT, { ...DAYS, to: NEW_YEAR + DAY_MICROS, where: parseFilter("name = 'step 0' AND observation_count = 6", 'trace', 0), limit: 5 })).traces;
    expect(first).toMatchObject({ trace_id: traceId('overnight'), observation_count: 6, tier: 'warm' });
  });

  it('shows a span that comes late, or again, beside what the tier has of its trace', async () => {
    await store.write({ rows: fourDays(), scores: [] });
    await exportAll();
    await store.expire([{ project_id: PROJECT, before: BEFORE, keep: KEEP }]);
    expect((await store.observationsOfTrace(PROJECT, traceId('d0 t1'), { payloads: true, limit: 100 })).length).toBe(6);

    const again = fourDays().find((it) => it.trace_id === traceId('d0 t1'))!;
    await store.write({ rows: [{ ...again, output: 'at last', event_version: again.event_version + 1 }, { ...again, observation_id: spanId('late'), parent_observation_id: again.observation_id, start_time: again.start_time + 5 }], scores: [] });

    const rows = await store.observationsOfTrace(PROJECT, traceId('d0 t1'), { payloads: true, limit: 100 });
    expect(rows.map((it) => it.observation_id)).toHaveLength(7);
    expect(rows.filter((it) => it.observation_id === again.observation_id).map((it) => it.output)).toEqual(['at last']);
    expect(await store.traceSummary(PROJECT, traceId('d0 t1'))).toMatchObject({ observation_count: 7, tier: 'warm' });
  });

  it('never shows what was deleted, at once, after a restart, and when the tier is rewritten', async () => {
    await store.write({ rows: fourDays(), scores: [] });
    await exportAll();
    await store.expire([{ project_id: PROJECT, before: BEFORE, keep: KEEP }]);
    const gone = traceId('d0 t1');
    expect(await store.traceSummary(PROJECT, gone)).toBeDefined();

    await store.forget(PROJECT, { kind: 'trace', trace_id: gone }, NEW_YEAR + 30 * DAY_MICROS);
    expect(await shown(gone)).toEqual([undefined, 0, 0]);
    await store.close();
    store = await open();
    expect(await shown(gone)).toEqual([undefined, 0, 0]);
    for (let deletion = await store.unfinishedDeletion(); deletion !== undefined; deletion = await store.unfinishedDeletion()) {
      await tier.forget(deletion, new AbortController().signal);
      await store.finishDeletion(deletion.deletion_id);
    }
    expect(await shown(gone)).toEqual([undefined, 0, 0]);
    expect(await store.traceSummary(PROJECT, traceId('d0 t2'))).toMatchObject({ tier: 'warm' });
  });

  it('shows nothing of the tier while the data of a user is taken out of it', async () => {
    await store.write({ rows: fourDays(), scores: [] });
    await exportAll();
    await store.expire([{ project_id: PROJECT, before: BEFORE, keep: KEEP }]);

    await store.forget(PROJECT, { kind: 'user', user_id: 'user 1' }, NEW_YEAR + 30 * DAY_MICROS);
    const meanwhile = await store.traceSummary(PROJECT, traceId('d0 t2'));
    const deletion = (await store.unfinishedDeletion())!;
    await tier.forget(deletion, new AbortController().signal);
    await store.finishDeletion(deletion.deletion_id);

    expect(meanwhile).toBeUndefined();
    expect(await store.traceSummary(PROJECT, traceId('d0 t1'))).toBeUndefined();
    expect(await store.traceSummary(PROJECT, traceId('d0 t2'))).toMatchObject({ user_id: 'user 2', tier: 'warm' });
  });

  it('ends a list without a beginning where the store does, and goes on from there', async () => {
    await store.write({ rows: fourDays(), scores: [] });
    const whole = (await store.listTraces(PROJECT, { limit: 500 })).traces;
    await exportAll();
    await store.expire([{ project_id: PROJECT, before: BEFORE, keep: KEEP }]);

    const first = await store.listTraces(PROJECT, { limit: 500 });
    const found = [...first.traces];
    for (let after = first.next; after !== undefined;) {
      const page = await store.listTraces(PROJECT, { limit: 7, after });
      found.push(...page.traces);
      after = page.next;
    }

    expect(first.searchedUntil).toBe(NEW_YEAR + 2 * DAY_MICROS + 7 * HOUR_MICROS);
    expect(found.map((it) => it.trace_id)).toEqual(whole.map((it) => it.trace_id));
  });

  it('takes no part in what works on the store itself', async () => {
    await store.write({ rows: fourDays(), scores: [] });
    await exportAll();
    await store.expire([{ project_id: PROJECT, before: BEFORE, keep: KEEP }]);
    await store.listTraces(PROJECT, { ...DAYS, limit: 10 });

    const counts = [await store.countObservations(PROJECT, {}), (await store.hours(PROJECT, DAYS)).reduce((sum, it) => sum + it.rows, 0), (await store.scanObservations(PROJECT, { limit: 5000 })).rows.length];

    expect(new Set(counts).size).toBe(1);
    expect(await tier.due(PROJECT, await store.hours(PROJECT, DAYS))).toEqual([]);
  });
});

it('reads from a bucket what it has fetched from there', async () => {
  const S3rver = (await import('s3rver')).default;
  const server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory: join(home, 'buckets'), configureBuckets: [{ name: 'warm' }] });
  const { port } = await server.run();
  const place: StoragePlace = { kind: 'bucket', bucket: { bucket: 'warm', prefix: 'tier', region: 'us-east-1', accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER', sessionToken: undefined, endpoint: `http://127.0.0.1:${port}`, variable: 'HFAO_WARM_URL', backoffMs: [1] } };
  await store.close();
  store = await open(place);
  tier = await openWarmTier(place, join(home, 'telemetry', 'staging'));
  await store.write({ rows: fourDays().filter((it) => it.start_time < NEW_YEAR + DAY_MICROS), scores: [] });
  const before = (await store.listTraces(PROJECT, { ...DAYS, limit: 100 })).traces;
  await exportAll();

  await store.expire([{ project_id: PROJECT, before: BEFORE, keep: KEEP }]);
  const after = (await store.listTraces(PROJECT, { ...DAYS, limit: 100 })).traces;
  const rows = await store.observationsOfTrace(PROJECT, traceId('d0 t1'), { payloads: true, limit: 100 });
  await store.close();
  await server.close();
  store = await open(place);

  expect(after.map(withoutTier)).toEqual(before.map(withoutTier));
  expect(rows.map((it) => it.input)).toEqual(fourDays().filter((it) => it.trace_id === traceId('d0 t1')).map((it) => it.input));
  // Without the bucket the store serves on.
  expect((await store.listTraces(PROJECT, { ...DAYS, limit: 100 })).traces).toEqual([]);
});

it('gives another engine the traces that it has let go of', async () => {
  await store.write({ rows: fourDays(), scores: [] });
  await exportAll();
  const rows = await store.observationsOfTrace(PROJECT, traceId('d0 t1'), { payloads: true, limit: 100 });
  await store.close();
  const alone = await openDuckdbStore({ directory: join(home, 'telemetry'), memoryLimitMb: 512, threads: 1, log: pino({ level: 'silent' }) });
  store = await withWarmTraces(alone, { place: { kind: 'files', directory: join(home, 'warm') }, directory: join(home, 'telemetry', 'reads'), writeSummaries: writeDaySummaries, log: pino({ level: 'silent' }) });

  await store.expire([{ project_id: PROJECT, before: BEFORE, keep: KEEP }]);

  expect(await alone.traceSummary(PROJECT, traceId('d0 t1'))).toBeUndefined();
  expect(await store.traceSummary(PROJECT, traceId('d0 t1'))).toMatchObject({ observation_count: 6, tier: 'warm' });
  expect(await store.observationsOfTrace(PROJECT, traceId('d0 t1'), { payloads: true, limit: 100 })).toEqual(rows);
  expect(await store.observation(PROJECT, traceId('d0 t1'), rows[2].observation_id)).toEqual(rows[2]);
  expect(await store.traceSummary(PROJECT, traceId('nobody'))).toBeUndefined();
});

async function open(place: StoragePlace = { kind: 'files', directory: join(home, 'warm') }): Promise<TelemetryStore> {
  return openDuckdbStore({ directory: join(home, 'telemetry'), memoryLimitMb: 512, threads: 1, log: pino({ level: 'silent' }), segmentRows: 150, warm: { place, writeSummaries: writeDaySummaries } });
}

/** What every kind of read says, but for where it comes from. */
async function answers(): Promise<object> {
  const traces = (await store.listTraces(PROJECT, { ...DAYS, limit: 500 })).traces.map(withoutTier);
  const failed = (await store.listTraces(PROJECT, { ...DAYS, limit: 500, where: parseFilter("has_errors AND has(type = 'TOOL' AND status = 'error')", 'trace', 0) })).traces.map((it) => it.trace_id);
  const measures = ['count', 'errors', 'sum(total_cost_usd)', 'p95(duration_ms)', 'distinct(user_id)'].map((it) => parseMeasure(it, 'observations')!);
  const bySql = await store.runSql(PROJECT, { ...DAYS, sql: 'SELECT name, count(*) AS n, sum(total_cost_usd) FILTER (usage_counted) AS cost, count(DISTINCT trace_id) AS traces FROM observations GROUP BY name ORDER BY name', limit: 100 });
  const ofTraces = await store.runSql(PROJECT, { ...DAYS, sql: 'SELECT count(*), sum(total_tokens), sum(observation_count), max(input_preview) FROM traces', limit: 100 });
  const one = traceId('d1 t3');
  const summary = withoutTier((await store.traceSummary(PROJECT, one))!);
  const rows = await store.observationsOfTrace(PROJECT, one, { payloads: true, limit: 100 });
  return {
    traces, failed, summary, rows,
    observation: await store.observation(PROJECT, one, rows[3].observation_id),
    observations: (await store.listObservations(PROJECT, { ...DAYS, limit: 1000, where: parseFilter("type = 'GENERATION'", 'observation', 0) })).observations,
    hits: (await store.searchObservations(PROJECT, { ...DAYS, text: 'alpha', limit: 500 })).hits,
    sessions: (await store.listSessions(PROJECT, { ...DAYS, limit: 100 })).sessions,
    users: (await store.listUsers(PROJECT, { ...DAYS, limit: 100 })).users,
    figures: await store.queryMetrics(PROJECT, { ...DAYS, subject: 'observations', measures, group_by: [{ kind: 'column', name: 'model', type: 'text' }], bucket: DAY_MICROS, limit: 10 }),
    ofTraces: await store.queryMetrics(PROJECT, { ...DAYS, subject: 'traces', measures: [parseMeasure('count', 'traces')!, parseMeasure('sum(total_cost_usd)', 'traces')!], group_by: [], bucket: DAY_MICROS, limit: 10 }),
    volume: await store.volume(PROJECT, { ...DAYS, bucket: HOUR_MICROS }),
    facets: await store.facets(PROJECT, { ...DAYS, limit: 50 }),
    sql: [bySql.rows, ofTraces.rows],
  };
}

const withoutTier = (it: TraceSummary) => ({ ...it, tier: undefined });

async function shown(trace: string): Promise<unknown[]> {
  const listed = (await store.listTraces(PROJECT, { ...DAYS, limit: 500 })).traces.filter((it) => it.trace_id === trace).length;
  const counted = await store.runSql(PROJECT, { ...DAYS, sql: `SELECT count(*)::INTEGER FROM observations WHERE trace_id = '${trace}'`, limit: 1 });
  return [await store.traceSummary(PROJECT, trace), listed, counted.rows[0][0]];
}

async function exportAll(): Promise<void> {
  for (const hour of await tier.due(PROJECT, await store.hours(PROJECT, DAYS))) await tier.exportHour(PROJECT, hour, store);
  await store.finishDeletion('none');   // so that the tier is looked at again now, not within a minute
}

/** Ten traces a day, each of six steps; one of them fails, and one call of each is recorded twice. */
function fourDays(): ObservationRow[] {
  return Array.from({ length: 4 }, (_, day) => Array.from({ length: 10 }, (_, trace) => Array.from({ length: 6 }, (_, i) =>
    row(`d${day} t${trace}`, i, day * DAY_MICROS + Math.floor(trace / 5) * 6 * HOUR_MICROS + trace * 60_000_000 + i * 1_000_000, { user_id: `user ${trace % 3}`, session_id: `session ${trace % 4}`, status: trace === 7 && i === 4 ? 'error' : 'ok' })))).flat(2);
}

function row(trace: string, i: number, time: number, more: Partial<ObservationRow> = {}): ObservationRow {
  const isCall = i === 2 || i === 3;
  return anObservation({
    project_id: PROJECT, trace_id: traceId(trace), observation_id: spanId(`${trace} ${i}`), parent_observation_id: i === 0 ? null : spanId(`${trace} ${i - 1}`), name: `step ${i}`,
    type: isCall ? 'GENERATION' : i === 4 ? 'TOOL' : 'SPAN', start_time: NEW_YEAR + time, input: `${i % 2 === 0 ? 'alpha' : 'beta'} ${trace} ${i}`, output: `out ${i}`,
    ...(isCall && { model: `model-${trace.length % 2}`, input_tokens: 10, output_tokens: 5, total_tokens: 15, total_cost_usd: 0.25, usage_counted: true }),
    status_message: more.status === 'error' ? 'no seat left' : null, tags: ['x', `tag${i}`], metadata: ['plan', 'pro'], attributes: ['k', String(i)], ...more,
  });
}
