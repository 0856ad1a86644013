import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { inject, vi } from 'vitest';
import { sharedClickhouse } from '../../../test/shared-clickhouse.js';
import { telemetryStoreConforms, type OpenedStore } from '../conformance/telemetry-store.js';
import { openClickhouseStore } from './open.js';

/** Each write is several statements, each stored on disk. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 300_000 });

let opened = 0;
const open = (url: string) => openClickhouseStore({ url, writer: 'the writer', patienceMs: 0, log: pino({ level: 'silent' }) });

telemetryStoreConforms('ClickHouse', async (): Promise<OpenedStore> => {
  const server = await sharedClickhouse(inject('clickhouseHome'));
  const url = server.url(`conformance_${process.pid}_${++opened}`);
  const store = await open(url);
  return {
    store,
    folder: mkdtempSync(join(tmpdir(), 'hfao-clickhouse-files-')),
    async reopen() {
      await store.close();
      return open(url);
    },
    // What is left of a process that was killed is what the server has.
    async afterCrash() {
      const next = await open(url);
      await store.close();
      return next;
    },
  };
}, { share: 0.2 });
