import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { killRounds } from './kill.js';

const ROUNDS = Number(process.env.HFAO_TEST_KILL_ROUNDS ?? 8);

it('loses nothing that it acknowledged and shows nothing twice, however often it is killed', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'hfao-kill-'));

  const report = await killRounds(dataDir, ROUNDS);

  expect(report.faults).toEqual([]);
  expect(report.acknowledgedSpans).toBeGreaterThan(ROUNDS * 50);
  expect(report.resentRequests).toBeGreaterThan(0);
  console.log(JSON.stringify(report));
  rmSync(dataDir, { recursive: true });
}, 60_000 + ROUNDS * 15_000);
