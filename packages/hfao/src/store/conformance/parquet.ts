import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { HOUR_MICROS } from '../../model/time.js';
import type { ObservationRow } from '../../model/observation.js';
import { readRows } from '../duckdb/read-rows.js';
import { anObservation, NEW_YEAR } from './an-observation.js';
import type { Subject } from './telemetry-store.js';

export function parquet(subject: Subject): void {
  it('counts observations by hour, as often as they are sent', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const row = (hour: number, more: Partial<ObservationRow> = {}) => anObservation({ project_id, start_time: NEW_YEAR + hour * HOUR_MICROS + 5, ingested_at: NEW_YEAR + hour, ...more });
    const again = row(3);
    await store.write({ rows: [row(0), row(0), again, anObservation({ project_id: subject.project(), start_time: NEW_YEAR })], scores: [] });
    await store.write({ rows: [{ ...again, event_version: again.event_version + 1, ingested_at: NEW_YEAR + 9 }], scores: [] });

    expect(await store.hours(project_id, { from: 0, to: Number.MAX_SAFE_INTEGER })).toEqual([{ hour: NEW_YEAR, rows: 2, ingestedTo: NEW_YEAR }, { hour: NEW_YEAR + 3 * HOUR_MICROS, rows: 1, ingestedTo: NEW_YEAR + 9 }]);
    expect(await store.hours(project_id, { from: NEW_YEAR + HOUR_MICROS, to: NEW_YEAR + 4 * HOUR_MICROS })).toMatchObject([{ hour: NEW_YEAR + 3 * HOUR_MICROS, rows: 1 }]);
    expect(await store.hours(subject.project(), { from: 0, to: NEW_YEAR })).toEqual([]);
  });

  it('writes a range as Parquet with every column as it is', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const rows = [0, 1, 2, 3].map((i) => anObservation({
      project_id, start_time: NEW_YEAR + i, input: `in ${i} ✓ "quoted"`, output: '{"messages":[]}', attributes: ['b', '1', 'a', ''], tags: ['x', ''], metadata: ['k', 'v'], total_cost_usd: i / 3, usage_counted: i % 2 === 0, input_tokens: 2 ** 40 + i,
      warnings: i === 0 ? ['odd'] : null,
    }));
    await store.write({ rows, scores: [] });

    const { read, count } = await readBack(subject.folder, (file) => store.exportParquet(project_id, { from: NEW_YEAR + 1, to: NEW_YEAR + 3 }, file));

    expect(count).toBe(2);
    expect(read).toEqual([rows[1], rows[2]]);
    expect(await readBack(subject.folder, (file) => store.exportParquet(project_id, { from: 0, to: 1 }, file))).toEqual({ read: [], count: 0 });
  });
}

/** Where a store may write files, and what it wrote there. */
async function readBack(folder: string, write: (file: string) => Promise<number>): Promise<{ read: ObservationRow[]; count: number }> {
  mkdirSync(folder, { recursive: true });
  const file = join(mkdtempSync(join(folder, 'export-')), 'rows.parquet');
  const count = await write(file);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const read = await readRows<ObservationRow>(connection, `SELECT * FROM read_parquet('${file}', hive_partitioning = false)`);
  connection.closeSync();
  instance.closeSync();
  rmSync(dirname(file), { recursive: true });
  return { read, count };
}
