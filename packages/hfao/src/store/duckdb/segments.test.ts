import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino, type Logger } from 'pino';
import { afterAll, expect, it } from 'vitest';
import { namedFilters } from '../../model/filter/named-filters.js';
import { anObservation, NEW_YEAR, traceId } from '../conformance/an-observation.js';
import type { TelemetryStore } from '../store.js';
import { openDuckdbStore } from './open.js';

const home = mkdtempSync(join(tmpdir(), 'hfao-duckdb-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

it('loses nothing and reads the same across segments, while rows are written and segments are sealed', async () => {
  const directory = mkdtempSync(join(home, 'store-'));
  const [rolling, whole] = await Promise.all([
    openDuckdbStore({ directory: join(directory, 'rolling'), segmentRows: 500, log: silent() }),
    openDuckdbStore({ directory: join(directory, 'whole'), log: silent() }),
  ]);
  // 60 traces of 60 spans, each span in another batch: every trace lies in every segment.
  const rows = Array.from({ length: 3600 }, (_, i) => anObservation({
    trace_id: traceId(`trace ${i % 60}`), parent_observation_id: i < 60 ? null : 'feedfeedfeedfeed', start_time: NEW_YEAR + (i * 7919) % 3600, name: `span ${i}`,
    status: i % 11 === 0 ? 'error' : 'ok', model: `model ${i % 3}`, input: `input ${i}`, usage_counted: true, input_tokens: i,
  }));
  const listed: number[] = [];

  for (let i = 0; i < rows.length; i += 100) {
    await Promise.all([rolling, whole].map((it) => it.write({ rows: rows.slice(i, i + 100), scores: [], position: i })));
    listed.push((await rolling.listTraces('project-1', { limit: 100 })).traces.reduce((sum, it) => sum + it.observation_count, 0));
  }

  expect(listed).toEqual(Array.from({ length: 36 }, (_, i) => (i + 1) * 100));
  expect(await rolling.size()).toMatchObject({ segments: 8, tables: [{ name: 'observations', rows: 3600 }, {}, {}, {}, {}] });
  expect(await everything(rolling)).toEqual(await everything(whole));
  await rolling.close();
  const again = await openDuckdbStore({ directory: join(directory, 'rolling'), segmentRows: 500, log: silent() });
  expect(await everything(again)).toEqual(await everything(whole));
  await Promise.all([again.close(), whole.close()]);
}, 60_000);

it('writes on and reads while a sealed segment is checkpointed, and replaces its rows afterwards', async () => {
  const events: string[] = [];
  const log = pino({ level: 'debug' }, new Writable({ write: (line, _, done) => { events.push(JSON.parse(String(line)).msg); done(); } }));
  const store = await openDuckdbStore({ directory: mkdtempSync(join(home, 'store-')), segmentRows: 10_000, log });
  const text = Array.from({ length: 200 }, (_, i) => `word${(i * 7919) % 997}`).join(' ');
  const rows = Array.from({ length: 10_000 }, (_, i) => anObservation({ input: `${i} ${text}`, attributes: ['key', `value ${i}`] }));

  await store.write({ rows, scores: [] });
  const batches = Array.from({ length: 5 }, () => anObservation());
  for (const row of batches) {
    await store.write({ rows: [row], scores: [] });
    events.push('written');
    await store.observation('project-1', row.trace_id, row.observation_id);
    events.push('read');
  }
  await store.write({ rows: [{ ...rows[5], name: 'replaced' }], scores: [] });
  events.push('replaced');

  expect(events.indexOf('segment sealed')).toBeGreaterThan(events.indexOf('read'));
  expect(events.indexOf('replaced')).toBeGreaterThan(events.indexOf('segment sealed'));
  expect(await store.observation('project-1', rows[5].trace_id, rows[5].observation_id)).toEqual({ ...rows[5], name: 'replaced' });
  expect(await store.size()).toMatchObject({ segments: 2, tables: [{ rows: 10_005 }, {}, {}, {}, {}] });
  await store.close();
}, 60_000);

async function everything(store: TelemetryStore) {
  const list = await store.listTraces('project-1', { limit: 100 });
  return {
    list, filtered: await store.listTraces('project-1', { limit: 100, where: namedFilters({ model: 'model 1', text: 'model' }) }),
    rows: await Promise.all(list.traces.slice(0, 5).map((it) => store.observationsOfTrace('project-1', it.trace_id, { payloads: true, limit: 1000 }))),
    hits: await store.searchObservations('project-1', { text: 'input 35', limit: 200 }),
    volume: await store.volume('project-1', { from: NEW_YEAR, to: NEW_YEAR + 3600, bucket: 100 }),
    facets: await store.facets('project-1', { from: NEW_YEAR, to: NEW_YEAR + 3600, limit: 100 }), position: await store.position(),
  };
}

function silent(): Logger {
  return pino({ level: 'silent' });
}
