import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { beforeAll, expect, inject, it, vi } from 'vitest';
import type { ClickhouseServer } from '../../../test/clickhouse-server.js';
import { sharedClickhouse } from '../../../test/shared-clickhouse.js';
import { anObservation } from '../conformance/an-observation.js';
import { clickhouseSchema, openClickhouseStore } from './open.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

let server: ClickhouseServer;
beforeAll(async () => {
  server = await sharedClickhouse(inject('clickhouseHome'));
});

const open = (url: string, writer = 'one') => openClickhouseStore({ url, writer, patienceMs: 0, log: pino({ level: 'silent' }) });

it('makes the database and its tables once, whoever comes first, and keeps what is there', async () => {
  const url = server.url('migrated');
  const [first, second] = await Promise.all([open(url), open(url, 'two')]);
  const row = anObservation();
  await first.write({ rows: [row], scores: [], position: 3 });
  await Promise.all([first.close(), second.close()]);

  const again = await open(url);

  expect(await again.observation('project-1', row.trace_id, row.observation_id)).toEqual(row);
  expect(await server.run('SELECT DISTINCT version, name FROM hfao_migrations ORDER BY version', 'migrated')).toBe('1\ttables\n2\tdeletions\n3\twords\n');
  await again.close();
});

it('tells the schema of a database, and brings it up to date, without a store', async () => {
  const url = server.url('by_hand');

  const asked = await clickhouseSchema({ url, apply: false });
  const before = await clickhouseSchema({ url, apply: true });

  expect([asked, before]).toEqual([{ known: 3, applied: 0 }, { known: 3, applied: 0 }]);
  expect(await clickhouseSchema({ url, apply: false })).toEqual({ known: 3, applied: 3 });
});

it('keeps the positions of two data directories apart', async () => {
  const url = server.url('two_writers');
  const one = await open(url, 'one');
  await one.write({ rows: [], scores: [], position: 41 });

  const two = await open(url, 'two');

  expect([await one.position(), await two.position()]).toEqual([41, 0]);
  await Promise.all([one.close(), two.close()]);
});

it('leaves a database alone that a newer hfao has used', async () => {
  const url = server.url('newer');
  await (await open(url)).close();
  await server.run("INSERT INTO hfao_migrations (version, name) VALUES (99, 'from the future')", 'newer');

  await expect(open(url)).rejects.toMatchObject({ code: 'data_dir_unusable', field: 'HFAO_CLICKHOUSE_URL', message: expect.stringContaining('newer hfao (schema 99; this one knows 3)') });
});

it('says that no server answers', async () => {
  const later = createServer((_, response) => response.end('Ok.\n'));
  await new Promise<void>((resolve) => { later.listen(0, '127.0.0.1', resolve); });
  const { port } = later.address() as AddressInfo;
  await new Promise((resolve) => { later.close(resolve); });

  await expect(open(`http://127.0.0.1:${port}/hfao`)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringMatching(/ClickHouse does not answer: ECONNREFUSED/) });
});
