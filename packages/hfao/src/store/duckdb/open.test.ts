import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll } from 'vitest';
import { telemetryStoreConforms, type OpenedStore } from '../conformance/telemetry-store.js';
import { openDuckdbStore } from './open.js';
import { writeIndexHere } from './words/index-writers.js';

const home = mkdtempSync(join(tmpdir(), 'hfao-duckdb-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Segments so small that most tests roll over: whatever holds here holds with the real size. */
const open = (directory: string) => openDuckdbStore({ directory, segmentRows: 200, openIndexWriter: writeIndexHere, log: pino({ level: 'silent' }) });

telemetryStoreConforms('DuckDB', async (): Promise<OpenedStore> => {
  const directory = mkdtempSync(join(home, 'store-'));
  const store = await open(directory);
  return {
    store,
    folder: join(directory, 'staging'),
    async reopen() {
      await store.close();
      return open(directory);
    },
    async afterCrash() {
      // Another process copies: were this one to open and close the files, DuckDB's locks on them would be gone.
      const left = `${directory}-left`;
      execFileSync('cp', ['-r', directory, left]);
      rmSync(join(left, 'owner.json'));
      await store.close();
      return open(left);
    },
  };
});
