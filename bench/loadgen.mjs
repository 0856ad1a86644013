// Sends OTLP over HTTP on raw sockets, so that it costs little beside the server it measures. A process of its own; prints one line of JSON.
//   node bench/loadgen.mjs --port N [--connections 8] [--seconds 30] [--spans 50] [--bytes 2000] [--pool 600] [--seed 1]
//     [--warm-up SECONDS]           of which no latency is kept
//     [--rate REQUESTS_PER_SECOND]  instead of as fast as it goes
//     [--burst REQUESTS --pause SECONDS]  so many as fast as they go, then quiet; prints a line for each burst
import net from 'node:net';
import { parseArgs } from 'node:util';
import { distinctBodies } from './distinct-bodies.mjs';
import { setSeed } from './workload.mjs';

const { values } = parseArgs({ options: Object.fromEntries(['port', 'connections', 'seconds', 'spans', 'bytes', 'rate', 'pool', 'seed', 'warm-up', 'burst', 'pause'].map((name) => [name, { type: 'string' }])) });
const number = (name, standard) => Number(values[name] ?? standard);
const port = number('port');
const seconds = number('seconds', 30);
const spans = number('spans', 50);
const rate = number('rate', 0);
const burst = number('burst', Infinity);
const asFastAsItGoes = rate === 0 && burst === Infinity;
setSeed(number('seed', 1));
const pool = distinctBodies(number('bytes', 2000), spans, number('pool', 600));

const now = () => performance.now();
const latencies = [];
const statuses = {};
let next = 0;
let acknowledged = 0;
let bytes = 0;
process.stdout.write(`${JSON.stringify({ ready: true })}\n`);   // the pool takes a while; the clock starts when we are told to
await new Promise((resolve) => process.stdin.once('data', resolve));

const cpuBefore = process.cpuUsage();
const start = now();
const end = start + seconds * 1000;
const warmAt = start + number('warm-up', 0) * 1000;
let burstsBegun = 1;
let burstBeganAt = start;
const nextBurst = [];
let due = start;
await Promise.all(Array.from({ length: number('connections', 8) }, () => run()));
latencies.sort((a, b) => a - b);
const quantile = (q) => (latencies.length === 0 ? null : Number(latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * q))].toFixed(2)));
const cpu = process.cpuUsage(cpuBefore);
process.stdout.write(`${JSON.stringify({
  seconds: Number(((now() - start) / 1000).toFixed(2)), acknowledgedSpans: acknowledged * spans, requests: acknowledged, gzipBytes: bytes, statuses,
  p50Ms: quantile(0.5), p99Ms: quantile(0.99), maxMs: quantile(1), cpuMicrosPerSpan: Number(((cpu.user + cpu.system) / acknowledged / spans).toFixed(2)),
})}\n`);
process.exit(0);

function run() {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    let sentAt = 0;
    let body;
    let answer = '';
    const send = () => {
      socket.cork();   // one call to the system
      socket.write(`POST /v1/traces HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/x-protobuf\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`);
      socket.write(body);
      socket.uncork();
    };
    const begin = async () => {
      const turn = next++;
      if (turn >= burstsBegun * burst) await new Promise((began) => { nextBurst.push(began); });
      if (isOver()) { socket.destroy(); resolve(); return; }
      body = pool.at(turn);
      sentAt = now();
      if (rate === 0) { send(); return; }
      // A fixed rate is counted from when a request was due, so that a stall of the server is not hidden by waiting for it.
      const at = due;
      due += 1000 / rate;
      sentAt = Math.max(at, start);
      if (at > now()) setTimeout(send, at - now());
      else send();
    };
    socket.on('connect', () => { void begin(); });
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      answer += chunk.latin1Slice(0, chunk.length);
      const headEnd = answer.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const length = Number(/content-length: *(\d+)/i.exec(answer)?.[1] ?? 0);
      if (answer.length < headEnd + 4 + length) return;
      const status = answer.slice(9, 12);
      answer = '';
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (status === '200') {
        if (now() > warmAt) latencies.push(now() - sentAt);
        acknowledged++;
        bytes += body.length;
        if (acknowledged % burst === 0) endBurst();
        void begin();
      } else setTimeout(() => { if (asFastAsItGoes) sentAt = now(); if (isOver()) { socket.destroy(); resolve(); } else send(); }, 50);
    });
  });
}

/** A burst that has begun is sent to its end. */
function isOver() {
  return (burst === Infinity ? now() : burstBeganAt) > end;
}

function endBurst() {
  process.stdout.write(`${JSON.stringify({ burst: { acknowledgedSpans: acknowledged * spans, tookMs: Math.round(now() - burstBeganAt), endedAt: performance.timeOrigin + now() } })}\n`);
  setTimeout(() => {
    burstsBegun++;
    burstBeganAt = now();
    for (const began of nextBurst.splice(0)) began();
  }, number('pause', 2) * 1000);
}
