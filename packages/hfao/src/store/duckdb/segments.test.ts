import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino, type Logger } from 'pino';
import { afterAll, expect, it } from 'vitest';
import type { Filter } from '../../model/filter/filter.js';
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

it('finds the traces of a session and of a user wherever they are, whatever the id, and after the store was opened again', async () => {
  const directory = mkdtempSync(join(home, 'store-'));
  const ids = ['plain', 'with \u001e and \u001f', '会话 \ufffd'];
  const sent = ids.map((it) => it.replace('\ufffd', '\ud83d'));   // half of a character
  const open = () => openDuckdbStore({ directory, segmentRows: 30, log: silent() });
  // Of each trace two spans, in batches far apart; only the later one says whose it is.
  const rows = [0, 1].flatMap((part) => Array.from({ length: 60 }, (_, i) => anObservation({
    trace_id: traceId(`whose ${i}`), parent_observation_id: part === 0 ? null : 'feedfeedfeedfeed', start_time: NEW_YEAR + part * 60 + i,
    session_id: part === 0 ? null : `${sent[i % 3]} ${Math.floor(i / 30)}`, user_id: part === 0 ? null : sent[i % 3],
  })));
  const where = (name: 'session_id' | 'user_id', value: string): Filter => ({ kind: 'compare', field: { kind: 'column', name, type: 'text' }, op: '=', value });
  const asked = async (store: TelemetryStore) => Promise.all(ids.map(async (id) => ({
    ofUser: (await store.listTraces('project-1', { where: where('user_id', id), limit: 100 })).traces.length,
    ofSession: (await store.listTraces('project-1', { where: { kind: 'and', of: [where('session_id', `${id} 1`), where('user_id', id)] }, limit: 100 })).traces.length,
    ofNobody: (await store.listTraces('project-1', { where: where('user_id', `${id} 1`), limit: 100 })).traces.length,
    session: (await store.listSessions('project-1', { where: where('session_id', `${id} 1`), limit: 10 })).sessions.map((it) => it.trace_count),
    user: (await store.listUsers('project-1', { limit: 10 })).users.find((it) => it.user_id === id)?.trace_count,
  })));
  const right = ids.map(() => ({ ofUser: 20, ofSession: 10, ofNobody: 0, session: [10], user: 20 }));

  const store = await open();
  for (let i = 0; i < rows.length; i += 15) await store.write({ rows: rows.slice(i, i + 15), scores: [], position: i });
  expect(await asked(store)).toEqual(right);
  await store.close();
  const again = await open();
  expect(await asked(again)).toEqual(right);
  await again.close();
});

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
