// Fills the store of a data directory from stored-corpus.mjs, as fast as the store takes it. What is there already stays.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
  const [{ readTraces }, { normalize }, { openDuckdbStore }] = await Promise.all([load('ingest/decode/read-traces.js'), load('ingest/normalize/normalize.js'), load('store/duckdb/open.js')]);
  const mark = join(directory, 'loaded.json');
  const known = existsSync(mark) ? JSON.parse(readFileSync(mark, 'utf8')) : undefined;
  const { projectId, now } = known ?? { projectId: await defaultProjectId({ directory, dist }), now: Date.now() * 1000 };
  const traces = Math.ceil(spans / SPANS_OF_A_TRACE);
  const corpus = { ...storedCorpus({ readTraces, normalize }, projectId, { traces, days: DAYS, now }), traces };
  if (known !== undefined) return corpus;
  const store = await openDuckdbStore({ directory: join(directory, 'data', 'telemetry'), memoryLimitMb: 2048, log: pino({ level: 'warn' }) });
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
    if (Math.floor(stored / 500_000) > Math.floor((stored - BATCH_ROWS) / 500_000)) say(`${stored} spans stored, ${Math.round(stored / (performance.now() - began))} thousand a second`);
  }
  await store.close();
  writeFileSync(mark, JSON.stringify({ projectId, now, spans: stored }));
  return corpus;
}

/** A first start makes it. */
async function defaultProjectId(how) {
  const server = await startServer(how);
  const { projects } = await (await fetch(`${server.url}/api/v1/projects`)).json();
  await server.stop();
  return projects[0].id;
}
