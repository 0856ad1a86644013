// Millions of export requests that no sender would write, through the built decoder: check, read, normalise. Nothing may crash, the check and the
// reader have to agree, no body may take longer than 100 ms, memory may not grow.
//   npm run build && node packages/hfao/test/fuzz-otlp.mjs [--count 1000000] [--seed 7]
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { seedBodies } from './fuzz/bodies.mjs';
import { mutate, pick, randomFrom } from './fuzz/mutate.mjs';

const { values: options } = parseArgs({ options: { count: { type: 'string', default: '1000000' }, seed: { type: 'string', default: String(Date.now() % 1_000_000) }, dist: { type: 'string', default: '../dist' } } });
const count = Number(options.count);
const seed = Number(options.seed);
const SLOW_MS = 100;
const MOST_GROWTH_BYTES = 64 * 1024 * 1024;
/** New bodies of the grammar are made after so many mutated ones. */
const ROUND = 10_000;

const load = (file) => import(new URL(`${options.dist}/${file}`, import.meta.url));
const [{ checkExport }, { readTraces }, { readLogs }, { readMetrics }, { readRequest }, { Pipelines }, { Failure }] = await Promise.all([
  load('ingest/decode/check-export.js'), load('ingest/decode/read-traces.js'), load('ingest/decode/read-logs.js'), load('ingest/decode/read-metrics.js'),
  load('ingest/write/read-request.js'), load('ingest/write/pipelines.js'), load('runtime/errors.js'),
]);
const READERS = { traces: readTraces, logs: readLogs, metrics: readMetrics };
const pipelines = new Pipelines(() => []);
/** On the store's thread a bug of normalisation costs no span and is logged. Here it ends the run. */
const log = { error({ error }) { throw error; } };

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

console.log(`${count} bodies, seed ${seed}`);
const random = randomFrom(seed);
const tally = { read: 0, refused: 0, items: 0, slowestMs: 0 };
const started = performance.now();
let bodies = seedBodies(random);
let heapAtStart = 0;

for (let i = 0; i < count; i++) {
  if (i % ROUND === 0 && i > 0) {
    bodies = seedBodies(random);
    checkMemory(i);
  }
  const signal = pick(['traces', 'traces', 'logs', 'metrics'], random);
  const encoding = random() < 0.65 ? 'protobuf' : 'json';
  const pool = bodies[signal][encoding];
  const original = pick(pool, random);
  const body = random() < 0.1 ? original : mutate(original, pool, encoding, random);
  try {
    run(signal, encoding, body);
  } catch (error) {
    console.error(`body ${i} of seed ${seed}, ${signal} in ${encoding}: ${body.toString('base64')}`);
    throw error;
  }
}
const seconds = (performance.now() - started) / 1000;
console.log(`${tally.read} read, ${tally.refused} refused, ${tally.items} spans, log records and data points normalised, slowest body ${tally.slowestMs.toFixed(1)} ms, ${seconds.toFixed(0)} s`);
if (tally.read < count / 50 || tally.refused < count / 50) throw new Error('the mutations are too wild, or too tame, to say anything');

function run(signal, encoding, body) {
  let outcome;
  const work = () => { outcome = compare(signal, encoding, body); };
  let ms = millisOf(work);
  if (ms > SLOW_MS) ms = Math.min(ms, millisOf(work), millisOf(work));   // the collector of garbage may have come by
  if (ms > SLOW_MS) throw new Error(`it took ${ms.toFixed(0)} ms`);
  tally.slowestMs = Math.max(tally.slowestMs, ms);
  if (typeof outcome === 'number') {
    tally.read++;
    tally.items += outcome;
  } else tally.refused++;
}

/** Of this process alone, where the machine is busy with others. */
function millisOf(work) {
  const [startedAt, before] = [performance.now(), process.cpuUsage()];
  work();
  const { user, system } = process.cpuUsage(before);
  return Math.min(performance.now() - startedAt, (user + system) / 1000);
}

function compare(signal, encoding, body) {
  const checked = outcomeOf(() => {
    const { itemCount, rejectedCount } = checkExport(signal, body, encoding);
    return itemCount - rejectedCount;
  });
  const visited = outcomeOf(() => visit(signal, encoding, body));
  if (checked !== visited) throw new Error(`check: ${checked}, reader: ${visited}`);
  if (typeof checked === 'number' && checked > 0) normalise(signal, encoding, body);
  return checked;
}

function visit(signal, encoding, body) {
  let items = 0;
  READERS[signal](body, encoding, (item) => {
    if (signal === 'traces' && !/^[0-9a-f]{32} [0-9a-f]{16} (?:[0-9a-f]{16})?$/.test(`${item.traceId} ${item.spanId} ${item.parentId}`)) throw new Error('a bad id was read');
    items++;
  });
  return items;
}

/** To the rows that would be stored. */
function normalise(signal, encoding, body) {
  const { rows, logs = [], metricPoints = [] } = readRequest({ position: 1, receivedAt: 1_700_000_000_000_000, signal, encoding, contentEncoding: 'identity', body: new Uint8Array(body).buffer, projectId: 'p', projects: {} }, pipelines, log);
  if (rows.length + logs.length + metricPoints.length === 0) throw new Error('nothing came of what was read');
}

/** A number, or in what words the body is refused. Anything else that is thrown is a bug. */
function outcomeOf(decode) {
  try {
    return decode();
  } catch (error) {
    if (error instanceof Failure && error.code === 'undecodable') return error.message;
    throw error;
  }
}

function checkMemory(i) {
  collectGarbage();
  const { heapUsed } = process.memoryUsage();
  if (i <= 2 * ROUND) heapAtStart = heapUsed;   // caches have their size by then
  else if (heapUsed - heapAtStart > MOST_GROWTH_BYTES) throw new Error(`after ${i} bodies the heap has grown from ${heapAtStart} to ${heapUsed} bytes (seed ${seed})`);
}
