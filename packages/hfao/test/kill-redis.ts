import { setTimeout as sleep } from 'node:timers/promises';
import { STREAM_KEY } from '../src/ingest/log/redis-link.js';
import { check } from './kill-check.js';
import { countSent, exportUntil, newReport, type KillReport, type SentRequest } from './kill-load.js';
import type { RedisServer } from './redis-server.js';
import { ServerProcess } from './server-process.js';

const EXPORTERS = 4;
const RECEIVERS = 2;

export interface RedisKillReport extends KillReport {
  kills: Record<Victim, number>;
  /** What waited in Redis when the stopped writer went on. */
  waitedForStoppedWriter: number;
}
type Victim = 'receiver' | 'writer' | 'redis';

/**
 * Rounds of load on two receivers, a Redis and a writer; each round kills one of these (`kill -9`) at a random moment and starts it again, while the exporters go on.
 * In the middle the writer is stopped (SIGSTOP) for a while. Every span of every acknowledged request must then be stored exactly once.
 */
export async function redisKillRounds(dataDir: string, redis: RedisServer, rounds: number, stopMs: number): Promise<RedisKillReport> {
  const env = { HFAO_REDIS_URL: redis.url, HFAO_SECRET_KEY: '5e'.repeat(32) };
  const startWriter = () => ServerProcess.start(dataDir, { ...env, HFAO_ROLE: 'writer,web,worker' });
  const receivers = await Promise.all(Array.from({ length: RECEIVERS }, () => ServerProcess.startReceiver(env)));
  let writer = await startWriter();
  const report: RedisKillReport = { ...newReport(rounds), kills: { receiver: 0, writer: 0, redis: 0 }, waitedForStoppedWriter: 0 };
  const all: SentRequest[] = [];
  let unchecked: SentRequest[] = [];

  for (let round = 0; round < rounds; round++) {
    const sent: SentRequest[] = [];
    const load = new AbortController();
    const anyReceiver = () => receivers[Math.floor(Math.random() * RECEIVERS)].at.otlp_http_url!;
    const exporters = Array.from({ length: EXPORTERS }, () => exportUntil(load.signal, anyReceiver, sent, report));
    if (round === rounds >> 1) await stopWriter();
    await sleep(100 + Math.random() * 1000);
    await killOne(round);
    await sleep(Math.random() * 300);
    load.abort();
    await Promise.all(exporters);
    all.push(...sent);
    unchecked.push(...sent);
    if (round % 3 === 1) continue;   // the next kill hits a writer that is still taking up what the last one left
    await untilNothingWaits(redis, writer);
    await check(writer, unchecked, report);
    unchecked = [];
  }
  await untilNothingWaits(redis, writer);
  report.presentUnacknowledgedSpans = 0;
  await check(writer, all, report);
  countSent(all, report);
  for (const it of [...receivers, writer]) {
    const code = await it.stop();
    if (code !== 0) report.faults.push(`a process ended with ${code}:\n${it.output().slice(-4000)}`);
  }
  return report;

  async function killOne(round: number): Promise<void> {
    const victim = (['writer', 'receiver', 'redis'] as const)[round < 3 ? round : Math.floor(Math.random() * 3)];
    report.kills[victim]++;
    if (victim === 'redis') {
      await redis.kill();
      await sleep(Math.random() * 500);
      await redis.start();
    } else if (victim === 'writer') {
      await writer.kill();
      writer = await startWriter();
      report.slowestStartMs = Math.max(report.slowestStartMs, Math.round(writer.readyMs));
    } else {
      const which = Math.floor(Math.random() * RECEIVERS);
      await receivers[which].kill();
      receivers[which] = await ServerProcess.startReceiver(env);
    }
  }

  async function stopWriter(): Promise<void> {
    writer.child.kill('SIGSTOP');
    await sleep(stopMs);
    report.waitedForStoppedWriter = await entriesIn(redis);
    writer.child.kill('SIGCONT');
  }
}

async function untilNothingWaits(redis: RedisServer, writer: ServerProcess): Promise<void> {
  for (const deadline = performance.now() + 120_000; performance.now() < deadline; await sleep(50)) {
    if (await entriesIn(redis).catch(() => 1) === 0) return;
  }
  throw new Error(`requests still wait after two minutes:\n${writer.output().slice(-4000)}`);
}

async function entriesIn(redis: RedisServer): Promise<number> {
  const client = redis.client();
  try {
    return await client.xlen(STREAM_KEY);
  } finally {
    client.disconnect();
  }
}
