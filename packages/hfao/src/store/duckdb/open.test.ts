import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll } from 'vitest';
import { copyAsItIs } from '../../../test/copy-as-it-is.js';
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
      const left = `${directory}-left`;
      copyAsItIs(directory, left);
      await store.close();
      return open(left);
    },
  };
});
