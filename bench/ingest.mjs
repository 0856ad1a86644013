// What the write road costs, against ceilings measured in the same run. Read the ratios: the rates are this machine's.
//   npm run bench:ingest [-- --seconds 30 --json --skip-memory --dist packages/hfao/dist]
// Needs the built server (npm run build). Data goes to a temporary directory on the disk of TMPDIR.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { measureCeilings } from './ingest-ceilings.mjs';

const { values: options } = parseArgs({ options: { seconds: { type: 'string', default: '30' }, json: { type: 'boolean', default: false }, 'skip-memory': { type: 'boolean', default: false }, dist: { type: 'string', default: fileURLToPath(new URL('../packages/hfao/dist', import.meta.url)) } } });
const seconds = Number(options.seconds);
const dist = pathToFileURL(`${resolve(options.dist)}/`);
const SPANS = 50;
const BYTES = 2000;
const WARM_UP_SECONDS = 3;

const say = options.json ? () => {} : (text) => console.error(text);
const base = mkdtempSync(join(tmpdir(), 'hfao-bench-'));
process.on('exit', () => rmSync(base, { recursive: true, force: true }));

say('ceilings on one core …');
const ceilings = await measureCeilings(base, dist);
say(`as fast as it goes, ${seconds} s …`);
const full = await load(await startServer('full'), { seconds });
say('at 40 % of that …');
const calm = await load(await startServer('calm'), { seconds: Math.max(10, Math.round(seconds / 2)), rate: (0.4 * full.storedPerSecond) / SPANS });
const memory = options['skip-memory'] || !existsSync('/dev/shm') ? undefined : await memoryRun();

const results = {
  machine: { cores: availableParallelism(), node: process.version },
  workload: { otlp_bytes_per_span: Math.round(ceilings.otlpBytesPerSpan), gzip_ratio: round(ceilings.gzipRatio, 2), spans_per_request: SPANS, connections: 8, seconds },
  ceilings: { decode_spans_per_second: Math.round(ceilings.decode), protobufjs_decode_spans_per_second: Math.round(ceilings.protobufjs), read_and_normalize_spans_per_second: Math.round(ceilings.readAndNormalize), append_rows_per_second: Math.round(ceilings.append), own_write_rows_per_second: Math.round(ceilings.ownWrite) },
  sustained: full, calm, memory_acknowledgement: memory,
  ratios: {
    'stored spans/s over the decode ceiling': [full.storedPerSecond / ceilings.decode, '>= 0.35, aim 0.55'],
    'own append over the columnar append ceiling': [ceilings.ownWrite / ceilings.append, '>= 0.8'],
    'read + normalize over protobufjs decode alone': [ceilings.readAndNormalize / ceilings.protobufjs, '(0.25 with redaction)'],
    'log over memory acknowledgement': [memory === undefined ? null : full.storedPerSecond / memory.storedPerSecond, '>= 0.9'],
    'disk bytes over OTLP bytes': [full.diskBytesPerSpan / ceilings.otlpBytesPerSpan, '< 0.3'],
    'p99 ms of the acknowledgement at 40 %': [calm.p99Ms, '< 100'],
    'p99 s from acknowledgement to visible at 40 %': [calm.visibleP99Ms / 1000, '< 1'],
    'most RSS in MB at 40 %': [calm.rssMb, '< 600 at 10,000 spans/s'],
  },
};
if (options.json) console.log(JSON.stringify(results, null, 2));
else print(results);

/** Acknowledged from memory: the log on a file system whose fsync does nothing. */
async function memoryRun() {
  say('the same with the ingest log in memory …');
  const shm = mkdtempSync('/dev/shm/hfao-bench-');
  try {
    return await load(await startServer('memory', shm), { seconds: Math.max(10, Math.round(seconds / 2)) });
  } finally {
    rmSync(shm, { recursive: true, force: true });
  }
}

async function startServer(name, logDirectory) {
  const dataDir = join(base, name);
  mkdirSync(dataDir);
  if (logDirectory !== undefined) symlinkSync(logDirectory, join(dataDir, 'ingest-log'));
  const child = spawn(process.execPath, [fileURLToPath(new URL('../bin/hfao.cjs', dist)), 'up'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, HFAO_DATA_DIR: dataDir, HFAO_PORT: '0', HFAO_OTLP_HTTP_PORT: '0', HFAO_OTLP_GRPC_PORT: '0', HFAO_MCP_PORT: '0', HFAO_LOG_LEVEL: 'warn' },
  });
  const path = join(dataDir, 'server.json');
  while (!existsSync(path)) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    await sleep(20);
  }
  const at = JSON.parse(readFileSync(path, 'utf8'));
  return { child, dataDir, url: at.url, port: Number(new URL(at.otlp_http_url).port) };
}

/** One run on a fresh server; its numbers are of the time after the warm-up, checkpoints included. */
async function load(server, { seconds: measured, rate = 0 }) {
  const generator = spawn(process.execPath, [fileURLToPath(new URL('loadgen.mjs', import.meta.url)), '--port', String(server.port), '--seconds', String(WARM_UP_SECONDS + measured), '--spans', String(SPANS), '--bytes', String(BYTES), '--rate', String(rate)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: generator.stdout })[Symbol.asyncIterator]();
  await lines.next();
  generator.stdin.write('go\n');
  await sleep(WARM_UP_SECONDS * 1000);

  const watch = watchServer(server, rate > 0);
  const before = await storedSpans(server);
  const beganAt = performance.now();
  await sleep(measured * 1000);
  const storedPerSecond = ((await storedSpans(server)) - before) / ((performance.now() - beganAt) / 1000);
  const sent = JSON.parse((await lines.next()).value);
  const watched = await watch.end();
  const caughtUpMs = await untilStored(server, sent.acknowledgedSpans);
  const stored = await storedSpans(server);
  server.child.kill('SIGTERM');
  const [code] = await once(server.child, 'exit');
  if (code !== 0) throw new Error(`the server ended with ${code}`);
  const { dev } = statSync(server.dataDir);
  const diskBytesPerSpan = sizeOf(join(server.dataDir, 'telemetry'), dev) / stored;
  return { storedPerSecond: Math.round(storedPerSecond), acknowledgedPerSecond: Math.round(sent.acknowledgedSpans / sent.seconds), statuses: sent.statuses, p50Ms: sent.p50Ms, p99Ms: sent.p99Ms, maxMs: sent.maxMs, caughtUpMs, diskBytesPerSpan: Math.round(diskBytesPerSpan), ...watched };
}

/** RSS all along and, on request, how long a trace takes from its acknowledgement until it can be read. */
function watchServer(server, probe) {
  let running = true;
  let rssKb = 0;
  const visible = [];
  const sampling = (async () => {
    for (; running; await sleep(250)) rssKb = Math.max(rssKb, Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.child.pid}/status`, 'utf8'))?.[1] ?? 0));
  })();
  const probing = (async () => {
    for (let i = 0; probe && running; i++, await sleep(150)) visible.push(await msUntilVisible(server, i));
  })();
  return {
    async end() {
      running = false;
      await Promise.all([sampling, probing]);
      visible.sort((a, b) => a - b);
      const quantile = (q) => Math.round(visible[Math.min(visible.length - 1, Math.floor(visible.length * q))]);
      return { rssMb: Math.round(rssKb / 1024), ...(probe && { visibleP50Ms: quantile(0.5), visibleP99Ms: quantile(0.99), visibleMaxMs: quantile(1) }) };
    },
  };
}

async function msUntilVisible(server, i) {
  const traceId = (0xf0000000 + i).toString(16).padStart(32, '0');
  const span = { traceId, spanId: '00000000000000f1', name: 'probe', startTimeUnixNano: `${Date.now()}000000`, endTimeUnixNano: `${Date.now()}000000` };
  const sent = await fetch(`http://127.0.0.1:${server.port}/v1/traces`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }) });
  await sent.arrayBuffer();
  const acknowledgedAt = performance.now();
  for (;; await sleep(20)) {
    const response = await fetch(`${server.url}/api/v1/projects/default/traces/${traceId}`);
    await response.arrayBuffer();
    if (response.ok) return performance.now() - acknowledgedAt;
  }
}

async function storedSpans(server) {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return [...text.matchAll(/^hfao_ingest_stored_spans_total\{[^}]*\} (\S+)$/gm)].reduce((sum, it) => sum + Number(it[1]), 0);
}

async function untilStored(server, spans) {
  const from = performance.now();
  while ((await storedSpans(server)) < spans) {
    if (performance.now() - from > 60_000) throw new Error('acknowledged spans are still not stored after a minute');
    await sleep(20);
  }
  return Math.round(performance.now() - from);
}

function sizeOf(path, dev) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.dev === dev ? stat.size : 0;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name), dev), 0);
}

function round(value, digits) {
  return value === null ? null : Number(value.toFixed(digits));
}

function print({ workload, ceilings: c, sustained, calm: quiet, memory_acknowledgement: mem, ratios }) {
  console.log(`\n${workload.otlp_bytes_per_span} B/span, gzip x${workload.gzip_ratio}, ${workload.spans_per_request} spans a request, ${workload.connections} connections, ${workload.seconds} s\n`);
  console.table({
    'decode ceiling (gunzip, read, normalize)': { 'spans/s': c.decode_spans_per_second },
    'protobufjs decode alone': { 'spans/s': c.protobufjs_decode_spans_per_second },
    'read and normalize alone': { 'spans/s': c.read_and_normalize_spans_per_second },
    'columnar append ceiling': { 'spans/s': c.append_rows_per_second },
    'own write (totals, retries, position)': { 'spans/s': c.own_write_rows_per_second },
  });
  const run = (it) => it && ({ 'stored/s': it.storedPerSecond, 'acked/s': it.acknowledgedPerSecond, 'p50 ms': it.p50Ms, 'p99 ms': it.p99Ms, 'visible p50/p99 ms': it.visibleP50Ms === undefined ? '' : `${it.visibleP50Ms} / ${it.visibleP99Ms}`, 'RSS MB': it.rssMb, 'disk B/span': it.diskBytesPerSpan, statuses: JSON.stringify(it.statuses) });
  console.table({ 'as fast as it goes': run(sustained), 'at 40 %': run(quiet), ...(mem && { 'log in memory': run(mem) }) });
  console.table(Object.fromEntries(Object.entries(ratios).map(([name, [value, goal]]) => [name, { measured: value === null ? '-' : round(value, 2), goal }])));
}
