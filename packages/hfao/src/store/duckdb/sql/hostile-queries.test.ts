import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from 'vitest';
import { makeLog } from '../../../runtime/log.js';
import { hostileQueries } from '../../conformance/hostile-queries.js';
import { openDuckdbStore } from '../open.js';

const home = mkdtempSync(join(tmpdir(), 'hfao-hostile-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('DuckDB', () => {
  const open = () => openDuckdbStore({ directory: mkdtempSync(join(home, 'telemetry-')), segmentRows: 300, sqlDeadlineMs: 600, log: makeLog('silent') });
  hostileQueries({ store: undefined as never, folder: home, project: () => 'none', runs: (usual) => ({ numRuns: usual, endOnFailure: false }), open: async () => ({ store: await open(), folder: home, reopen: open, afterCrash: open }) });
});
