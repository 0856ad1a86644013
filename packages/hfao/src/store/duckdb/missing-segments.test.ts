import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, expect, it, vi } from 'vitest';
import { anObservation, NEW_YEAR } from '../conformance/an-observation.js';
import { openDuckdbStore } from './open.js';

vi.setConfig({ testTimeout: 120_000 });

const home = mkdtempSync(join(tmpdir(), 'hfao-duckdb-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const DAY = 86_400_000_000;

/** Ten rows of a day in each of five segments, and an active one. */
async function aStore(): Promise<string> {
  const directory = mkdtempSync(join(home, 'store-'));
  const store = await openDuckdbStore({ directory, segmentRows: 10, log: pino({ level: 'silent' }) });
  for (let day = 0; day < 5; day++) await store.write({ rows: Array.from({ length: 10 }, (_, i) => anObservation({ start_time: NEW_YEAR + day * DAY + i })), scores: [], position: day + 1 });
  await store.close();
  return directory;
}

it('goes on without files that are missing between others, and says which', async () => {
  const directory = await aStore();
  for (const number of [2, 3]) renameSync(join(directory, `segment-00000${number}.duckdb`), join(home, `aside-${number}`));
  const said: object[] = [];
  const log = pino({ level: 'error' }, new Writable({ write: (line: Buffer, _, done) => { said.push(JSON.parse(String(line)) as object); done(); } }));

  const store = await openDuckdbStore({ directory, segmentRows: 10, log });

  expect(said).toMatchObject([{ from: 2, to: 3, msg: expect.stringContaining('segments are missing') as string }]);
  expect((await store.storage()).missing).toEqual([{ from: 2, to: 3 }]);
  expect(await store.countObservations('project-1', {})).toBe(30);
  await store.close();
  for (const number of [2, 3]) renameSync(join(home, `aside-${number}`), join(directory, `segment-00000${number}.duckdb`));
  const whole = await openDuckdbStore({ directory, log });
  expect(await whole.countObservations('project-1', {})).toBe(50);
  expect((await whole.storage()).missing).toEqual([]);
  await whole.close();
});

it('does not miss what it dropped itself, and keeps the position that was in it', async () => {
  const directory = await aStore();
  const store = await openDuckdbStore({ directory, segmentRows: 10, log: pino({ level: 'silent' }) });

  await store.expire([{ project_id: 'project-1', before: NEW_YEAR + 10 * DAY, keep: { scored: false, errors: false, where: [] } }]);
  await store.close();

  const again = await openDuckdbStore({ directory, segmentRows: 10, log: pino({ level: 'silent' }) });
  const { files, missing } = await again.storage();
  expect([files.length, missing, await again.position()]).toEqual([1, [], 5]);
  await again.close();
});
