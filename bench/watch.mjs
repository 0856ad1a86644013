// What is seen of a server from outside while it works.
import { setTimeout as sleep } from 'node:timers/promises';

const RSS_EVERY_MS = 250;
const PROBE_EVERY_MS = 200;
const LOOK_EVERY_MS = 100;
/** Allocators breathe; more than this between two thirds of a run is growth. */
const GROWTH = 1.05;
const LONG_ENOUGH_SECONDS = 120;

/** RSS until `end()`: the most, what it was each ten seconds, and whether it grew. */
export function watchMemory(server) {
  let most = 0;
  const samples = [];
  const beganAt = performance.now();
  const look = () => {
    const now = server.rssMb();
    most = Math.max(most, now);
    if (performance.now() - beganAt >= (samples.length + 1) * 10_000) samples.push(Math.round(now));
  };
  const timer = setInterval(look, RSS_EVERY_MS);
  return {
    end() {
      clearInterval(timer);
      return { rssMb: Math.round(most), redisRssMb: server.redisRssMb(), ...((performance.now() - beganAt) / 1000 >= LONG_ENOUGH_SECONDS && { memory: { samplesMb: samples, ...growthOf(samples) } }) };
    },
  };
}

/** The last third of a run against the one before it; the first is for warming up. */
export function growthOf(samples) {
  const third = Math.floor(samples.length / 3);
  const secondMb = median(samples.slice(-2 * third, -third));
  const lastMb = median(samples.slice(-third));
  return { secondThirdMb: secondMb, lastThirdMb: lastMb, verdict: lastMb > secondMb * GROWTH ? 'growing' : 'flat' };
}

/** How long a trace takes from its acknowledgement until the API shows it. One is sent at each tick, whatever became of those before. */
export function watchVisibility(server) {
  const probes = [];
  const timer = setInterval(() => {
    const probe = msUntilVisible(server, probes.length);
    probe.catch(() => {});   // told by `end`
    probes.push(probe);
  }, PROBE_EVERY_MS);
  return {
    async end() {
      clearInterval(timer);
      const ms = (await Promise.all(probes)).sort((a, b) => a - b);
      return { probes: ms.length, visibleP50Ms: quantile(ms, 0.5), visibleP99Ms: quantile(ms, 0.99), visibleMaxMs: quantile(ms, 1) };
    },
  };
}

async function msUntilVisible(server, i) {
  const traceId = (0xf0000000 + i).toString(16).padStart(32, '0');
  const now = `${Date.now()}000000`;
  const span = { traceId, spanId: '00000000000000f1', name: 'probe', startTimeUnixNano: now, endTimeUnixNano: now };
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
  for (; ; await sleep(LOOK_EVERY_MS)) {
    const sent = await fetch(`http://127.0.0.1:${server.port}/v1/traces`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    await sent.arrayBuffer();
    if (sent.ok) break;
  }
  const acknowledgedAt = performance.now();
  for (; ; await sleep(LOOK_EVERY_MS)) {
    const response = await fetch(`${server.url}/api/v1/projects/default/traces/${traceId}`);
    await response.arrayBuffer();
    if (response.ok) return performance.now() - acknowledgedAt;
  }
}

/** @returns milliseconds until the server shows so many spans */
export async function untilStored(server, spans) {
  const from = performance.now();
  while ((await server.storedSpans()) < spans) {
    if (performance.now() - from > 60_000) throw new Error('acknowledged spans are still not stored after a minute');
    await sleep(20);
  }
  return Math.round(performance.now() - from);
}

export const quantile = (sorted, q) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))]);
export const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
