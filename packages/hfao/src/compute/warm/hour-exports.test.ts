import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DAY_MICROS, HOUR_MICROS } from '../../model/time.js';
import { makeLog } from '../../runtime/log.js';
import { anObservation, NEW_YEAR } from '../../store/conformance/an-observation.js';
import { openDuckdbStore } from '../../store/duckdb/open.js';
import type { TelemetryStore } from '../../store/store.js';
import { openWarmTier } from '../../store/warm/warm-tier.js';
import { HourExports } from './hour-exports.js';

const PROJECT = 'project-1';
const NOW = NEW_YEAR + 400 * DAY_MICROS;
const YEAR_AGO = NOW - 365 * DAY_MICROS;
const signal = new AbortController().signal;

let home: string;
let store: TelemetryStore;
let exporting: HourExports;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'hfao-exports-'));
  store = await openDuckdbStore({ directory: join(home, 'telemetry'), memoryLimitMb: 256, threads: 1, log: makeLog('silent') });
  exporting = new HourExports({ store, tier: await openWarmTier({ kind: 'files', directory: join(home, 'warm') }, join(home, 'telemetry', 'staging')), staging: join(home, 'telemetry', 'out'), now: () => NOW, log: makeLog('silent') });
});

afterEach(async () => {
  await store.close();
  rmSync(home, { recursive: true, force: true });
});

it('lets go of hours that have passed their time, and does not bring them back', async () => {
  await store.write({ rows: [at(NEW_YEAR), at(NEW_YEAR + 1), at(NOW - 3 * HOUR_MICROS)], scores: [] });
  await exporting.exportHours(PROJECT, {}, { signal, total: () => {}, done: () => {} });
  const hours = async () => (await exporting.list(PROJECT)).map((it) => it.observations);

  const planned = await exporting.letGo(PROJECT, YEAR_AGO, true);
  const before = await hours();
  const gone = await exporting.letGo(PROJECT, YEAR_AGO, false);
  await exporting.run([PROJECT], async () => YEAR_AGO, signal);

  expect(planned).toMatchObject({ hours: 1, observations: 2 });
  expect(gone).toEqual(planned);
  expect([before, await hours()]).toEqual([[2, 1], [1]]);
});

it('counts the age of what was imported from then on', async () => {
  await store.write({ rows: [{ ...at(NEW_YEAR), ingested_at: NOW - DAY_MICROS }], scores: [] });

  await exporting.run([PROJECT], async () => YEAR_AGO, signal);

  expect(await exporting.letGo(PROJECT, YEAR_AGO, false)).toMatchObject({ hours: 0 });
  expect(await exporting.list(PROJECT)).toHaveLength(1);
});

const at = (start_time: number) => anObservation({ project_id: PROJECT, start_time, ingested_at: start_time });
