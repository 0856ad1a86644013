// What one core can do at most: decoding without anything around it, and appending rows without anything kept of them.
//
// The decode ceiling is gunzip, our reader, normalisation and prefiltered redaction, one after the other in one thread that does nothing else.
// It is made of the product's own parts: if one of them becomes slower, the ceiling sinks with it, and a ratio to it looks better than it is.
// So there is a second one that holds none of our code: what protobufjs decodes in the same run, times the share of it that the first
// implementation of this ceiling reached when both were measured together. Read the two ratios together.
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import protobufjs from 'protobufjs';
import { bodies } from './workload.mjs';

/** The same reference that the decoder's tests read. */
const OTLP_PROTO = fileURLToPath(new URL('../packages/hfao/src/ingest/decode/conformance/trace.proto', import.meta.url));

/** Decode ceiling over protobufjs (by reflection, as here), by spans a request and bytes a span: 52,000 over 187,000, and 16,000 over 128,000 spans a second. */
const SHARE_OF_PROTOBUFJS = { '50x2000': 0.278, '50x8000': 0.125 };

const PLAIN_BYTES = 80_000_000;
const DECODED_PART = 0.15;
const BATCH_ROWS = 10_000;

/** The built server's own parts, from the folder of a build. */
async function partsOf(dist) {
  const parts = await Promise.all(['ingest/decode/read-traces', 'ingest/normalize/normalize', 'ingest/redact/redactor', 'ingest/redact/row', 'ingest/redact/standard-profile', 'runtime/log', 'store/duckdb/chunk-filler', 'store/duckdb/open', 'store/duckdb/schema'].map((name) => import(new URL(`${name}.js`, dist))));
  const all = Object.assign({}, ...parts);
  return { ...all, redactor: all.redactorOf(all.standardProfile('on'), Buffer.alloc(32)) };
}

/** Per second: spans decoded, spans decoded by protobufjs, rows appended bare, rows written by the store. Of bodies of the given shape. */
export async function measureCeilings(base, dist, { spans: spansPerRequest, bytes }) {
  const parts = await partsOf(dist);
  const toRows = (body) => rowsOf(body, parts);
  const toCleanRows = (body) => redacted(toRows(body), parts);
  const requests = Math.round(PLAIN_BYTES / bytes / spansPerRequest);
  const plain = bodies(bytes, spansPerRequest, requests);
  const gzip = plain.map((body) => gzipSync(body));
  const some = plain.slice(0, requests * DECODED_PART);
  const someGzip = gzip.slice(0, some.length);
  const spans = some.length * spansPerRequest;
  const Request = protobufjs.loadSync(OTLP_PROTO).lookupType('otlp.ExportTraceServiceRequest');

  const secondsOf = inTurns(9, {
    decode() { for (const body of someGzip) toCleanRows(gunzipSync(body)); },
    decodeUnredacted() { for (const body of someGzip) toRows(gunzipSync(body)); },
    toCleanRows() { for (const body of some) toCleanRows(body); },
    readAndNormalize() { for (const body of some) toRows(body); },
    protobufjs() { for (const body of some) Request.decode(body); },
  });
  const decoded = Object.fromEntries(Object.entries(secondsOf).map(([name, seconds]) => [name, spans / seconds]));
  const share = SHARE_OF_PROTOBUFJS[`${spansPerRequest}x${bytes}`];

  const rows = plain.flatMap((body) => toCleanRows(body));
  const appended = [];
  const written = [];
  for (let i = 0; i < 3; i++) {   // in turn, so that a busy moment of the machine hits both
    appended.push(await appendBare(join(base, `bare-${i}.duckdb`), rows, parts));
    written.push(await writeOwn(join(base, `own-${i}`), rows, parts));
  }
  return {
    ...decoded, decodeByProtobufjs: share === undefined ? null : decoded.protobufjs * share, fsyncP50Ms: fsyncMs(join(base, 'fsync'), gzip[0]), append: rows.length / middle(appended), ownWrite: rows.length / middle(written),
    otlpBytesPerSpan: bytesOf(plain) / (requests * spansPerRequest), gzipRatio: bytesOf(plain) / bytesOf(gzip),
  };
}

const RECEIVED_AT = Date.now() * 1000;

function rowsOf(body, { readTraces, normalize }) {
  const rows = [];
  const context = { projectId: 'bench', receivedAt: RECEIVED_AT, scores: [] };
  readTraces(body, 'protobuf', (span, resource, scope) => { rows.push(normalize(span, resource, scope, context)); });
  return rows;
}

function redacted(rows, { redactRow, redactor }) {
  for (const row of rows) redactRow(row, redactor, {});
  return rows;
}

/** The least that a durable acknowledgement can take: a request's bytes written and synced, nothing else. */
function fsyncMs(path, bytes) {
  const file = openSync(path, 'w');
  const times = Array.from({ length: 200 }, () => {
    const from = performance.now();
    writeSync(file, bytes);
    fdatasyncSync(file);
    return performance.now() - from;
  });
  closeSync(file);
  return middle(times);
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

/** Of each its seconds in the middle round, after three to warm up; in turn, so that a busy moment of the machine hits all. */
function inTurns(rounds, works) {
  const times = Object.fromEntries(Object.keys(works).map((name) => [name, []]));
  for (let round = -3; round < rounds; round++) {
    for (const [name, work] of Object.entries(works)) {
      const from = performance.now();
      work();
      if (round >= 0) times[name].push((performance.now() - from) / 1000);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, its]) => [name, middle(its)]));
}

const middle = (times) => times.sort((a, b) => a - b)[times.length >> 1];
const bytesOf = (buffers) => buffers.reduce((sum, it) => sum + it.length, 0);
