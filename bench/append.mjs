// What the store adds to writing: store.write (grouping by trace, re-sent spans, trace deltas, position) against the bare columnar append of
// the same rows into a table of the same columns, in turns, in the same run. Batches of 2048; no checkpoints on either side.
//   npm run build && node bench/append.mjs [--bytes-per-span 2000] [--rows 20480] [--rounds 5]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { pino } from 'pino';
import { bodies, setSeed } from './workload.mjs';

const { values: options } = parseArgs({ options: { 'bytes-per-span': { type: 'string', default: '2000' }, rows: { type: 'string', default: '20480' }, rounds: { type: 'string', default: '5' }, dist: { type: 'string', default: '../packages/hfao/dist' } } });
const rounds = Number(options.rounds);
const BATCH = 2048;
const wanted = Math.ceil(Number(options.rows) / BATCH) * BATCH;

const load = (file) => import(new URL(`${options.dist}/${file}`, import.meta.url));
const [{ readTraces }, { normalize }, { openDuckdbStore }, { chunkFiller }, { createTables, TABLES }] = await Promise.all([
  load('ingest/decode/read-traces.js'), load('ingest/normalize/normalize.js'), load('store/duckdb/open.js'), load('store/duckdb/chunk-filler.js'), load('store/duckdb/schema.js'),
]);

/** Other spans every time: rows that are written twice would be replaced. */
function makeRows(seed) {
  setSeed(seed);
  const rows = [];
  const context = { projectId: 'bench', receivedAt: Date.now() * 1000, scores: [] };
  while (rows.length < wanted) {
    for (const body of bodies(Number(options['bytes-per-span']), 512, 8)) readTraces(body, 'protobuf', (span, resource, scope) => rows.push(normalize(span, resource, scope, context)));
  }
  return Array.from({ length: wanted / BATCH }, (_, i) => rows.slice(i * BATCH, (i + 1) * BATCH));
}

const home = mkdtempSync(join(tmpdir(), 'hfao-bench-'));
const store = await openDuckdbStore({ directory: join(home, 'store'), segmentRows: 1e9, memoryLimitMb: 4096, log: pino({ level: 'silent' }) });
const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
const connection = await instance.connect();
await connection.run(`ATTACH '${join(home, 'bare.duckdb')}' AS bare (STORAGE_VERSION 'latest')`);
await connection.run("SET checkpoint_threshold = '1TB'");
for (const statement of createTables('bare')) await connection.run(statement);
const fill = chunkFiller(TABLES.observations);

async function appendBare(batch) {
  await connection.run('BEGIN');
  const appender = await connection.createAppender('observations', 'main', 'bare');
  fill(appender, batch);
  appender.closeSync();
  await connection.run('COMMIT');
}

const contenders = [
  { name: 'bare append', write: appendBare, millis: [], cpu: [] },
  { name: 'store.write', write: (batch, position) => store.write({ rows: batch, scores: [], position }), millis: [], cpu: [] },
];
// They take turns with every batch, so that a slow moment of the machine meets both; the first round warms up.
let position = 0;
for (let round = -1; round < rounds; round++) {
  for (const batch of makeRows(round + 1000)) {
    position++;
    for (const contender of position % 2 === 0 ? contenders : contenders.toReversed()) {
      const cpu = process.cpuUsage();
      const before = performance.now();
      await contender.write(batch, position);
      if (round < 0) continue;
      contender.millis.push(performance.now() - before);
      const { user, system } = process.cpuUsage(cpu);
      contender.cpu.push((user + system) / 1000);
    }
  }
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const [bare, own] = contenders;
console.log(`${bare.millis.length} batches of ${BATCH} rows, ${options['bytes-per-span']} bytes of OTLP each; medians`);
for (const { name, millis, cpu } of contenders) {
  const [ms, cpuMs] = [median(millis), median(cpu)];
  console.log(`${name} ${(BATCH / ms).toFixed(1).padStart(7)} krows/s ${(1000 * ms / BATCH).toFixed(1).padStart(6)} us/row ${(1000 * cpuMs / BATCH).toFixed(1).padStart(6)} us CPU/row   fastest ${(1000 * Math.min(...millis) / BATCH).toFixed(1)} us/row`);
}
console.log(`store.write over bare append: ${(median(bare.millis) / median(own.millis)).toFixed(2)} by time, ${(median(bare.cpu) / median(own.cpu)).toFixed(2)} by CPU (goal: at least 0.8)`);

await store.close();
connection.closeSync();
instance.closeSync();
rmSync(home, { recursive: true, force: true });
