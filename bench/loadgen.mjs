// Sends OTLP over HTTP on raw sockets, so that it costs little beside the server it measures. A process of its own; prints one line of JSON.
//   node bench/loadgen.mjs --port N [--connections 8] [--seconds 30] [--spans 50] [--bytes 2000] [--rate REQUESTS_PER_SECOND] [--pool 600] [--seed 1]
import net from 'node:net';
import { parseArgs } from 'node:util';
import { distinctBodies } from './distinct-bodies.mjs';
import { setSeed } from './workload.mjs';

const { values } = parseArgs({ options: Object.fromEntries(['port', 'connections', 'seconds', 'spans', 'bytes', 'rate', 'pool', 'seed'].map((name) => [name, { type: 'string' }])) });
const number = (name, standard) => Number(values[name] ?? standard);
const port = number('port');
const seconds = number('seconds', 30);
const spans = number('spans', 50);
const rate = number('rate', 0);
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

const start = now();
const end = start + seconds * 1000;
let due = start;
await Promise.all(Array.from({ length: number('connections', 8) }, () => run()));
latencies.sort((a, b) => a - b);
const quantile = (q) => (latencies.length === 0 ? null : Number(latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * q))].toFixed(2)));
const cpu = process.cpuUsage();
process.stdout.write(`${JSON.stringify({
  seconds: Number(((now() - start) / 1000).toFixed(2)), acknowledgedSpans: acknowledged * spans, requests: acknowledged, gzipBytes: bytes, statuses,
  p50Ms: quantile(0.5), p99Ms: quantile(0.99), maxMs: quantile(1), cpuSeconds: (cpu.user + cpu.system) / 1e6,
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
      socket.write(`POST /v1/traces HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/x-protobuf\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`);
      socket.write(body);
    };
    const begin = () => {
      if (now() > end) { socket.destroy(); resolve(); return; }
      body = pool.at(next++);
      sentAt = now();
      if (rate === 0) { send(); return; }
      // A fixed rate is counted from when a request was due, so that a stall of the server is not hidden by waiting for it.
      const at = due;
      due += 1000 / rate;
      sentAt = Math.max(at, start);
      if (at > now()) setTimeout(send, at - now());
      else send();
    };
    socket.on('connect', begin);
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
        latencies.push(now() - sentAt);
        acknowledged++;
        bytes += body.length;
        begin();
      } else setTimeout(() => { sentAt = now(); if (now() > end) { socket.destroy(); resolve(); } else send(); }, 50);
    });
  });
}
