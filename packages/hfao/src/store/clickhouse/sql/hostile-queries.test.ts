import { tmpdir } from 'node:os';
import { describe, inject } from 'vitest';
import { sharedClickhouse } from '../../../../test/shared-clickhouse.js';
import { makeLog } from '../../../runtime/log.js';
import { hostileQueries } from '../../conformance/hostile-queries.js';
import { openClickhouseStore } from '../open.js';
import { CLICKHOUSE_ATTACKS } from './hostile-sql.js';

describe('ClickHouse', () => {
  const open = async () => openClickhouseStore({ url: (await sharedClickhouse(inject('clickhouseHome'))).url('strangers'), writer: 'the writer', patienceMs: 0, sqlDeadlineMs: 600, log: makeLog('silent') });
  hostileQueries({ store: undefined as never, folder: tmpdir(), project: () => 'none', runs: (usual) => ({ numRuns: usual, endOnFailure: false }), open: async () => ({ store: await open(), folder: tmpdir(), reopen: open, afterCrash: open }) }, { more: CLICKHOUSE_ATTACKS, atOnce: 2 });
});
