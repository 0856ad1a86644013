import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { anObservation } from '../src/store/conformance/an-observation.js';
import { openClickhouseStore } from '../src/store/clickhouse/open.js';
import { openDuckdbStore } from '../src/store/duckdb/open.js';
import type { TelemetryStore } from '../src/store/store.js';
import { runBuiltCli } from './cli-process.js';
import { ServerProcess } from './server-process.js';
import { sharedClickhouse } from './shared-clickhouse.js';

const log = pino({ level: 'silent' });
const home = mkdtempSync(join(tmpdir(), 'hfao-copy-journey-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const source = join(home, 'source');
const ROWS = 12_000;
beforeAll(async () => {
  const store = await openDuckdbStore({ directory: join(source, 'telemetry'), log });
  for (let i = 0; i < ROWS; i += 3_000) await store.write({ rows: Array.from({ length: 3_000 }, () => anObservation({ project_id: 'prj' })), scores: [] });
  await store.close();
});

async function idsOf(store: TelemetryStore): Promise<string[]> {
  const ids: string[] = [];
  for (let page = await store.scanObservations('prj', { limit: 5_000 }); ; page = await store.scanObservations('prj', { limit: 5_000, after: page.next })) {
    ids.push(...page.rows.map((it) => it.observation_id));
    if (page.next === undefined) break;
  }
  await store.close();
  return ids;
}

describe('hfao copy', { timeout: 240_000 }, () => {
  it('goes on after it was killed, and no server starts on the half', async () => {
    const target = join(home, 'target');
    const marker = join(target, 'copy-unfinished.json');
    const refusals: string[] = [];
    for (let i = 0; i < 4; i++) {
      await runBuiltCli(['copy', '--from', `duckdb:${source}`, '--to', `duckdb:${target}`], { kill: { when: () => existsSync(marker), afterMs: i * 300 } });
      if (!existsSync(marker)) break;
      refusals.push(await ServerProcess.start(target).then(() => 'started', (error: Error) => error.message));
    }

    const last = await runBuiltCli(['copy', '--from', `duckdb:${source}`, '--to', `duckdb:${target}`]);

    expect(refusals.length).toBeGreaterThan(0);
    expect(refusals.filter((it) => !it.includes('A copy into the data directory'))).toEqual([]);
    expect(last).toMatchObject({ code: 0, stderr: '' });
    expect(last.stdout).toContain('12,000');
    expect(await idsOf(await openDuckdbStore({ directory: join(target, 'telemetry'), log }))).toEqual(await idsOf(await openDuckdbStore({ directory: join(source, 'telemetry'), log })));
  });

  it('into ClickHouse goes on after it was killed as well', async () => {
    const url = (await sharedClickhouse(inject('clickhouseHome'))).url(`copy_journey_${process.pid}`);
    const args = ['copy', '--from', `duckdb:${source}`, '--to', 'HFAO_CLICKHOUSE_URL', '--json'];
    const env = { HFAO_CLICKHOUSE_URL: url };
    for (let i = 0; i < 3; i++) await runBuiltCli(args, { env, kill: { afterMs: 2_000 + i * 1_500 } });

    const last = await runBuiltCli(args, { env });

    expect(last).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(last.stdout)).toMatchObject({ projects: [{ project_id: 'prj', observations: ROWS }] });
    expect(await idsOf(await openClickhouseStore({ url, writer: 'test', patienceMs: 0, log }))).toEqual(await idsOf(await openDuckdbStore({ directory: join(source, 'telemetry'), log })));
  });
});
