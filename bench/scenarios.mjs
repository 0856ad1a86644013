// What the server is put through. Each run has a fresh server; its numbers are of the time after the warm-up, checkpoints included.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { endWithUs } from './end-with-us.mjs';
import { startServer } from './server-under-test.mjs';
import { cpuByThread } from './thread-cpu.mjs';
import { quantile, untilStored, watchMemory, watchVisibility } from './watch.mjs';

const LOADGEN = fileURLToPath(new URL('loadgen.mjs', import.meta.url));
const WARM_UP_SECONDS = 3;
const BURST_SPANS = 10_000;
const PAUSE_SECONDS = 2;

/** @param setup {base, dist, spans, bytes, redis}: where and what is sent, to which server */
export function sustained(setup, seconds, { threads = false } = {}) {
  return onFreshServer('sustained', setup, { threads }, (server) => load(server, setup, { seconds, threads }));
}

/** At a fixed rate, as a share of the most. */
export function paced(setup, seconds, spansPerSecond) {
  return onFreshServer('paced', setup, {}, (server) => load(server, setup, { seconds, rate: spansPerSecond / setup.spans, probe: true }));
}

/** As fast as it goes again, each thread under a sampling profiler: slower, so of its numbers only the shares count. */
export async function profiled(setup, seconds) {
  const cpuProfiles = mkdtempSync(join(setup.base, 'profiles-'));
  const run = await onFreshServer('profiled', setup, { cpuProfiles }, (server) => load(server, setup, { seconds }));
  return { ...run, cpuProfiles };
}

/** Acknowledged from memory: the log on a file system whose fsync does nothing. */
export async function fromMemory(setup, seconds) {
  const logDirectory = mkdtempSync('/dev/shm/hfao-bench-');
  try {
    return await onFreshServer('memory', setup, { logDirectory }, (server) => load(server, setup, { seconds }));
  } finally {
    rmSync(logDirectory, { recursive: true, force: true });
  }
}

/** Ten thousand spans at once, a pause, and again. The first burst warms up. */
export function bursts(setup, seconds) {
  return onFreshServer('bursts', setup, {}, async (server) => {
    const generator = await startGenerator(server, setup, { seconds, burst: Math.round(BURST_SPANS / setup.spans), pause: PAUSE_SECONDS });
    const memory = watchMemory(server);
    const looking = [];
    const sent = await generator.run((burst) => looking.push(whenVisible(server, burst)));
    const seen = await Promise.all(looking);
    const measured = seen.length > 1 ? seen.slice(1) : seen;
    const of = (name) => measured.map((it) => it[name]).sort((a, b) => a - b);
    return {
      bursts: measured.length, burstSpans: BURST_SPANS, statuses: sent.statuses, p50Ms: sent.p50Ms, p99Ms: sent.p99Ms, maxMs: sent.maxMs,
      acknowledgedMs: quantile(of('tookMs'), 0.5), visibleP50Ms: quantile(of('visibleMs'), 0.5), visibleMaxMs: quantile(of('visibleMs'), 1), ...memory.end(),
    };
  });
}

async function whenVisible(server, { acknowledgedSpans, tookMs, endedAt }) {
  await untilStored(server, acknowledgedSpans);
  return { tookMs, visibleMs: performance.timeOrigin + performance.now() - endedAt };
}

async function onFreshServer(name, { base, dist, redis }, how, run) {
  const directory = mkdtempSync(join(base, `${name}-`));
  const server = await startServer({ directory, dist, redis, ...how });
  const result = await run(server);
  await server.stop();
  const disk = result.storedSpans === undefined ? {} : { diskBytesPerSpan: Math.round(server.telemetryBytes() / result.storedSpans) };
  rmSync(directory, { recursive: true, force: true });
  execFileSync('sync');   // gigabytes that go, or are yet to be written, would stall the log of the next run
  return { ...result, ...disk };
}

async function load(server, setup, { seconds, rate = 0, probe = false, threads = false }) {
  const generator = await startGenerator(server, setup, { seconds: WARM_UP_SECONDS + seconds, warmUp: WARM_UP_SECONDS, rate });
  const sending = generator.run();
  await sleep(WARM_UP_SECONDS * 1000);
  const memory = watchMemory(server);
  const visibility = probe ? watchVisibility(server) : undefined;
  const cpu = () => (threads ? Object.fromEntries(server.processes.map((it) => [it.role, cpuByThread(it)])) : undefined);
  const [before, cpuBefore, beganAt] = [await server.storedSpans(), cpu(), performance.now()];
  await sleep(seconds * 1000);
  const spans = (await server.storedSpans()) - before;
  const elapsed = (performance.now() - beganAt) / 1000;
  const cpuAfter = cpu();
  const sent = await sending;
  const watched = { ...memory.end(), ...(await visibility?.end()) };
  const caughtUpMs = await untilStored(server, sent.acknowledgedSpans);
  return {
    storedPerSecond: Math.round(spans / elapsed), acknowledgedPerSecond: Math.round(sent.acknowledgedSpans / sent.seconds), statuses: sent.statuses, p50Ms: sent.p50Ms, p99Ms: sent.p99Ms, maxMs: sent.maxMs,
    caughtUpMs, storedSpans: await server.storedSpans(), generatorMicrosPerSpan: sent.cpuMicrosPerSpan, ...watched,
    window: [beganAt, beganAt + elapsed * 1000].map(onMonotonicClock), ...(threads && { threads: microsPerSpan(cpuBefore, cpuAfter, spans) }),
  };
}

/** The microseconds that CPU profiles count in. */
const ORIGIN_MICROS = Number(process.hrtime.bigint() / 1000n) - performance.now() * 1000;
const onMonotonicClock = (ms) => ORIGIN_MICROS + ms * 1000;

function microsPerSpan(before, after, spans) {
  return Object.fromEntries(Object.entries(after).map(([role, threads]) => [role, Object.fromEntries(Object.entries(threads).map(([name, ms]) => [name, ((ms - (before[role][name] ?? 0)) * 1000) / spans]))]));
}

/** A generator that waits for `go`: making its bodies takes a while. */
async function startGenerator(server, { spans, bytes }, { seconds, rate = 0, warmUp = 0, burst, pause }) {
  const given = { port: server.port, seconds, spans, bytes, rate, pool: poolFor(seconds, spans, bytes), 'warm-up': warmUp, ...(burst && { burst, pause }) };
  const child = endWithUs(spawn(process.execPath, [LOADGEN, ...Object.entries(given).flatMap(([name, value]) => [`--${name}`, String(value)])], { stdio: ['pipe', 'pipe', 'inherit'] }));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await lines.next();
  return {
    /** @returns what was sent, at the end */
    async run(onBurst) {
      child.stdin.write('go\n');
      for await (const line of lines) {
        const { burst: ended, ...sent } = JSON.parse(line);
        if (ended === undefined) return sent;
        onBurst(ended);
      }
      throw new Error('the generator ended early');
    },
  };
}

/** Bodies made ahead. Each pass over them is another project: a long run gets more, so that it does not make projects by the hundred. */
function poolFor(seconds, spans, bytes) {
  const perPass = seconds > 120 ? 150_000 : 30_000;
  return Math.ceil((perPass * Math.min(1, 2000 / bytes)) / spans);
}
