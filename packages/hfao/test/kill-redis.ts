import { setTimeout as sleep } from 'node:timers/promises';
import { STREAM_KEY } from '../src/ingest/log/redis-link.js';
import { check } from './kill-check.js';
import { countSent, exportUntil, newReport, type KillReport, type SentRequest } from './kill-load.js';
import type { RedisServer } from './redis-server.js';
import { ServerProcess } from './server-process.js';

const EXPORTERS = 4;
const RECEIVERS = 2;
/** Between two requests of an exporter: what is sent has to be checked afterwards. */
const PAUSE_MS = 15;

type Victim = 'receiver' | 'writer' | 'redis';
export interface RedisKillReport extends KillReport {
  kills: Record<Victim, number>;
  /** What waited in Redis when the stopped writer went on. */
  waitedForStoppedWriter: number;
}

/**
 * Rounds of load on two receivers, a Redis and a writer; each round kills one of these (`kill -9`) at a random moment and starts it again, while the exporters go on.
 * In the middle the writer is stopped (SIGSTOP) for a while. Every span of every acknowledged request must then be stored exactly once.
 */
export async function redisKillRounds(dataDir: string, redis: RedisServer, rounds: number, stopMs: number): Promise<RedisKillReport> {
  const report: RedisKillReport = { ...newReport(rounds), kills: { receiver: 0, writer: 0, redis: 0 }, waitedForStoppedWriter: 0 };
  const fleet = await Fleet.start(dataDir, redis, report);
  try {
    const all: SentRequest[] = [];
    let unchecked: SentRequest[] = [];
    for (let round = 0; round < rounds; round++) {
      const sent = await oneRound(fleet, round, report, round === rounds >> 1 ? stopMs : 0);
      all.push(...sent);
      unchecked.push(...sent);
      if (round % 3 === 1) continue;   // the next kill hits a writer that is still taking up what the last one left
      await fleet.untilNothingWaits();
      await check(fleet.writer, unchecked, report);
      unchecked = [];
    }
    await fleet.untilNothingWaits();
    report.presentUnacknowledgedSpans = 0;
    await check(fleet.writer, all, report);
    countSent(all, report);
    await fleet.stop();
    return report;
  } finally {
    await fleet.end();
  }
}

async function oneRound(fleet: Fleet, round: number, report: RedisKillReport, stopMs: number): Promise<SentRequest[]> {
  const sent: SentRequest[] = [];
  const load = new AbortController();
  const exporters = Array.from({ length: EXPORTERS }, () => exportUntil(load.signal, () => fleet.anyReceiver(), sent, report, PAUSE_MS));
  if (stopMs > 0) await fleet.stopWriterFor(stopMs);
  await sleep(100 + Math.random() * 1000);
  await fleet.killOne((['writer', 'receiver', 'redis'] as const)[round < 3 ? round : Math.floor(Math.random() * 3)]);
  await sleep(Math.random() * 300);
  load.abort();
  await Promise.all(exporters);
  return sent;
}

class Fleet {
  private constructor(readonly start: { writer: () => Promise<ServerProcess>; receiver: () => Promise<ServerProcess> }, readonly redis: RedisServer, readonly report: RedisKillReport, readonly receivers: ServerProcess[], public writer: ServerProcess) {}

  static async start(dataDir: string, redis: RedisServer, report: RedisKillReport): Promise<Fleet> {
    const env = { HFAO_REDIS_URL: redis.url, HFAO_SECRET_KEY: '5e'.repeat(32) };
    const start = { writer: () => ServerProcess.start(dataDir, { ...env, HFAO_ROLE: 'writer,web,worker' }), receiver: () => ServerProcess.startReceiver(env) };
    return new Fleet(start, redis, report, [await start.receiver(), await start.receiver()], await start.writer());
  }

  anyReceiver(): string {
    return this.receivers[Math.floor(Math.random() * RECEIVERS)].at.otlp_http_url!;
  }

  async killOne(victim: Victim): Promise<void> {
    this.report.kills[victim]++;
    if (victim === 'redis') {
      await this.redis.kill();
      await sleep(Math.random() * 500);
      await this.redis.start();
    } else if (victim === 'writer') {
      await this.writer.kill();
      this.writer = await this.start.writer();
      this.report.slowestStartMs = Math.max(this.report.slowestStartMs, Math.round(this.writer.readyMs));
    } else {
      const which = Math.floor(Math.random() * RECEIVERS);
      await this.receivers[which].kill();
      this.receivers[which] = await this.start.receiver();
    }
  }

  async stopWriterFor(ms: number): Promise<void> {
    this.writer.child.kill('SIGSTOP');
    await sleep(ms);
    this.report.waitedForStoppedWriter = await this.#entries();
    this.writer.child.kill('SIGCONT');
  }

  async untilNothingWaits(): Promise<void> {
    for (const deadline = performance.now() + 120_000; performance.now() < deadline; await sleep(50)) {
      if (await this.#entries().catch(() => 1) === 0) return;
    }
    throw new Error(`requests still wait after two minutes:\n${this.writer.output().slice(-4000)}`);
  }

  /** As a supervisor does it. */
  async stop(): Promise<void> {
    for (const it of [...this.receivers, this.writer]) {
      const code = await it.stop();
      if (code !== 0) this.report.faults.push(`a process ended with ${code}:\n${it.output().slice(-4000)}`);
    }
  }

  async end(): Promise<void> {
    for (const it of [...this.receivers, this.writer]) await it.kill();
  }

  async #entries(): Promise<number> {
    const client = this.redis.client();
    try {
      return await client.xlen(STREAM_KEY);
    } finally {
      client.disconnect();
    }
  }
}
