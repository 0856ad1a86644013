import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, describe, expect, it } from 'vitest';
import type { ObservationRow } from '../../model/observation.js';
import { anObservation } from '../conformance/an-observation.js';
import type { TelemetryStore } from '../store.js';
import { migrateSegments, segmentVersions } from './migrate-segments.js';
import { openDuckdbStore } from './open.js';
import { SCHEMA_VERSION } from './schema.js';

const home = mkdtempSync(join(tmpdir(), 'hfao-migrate-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const open = (directory: string) => openDuckdbStore({ directory, log: pino({ level: 'silent' }), segmentRows: 10 });

/** Several segments; the last with a write-ahead log, as a crash leaves it. */
async function filled(name: string): Promise<{ directory: string; rows: ObservationRow[] }> {
  const [whole, directory] = [join(home, `${name}-whole`), join(home, name)];
  const store = await open(whole);
  const rows = Array.from({ length: 45 }, () => anObservation({ attributes: ['k', 'v'] }));
  for (let i = 0; i < rows.length; i += 5) await store.write({ rows: rows.slice(i, i + 5), scores: [], position: i + 1 });
  cpSync(whole, directory, { recursive: true });
  rmSync(join(directory, 'owner.json'), { force: true });
  await store.close();
  return { directory, rows };
}

const all = async (store: TelemetryStore) => (await store.scanObservations('project-1', { limit: 1_000 })).rows;

describe('the segments of a directory', () => {
  it('say their versions without being changed, after a crash as well', async () => {
    const { directory } = await filled('looked-at');

    const versions = await segmentVersions(directory);

    expect(versions.length).toBeGreaterThan(3);
    expect(new Set(versions.map((it) => it.schema_version))).toEqual(new Set([SCHEMA_VERSION]));
    expect(await segmentVersions(directory)).toEqual(versions);
  });

  it('go back to every version and forth again, and keep what they hold', async () => {
    const { directory, rows } = await filled('back-and-forth');

    for (let to = SCHEMA_VERSION - 1; to >= 1; to--) {
      expect(await migrateSegments(directory, { to })).toBeGreaterThan(3);
      expect(new Set((await segmentVersions(directory)).map((it) => it.schema_version))).toEqual(new Set([to]));
    }
    const steps: [number, number][] = [];
    await migrateSegments(directory, { onSegment: (...it) => steps.push(it) });

    expect(steps.at(-1)![0]).toBe(steps.at(-1)![1]);
    expect(await migrateSegments(directory)).toBe(0);
    const store = await open(directory);
    const found = await all(store);
    expect(found.map((it) => it.observation_id).sort()).toEqual(rows.map((it) => it.observation_id).sort());
    expect(found[0]).toEqual(rows.find((it) => it.observation_id === found[0].observation_id));
    expect(await store.position()).toBe(41);
    await store.close();
  });

  it('are refused while a store has them open', async () => {
    const { directory } = await filled('in-use');
    const store = await open(directory);

    await expect(migrateSegments(directory)).rejects.toMatchObject({ code: 'data_dir_unusable', message: expect.stringContaining('in use') });
    await store.close();
  });

  it('are none where there is no directory', async () => {
    expect(await segmentVersions(join(home, 'nowhere'))).toEqual([]);
    expect(await migrateSegments(join(home, 'nowhere'))).toBe(0);
  });
});
