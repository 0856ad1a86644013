// How long questions take in a store of millions of spans while ingest goes on: p50 and p95 over HTTP, as the cockpit asks.
//   npm run bench:query [-- --spans 10000000] [--compare 1000000] [--rate 5000] [--rounds 40] [--directory DIR] [--only 'NAME;NAME'] [--json]
//     --compare SPANS   the same in a store of that size, and the ratio between the two
//     --directory DIR   where the data goes, and stays: a second run asks what the first one stored
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { endWithUs } from './end-with-us.mjs';
import { startServer } from './server-under-test.mjs';
import { questions } from './questions.mjs';
import { DAYS, LONG_TRACE, MIDDLE_TRACE, loadStore } from './load-store.mjs';

const { values: options } = parseArgs({ options: {
  spans: { type: 'string', default: '10000000' }, compare: { type: 'string' }, rate: { type: 'string', default: '5000' }, rounds: { type: 'string', default: '40' },
  directory: { type: 'string' }, only: { type: 'string' }, json: { type: 'boolean', default: false }, dist: { type: 'string', default: '../packages/hfao/dist/' },
} });
const dist = new URL(options.dist, import.meta.url);
const home = options.directory ?? mkdtempSync(join(tmpdir(), 'hfao-bench-query-'));
const SPANS_OF_A_REQUEST = 50;
const GROUPED = 'SELECT trace_id, min(start_time) AS start_time, count(*) AS spans FROM observations GROUP BY trace_id ORDER BY start_time DESC LIMIT 50';
const GROUPED_ROUNDS = 5;

const say = (text) => process.stderr.write(`${text}\n`);
const sizes = [Number(options.spans), ...(options.compare === undefined ? [] : [Number(options.compare)])];
const results = {};
for (const spans of sizes) results[spans] = await measure(spans);
if (options.directory === undefined) rmSync(home, { recursive: true, force: true });
report();
process.exit(0);

async function measure(spans) {
  const directory = join(home, String(spans));
  mkdirSync(directory, { recursive: true });
  const corpus = await loadStore({ directory, dist, spans, say });
  const server = await startServer({ directory, dist });
  const generator = await startIngest(server);
  try {
    return { ...await askAll(server, corpus), groupedMs: await groupAll(server), diskMb: Math.round(server.telemetryBytes() / 1e6), rssMb: Math.round(server.rssMb()) };
  } finally {
    generator?.kill();
    await server.stop();
  }
}

/** Into projects of its own, so that what is asked for stands still, and never what an earlier run sent: that would replace rows. */
async function startIngest(server) {
  const rate = Number(options.rate) / SPANS_OF_A_REQUEST;
  if (rate === 0) return undefined;
  const generator = endWithUs(spawn(process.execPath, [fileURLToPath(new URL('loadgen.mjs', import.meta.url)), '--port', server.port, '--seconds', '100000', '--spans', SPANS_OF_A_REQUEST, '--rate', rate, '--seed', Date.now() % 1e9].map(String), { stdio: ['pipe', 'pipe', 'inherit'] }));
  await once(generator.stdout, 'data');
  generator.stdin.write('go\n');
  await sleep(5000);
  return generator;
}

async function askAll(server, corpus) {
  const wanted = options.only?.split(';');
  const answers = {};
  for (const [name, { url, holds, goalMs }] of Object.entries(questions(corpus, { middle: MIDDLE_TRACE, long: LONG_TRACE, days: DAYS }))) {
    if (wanted !== undefined && !wanted.includes(name)) continue;
    const millis = [];
    let failure;
    for (let round = -2; round < Number(options.rounds) && failure === undefined; round++) {
      const before = performance.now();
      const response = await fetch(server.url + url(round + 2));
      const text = await response.text();
      if (round >= 0) millis.push(performance.now() - before);
      const found = response.ok ? holds(JSON.parse(text)) : false;
      if (found !== true) failure = `${response.status} ${typeof found === 'string' ? found : text.slice(0, 200)}`;
    }
    answers[name] = { ...quantiles(millis), goalMs, ...(failure === undefined ? {} : { failure }) };
    say(`${name}: ${JSON.stringify(answers[name])}`);
  }
  return { answers };
}

/** The newest traces as one would find them without summaries: what the list is measured against, on the same machine in the same minute. */
async function groupAll(server) {
  const millis = [];
  for (let round = 0; round < GROUPED_ROUNDS; round++) {
    const before = performance.now();
    const response = await fetch(`${server.url}/api/v1/projects/default/sql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ sql: GROUPED }) });
    if (!response.ok) { say(`no ratio: ${await response.text()}`); return null; }
    await response.arrayBuffer();
    millis.push(performance.now() - before);
  }
  return quantiles(millis).p50;
}

function quantiles(millis) {
  const sorted = millis.toSorted((a, b) => a - b);
  const at = (q) => (sorted.length === 0 ? null : Number(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))].toFixed(1)));
  return { p50: at(0.5), p95: at(0.95) };
}

function report() {
  if (options.json) return console.log(JSON.stringify(results));
  const [spans, compared] = sizes;
  console.log(`\n${spans} spans in ${DAYS} days, ${results[spans].diskMb} MB on disk, RSS ${results[spans].rssMb} MB, ${options.rate} spans/s coming in meanwhile; milliseconds over HTTP`);
  console.table(Object.fromEntries(Object.entries(results[spans].answers).map(([name, { p50, p95, goalMs, failure }]) => {
    const other = results[compared]?.answers[name];
    return [name, { p50, p95, 'p95 goal': goalMs ?? '', ...(other && { [`p50 at ${compared}`]: other.p50, [`p95 at ${compared}`]: other.p95, 'ratio of p50': ratio(p50, other.p50), 'ratio of p95': ratio(p95, other.p95) }), ...(failure && { failure: failure.slice(0, 60) }) }];
  })));
  const newest = results[spans].answers['newest 50 traces']?.p50;
  if (newest && results[spans].groupedMs) console.log(`newest 50 traces over grouping all spans (${results[spans].groupedMs} ms): ${ratio(newest, results[spans].groupedMs)}, goal <= 0.1`);
}

function ratio(a, b) {
  return Number((a / b).toFixed(2));
}
