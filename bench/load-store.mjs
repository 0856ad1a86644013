// Fills the store of a data directory from stored-corpus.mjs, as fast as the store takes it, and gives it the time to merge and index that a server has had. What is there already stays.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { startServer } from './server-under-test.mjs';
import { storedCorpus } from './stored-corpus.mjs';

export const DAYS = 30;
/** Indices of a trace of 200 spans and one of 10,000. */
export const MIDDLE_TRACE = { index: 777, spans: 200 };
export const LONG_TRACE = { index: 1234, spans: 10_000 };
const SPANS_OF_A_TRACE = 20;
const BATCH_ROWS = 10_000;

/** @returns the corpus that the store holds */
export async function loadStore({ directory, dist, spans, say }) {
  const load = (file) => import(new URL(file, dist));
  const [{ readTraces }, { normalize }, { openDuckdbStore }, { writeIndexInThread }] = await Promise.all(['ingest/decode/read-traces.js', 'ingest/normalize/normalize.js', 'store/duckdb/open.js', 'store/duckdb/words/index-writers.js'].map(load));
  const mark = join(directory, 'loaded.json');
  const known = existsSync(mark) ? JSON.parse(readFileSync(mark, 'utf8')) : undefined;
  const { projectId, now } = known ?? { projectId: await defaultProjectId({ directory, dist }), now: Date.now() * 1000 };
  const traces = Math.ceil(spans / SPANS_OF_A_TRACE);
  const corpus = { ...storedCorpus({ readTraces, normalize }, projectId, { traces, days: DAYS, now }), traces };
  if (known !== undefined) return corpus;
  const telemetry = join(directory, 'data', 'telemetry');
  const store = await openDuckdbStore({ directory: telemetry, memoryLimitMb: 2048, openIndexWriter: writeIndexInThread, log: pino({ level: 'warn' }) });
  const began = performance.now();
  let rows = [];
  let stored = 0;
  for (let index = 0; index < traces; index++) {
    const special = [MIDDLE_TRACE, LONG_TRACE].find((it) => it.index === index);
    rows.push(...corpus.trace(index, special?.spans));
    if (rows.length < BATCH_ROWS && index < traces - 1) continue;
    await store.write({ rows, scores: [] });
    stored += rows.length;
    rows = [];
    if (index % 100_000 < BATCH_ROWS / SPANS_OF_A_TRACE) while ((await store.tidy()).more);
    if (Math.floor(stored / 500_000) > Math.floor((stored - BATCH_ROWS) / 500_000)) say(`${stored} spans stored, ${Math.round(stored / (performance.now() - began))} thousand a second`);
  }
  say('merging and indexing …');
  while ((await store.tidy()).more);
  while (unindexed(telemetry) > 1) await sleep(500);   // the active segment has no index
  await store.close();
  writeFileSync(mark, JSON.stringify({ projectId, now, spans: stored }));
  return corpus;
}

function unindexed(telemetry) {
  const names = readdirSync(telemetry);
  return names.filter((it) => it.endsWith('.duckdb') && !names.includes(it.replace(/duckdb$/, 'words'))).length;
}

/** A first start makes it. */
async function defaultProjectId(how) {
  const server = await startServer(how);
  const { projects } = await (await fetch(`${server.url}/api/v1/projects`)).json();
  await server.stop();
  return projects[0].id;
}
