import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { TraceSummary } from '../src/model/trace.js';
import { ClickhouseServer } from './clickhouse-server.js';
import { ServerProcess } from './server-process.js';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 300_000 });

let clickhouse: ClickhouseServer;
const dataDir = mkdtempSync(join(tmpdir(), 'hfao-clickhouse-up-'));
const running: ServerProcess[] = [];
beforeAll(async () => {
  clickhouse = await ClickhouseServer.start();
});
afterAll(async () => {
  for (const server of running) await server.kill();
  await clickhouse.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(): Promise<ServerProcess> {
  const server = await ServerProcess.start(dataDir, { HFAO_BACKEND: 'clickhouse', HFAO_CLICKHOUSE_URL: clickhouse.url('hfao') });
  running.push(server);
  return server;
}

const TRACE = 'ab'.repeat(16);
let sent = 0;

/** Spans of one trace, and the first of them once more. @returns the status of the answer */
async function send(server: ServerProcess, count: number): Promise<number> {
  const spans = Array.from({ length: count }, () => ++sent).map((it) => ({
    traceId: TRACE, spanId: it.toString(16).padStart(16, '0'), ...(it > 1 && { parentSpanId: '0000000000000001' }), name: `step ${it}`, startTimeUnixNano: `${1_700_000_000_000 + it}000000`, endTimeUnixNano: `${1_700_000_001_000 + it}000000`,
  }));
  const response = await fetch(new URL('/v1/traces', server.at.otlp_http_url), {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [...spans, spans[0]] }] }] }),
  });
  await response.arrayBuffer();
  return response.status;
}

const counted = async (server: ServerProcess) => (await server.get<{ traces: TraceSummary[] }>('/api/v1/projects/default/traces')).traces.map((it) => it.observation_count);
async function shows(server: ServerProcess, count: number): Promise<void> {
  await expect.poll(() => counted(server).catch(() => []), { timeout: 60_000 }).toEqual([count]);
}

it('shows on ClickHouse what it was sent, once, through the deaths of either', async () => {
  const first = await start();
  expect(await send(first, 20)).toBe(200);
  await shows(first, 20);

  // The server dies with something in hand, and takes it up again from its log.
  expect(await send(first, 10)).toBe(200);
  await first.kill();
  const second = await start();
  await shows(second, 30);

  // ClickHouse dies. What is acknowledged meanwhile waits, and is there when it has come back.
  await clickhouse.kill();
  expect(await send(second, 5)).toBe(200);
  expect((await fetch(new URL('/api/v1/projects/default/traces', second.at.url))).status).toBe(503);
  await clickhouse.start();
  await shows(second, 35);

  const { observations } = await second.get<{ observations: { name: string }[] }>(`/api/v1/projects/default/traces/${TRACE}`);
  expect(new Set(observations.map((it) => it.name)).size).toBe(35);
  expect(observations).toHaveLength(35);
});
