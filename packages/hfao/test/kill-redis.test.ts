import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { redisKillRounds, type RedisKillReport } from './kill-redis.js';
import { RedisServer } from './redis-server.js';

/** The long run: HFAO_TEST_REDIS_KILL_ROUNDS=100 HFAO_TEST_STOP_MS=60000 npx vitest run --project journeys packages/hfao/test/kill-redis.test.ts */
const ROUNDS = Number(process.env.HFAO_TEST_REDIS_KILL_ROUNDS ?? 5);
const STOP_MS = Number(process.env.HFAO_TEST_STOP_MS ?? 3_000);

it('loses nothing that it acknowledged and shows nothing twice, whichever of receivers, Redis and writer is killed or stopped', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'hfao-kill-redis-'));
  const redis = await RedisServer.start();

  let report: RedisKillReport;
  try {
    report = await redisKillRounds(dataDir, redis, ROUNDS, STOP_MS);
  } finally {
    await redis.close();
  }

  expect(report.faults).toEqual([]);
  expect(report.acknowledgedSpans).toBeGreaterThan(ROUNDS * 50);
  expect(report.waitedForStoppedWriter).toBeGreaterThan(0);
  console.log(JSON.stringify(report));
  rmSync(dataDir, { recursive: true });
}, 120_000 + STOP_MS * 3 + ROUNDS * 20_000);
