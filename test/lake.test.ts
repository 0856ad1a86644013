import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ObservationRow } from '../packages/hfao/src/model/observation.js';
import { HOUR_MICROS } from '../packages/hfao/src/model/time.js';
import { anObservation, NEW_YEAR, spanId, traceId } from '../packages/hfao/src/store/conformance/an-observation.js';
import { openDuckdbStore } from '../packages/hfao/src/store/duckdb/open.js';
import type { TelemetryStore } from '../packages/hfao/src/store/store.js';
import { openWarmTier, type WarmTier } from '../packages/hfao/src/store/warm/warm-tier.js';
import { preparePython, runPython } from './python/environment.js';

const home = mkdtempSync(join(tmpdir(), 'hfao-lake-'));
const warm = join(home, 'warm');
let store: TelemetryStore;
let tier: WarmTier;

beforeAll(preparePython, 300_000);
afterAll(async () => {
  await store.close();
  rmSync(home, { recursive: true, force: true });
});

it('a stock DuckDB attaches the catalog of the warm tier, finds the same counts, and can go on with it', async () => {
  store = await openDuckdbStore({ directory: join(home, 'telemetry'), log: pino({ level: 'silent' }) });
  tier = await openWarmTier({ kind: 'files', directory: warm }, join(home, 'telemetry', 'warm'));
  await store.write({ rows: [...observations('prj_a', 1000), ...observations('prj_b', 300)], scores: [] });
  await exportAll();
  // Once more, with what came late; and an hour is let go.
  await store.write({ rows: [{ ...observations('prj_a', 1001)[1000], ingested_at: NEW_YEAR + 9 * HOUR_MICROS }], scores: [] });
  await exportAll();
  await tier.removeBefore('prj_b', NEW_YEAR + HOUR_MICROS);

  const answers = JSON.parse(await runPython('read_lake.py', warm)) as Record<string, unknown>;

  expect(answers).toEqual({
    counts: [['prj_a', 1001], ['prj_b', 240]],
    hours: [...[201, 200, 200, 200, 200].map((count, hour) => ['prj_a', `2026-01-01 0${hour}`, count]), ...[1, 2, 3, 4].map((hour) => ['prj_b', `2026-01-01 0${hour}`, 60])],
    one_hour: [[200]],
    one_row: [['step 7', 'in 7 "quoted" ✓', '7', ['x', 'y7'], false, 7 / 3, '2026-01-01 02:00:00.007000']],
    by_model: [['gpt-4o', 621]],
    files: 9,
    files_of_an_hour: 4,
    snapshots: 1,
    gone_on_with: [['prj_a', 1001], ['prj_c', 1]],
  });
}, 60_000);

async function exportAll(): Promise<void> {
  for (const project of ['prj_a', 'prj_b']) {
    for (const hour of await tier.due(project, await store.hours(project, { from: 0, to: NEW_YEAR + 24 * HOUR_MICROS }))) await tier.exportHour(project, hour, store);
  }
}

/** Spread over five hours. */
function observations(project_id: string, count: number): ObservationRow[] {
  return Array.from({ length: count }, (_, i) => anObservation({
    project_id, trace_id: traceId(`lake ${i % 40}`), observation_id: spanId(`lake ${i}`), name: `step ${i}`, start_time: NEW_YEAR + (i % 5) * HOUR_MICROS + i * 1000, ingested_at: NEW_YEAR + (i % 5) * HOUR_MICROS + i,
    input: `in ${i} "quoted" ✓`, attributes: ['n', String(i)], tags: ['x', `y${i}`], total_cost_usd: i / 3, model: i % 2 === 0 ? 'gpt-4o' : null, usage_counted: i % 2 === 0,
  }));
}
