// What one core can do at most: decoding without anything around it, and appending rows without anything kept of them.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import protobufjs from 'protobufjs';
import { bodies } from './workload.mjs';

/** The same reference that the decoder's tests read. */
const OTLP_PROTO = fileURLToPath(new URL('../packages/hfao/src/ingest/decode/conformance/trace.proto', import.meta.url));

const SPANS = 50;
const REQUESTS = 800;
const BATCH_ROWS = 10_000;

/** The built server's own parts, from the folder of a build. */
async function partsOf(dist) {
  const parts = await Promise.all(['ingest/decode/read-traces', 'ingest/normalize/normalize', 'runtime/log', 'store/duckdb/chunk-filler', 'store/duckdb/open', 'store/duckdb/schema'].map((name) => import(new URL(`${name}.js`, dist))));
  return Object.assign({}, ...parts);
}

/** Per second: spans decoded, spans decoded by protobufjs, rows appended bare, rows written by the store. */
export async function measureCeilings(base, dist) {
  const parts = await partsOf(dist);
  const toRows = (body) => rowsOf(body, parts);
  const plain = bodies(2000, SPANS, REQUESTS);
  const gzip = plain.map((body) => gzipSync(body));
  const some = plain.slice(0, 120);
  const someGzip = gzip.slice(0, 120);
  const spans = some.length * SPANS;
  const Request = protobufjs.loadSync(OTLP_PROTO).lookupType('otlp.ExportTraceServiceRequest');

  const decode = spans / median(9, () => { for (const body of someGzip) toRows(gunzipSync(body)); });
  const readAndNormalize = spans / median(9, () => { for (const body of some) toRows(body); });
  const protobufjsDecode = spans / median(9, () => { for (const body of some) Request.decode(body); });

  const rows = plain.flatMap((body) => toRows(body));
  const appended = [];
  const written = [];
  for (let i = 0; i < 3; i++) {   // in turn, so that a busy moment of the machine hits both
    appended.push(await appendBare(join(base, `bare-${i}.duckdb`), rows, parts));
    written.push(await writeOwn(join(base, `own-${i}`), rows, parts));
  }
  return {
    decode, readAndNormalize, protobufjs: protobufjsDecode, append: rows.length / middle(appended), ownWrite: rows.length / middle(written),
    otlpBytesPerSpan: bytesOf(plain) / (REQUESTS * SPANS), gzipRatio: bytesOf(plain) / bytesOf(gzip),
  };
}

const RECEIVED_AT = Date.now() * 1000;

function rowsOf(body, { readTraces, normalize }) {
  const rows = [];
  const context = { projectId: 'bench', receivedAt: RECEIVED_AT, scores: [] };
  readTraces(body, 'protobuf', (span, resource, scope) => { rows.push(normalize(span, resource, scope, context)); });
  return rows;
}

/** The same columns in the same storage, one transaction a batch, and nothing else: no totals, no search for older versions. */
async function appendBare(path, rows, { createTables, chunkFiller, TABLES }) {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  await connection.run("SET checkpoint_threshold = '1TB'");
  await connection.run(`ATTACH '${path}' AS bare (STORAGE_VERSION 'latest')`);
  for (const statement of createTables('bare')) await connection.run(statement);
  const fill = chunkFiller(TABLES.observations);
  const seconds = await timed(async () => {
    for (let i = 0; i < rows.length; i += BATCH_ROWS) {
      await connection.run('BEGIN');
      const appender = await connection.createAppender('observations', 'main', 'bare');
      fill(appender, rows.slice(i, i + BATCH_ROWS));
      appender.closeSync();
      await connection.run('COMMIT');
    }
  });
  connection.closeSync();
  instance.closeSync();
  return seconds;
}

async function writeOwn(directory, rows, { openDuckdbStore, makeLog }) {
  const store = await openDuckdbStore({ directory, log: makeLog('silent') });
  const seconds = await timed(async () => {
    for (let i = 0; i < rows.length; i += BATCH_ROWS) await store.write({ rows: rows.slice(i, i + BATCH_ROWS), scores: [], position: i + 1 });
  });
  await store.close();
  return seconds;
}

async function timed(work) {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
}

/** Seconds of the middle run, after three to warm up. */
function median(runs, work) {
  const times = [];
  for (let i = 0; i < runs + 3; i++) {
    const from = performance.now();
    work();
    if (i >= 3) times.push((performance.now() - from) / 1000);
  }
  return middle(times);
}

const middle = (times) => times.sort((a, b) => a - b)[times.length >> 1];
const bytesOf = (buffers) => buffers.reduce((sum, it) => sum + it.length, 0);
