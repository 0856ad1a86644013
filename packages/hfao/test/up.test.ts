import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IngestHealth } from '../src/model/ingest-health.js';
import type { TraceSummary } from '../src/model/trace.js';
import { ServerProcess } from './server-process.js';

let dataDir: string;
const running: ServerProcess[] = [];
beforeEach(() => { dataDir = mkdtempSync(join(tmpdir(), 'hfao-up-')); });
afterEach(async () => {
  for (const server of running.splice(0)) await server.kill();
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(env?: Record<string, string>): Promise<ServerProcess> {
  const server = await ServerProcess.start(dataDir, env);
  running.push(server);
  return server;
}

const TRACE = 'ab'.repeat(16);

async function send(server: ServerProcess, spanId = 'cd'.repeat(8)): Promise<number> {
  const span = { traceId: TRACE, spanId, name: 'hello', startTimeUnixNano: '1700000000000000000', endTimeUnixNano: '1700000001000000000' };
  const response = await fetch(new URL('/v1/traces', server.at.otlp_http_url), {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }),
  });
  await response.arrayBuffer();
  return response.status;
}

const trace = (server: ServerProcess) => server.get<{ trace: TraceSummary }>(`/api/v1/projects/default/traces/${TRACE}`);

describe('a server', () => {
  it('says where it listens, takes a span, and shows it within a second', async () => {
    const server = await start();

    expect(await send(server)).toBe(200);
    await sleep(1000);

    expect((await trace(server)).trace).toMatchObject({ trace_id: TRACE, observation_count: 1 });
    expect(server.output()).toContain(server.at.otlp_http_url);
    expect(server.output()).toContain(`OTLP/gRPC      ${server.at.otlp_grpc_url}`);
    expect(await server.get('/readyz')).toEqual({ ready: true, waiting_for: [] });
  });

  it('stores what it has accepted when it is asked to stop, ends with 0, and has it at the next start', async () => {
    const first = await start();
    await send(first);

    const code = await first.stop();

    expect(code).toBe(0);
    expect(existsSync(join(dataDir, 'server.json'))).toBe(false);
    expect(readdirSync(join(dataDir, 'ingest-log'))).toEqual([]);
    expect((await trace(await start())).trace.observation_count).toBe(1);
  });

  it('has after a kill what it had acknowledged a moment before', async () => {
    const first = await start();
    await send(first);
    await first.kill();

    const second = await start();
    await sleep(1000);

    expect((await trace(second)).trace.observation_count).toBe(1);
  });

  it('tells a waiting page as soon as a trace is stored', async () => {
    const server = await start();
    const leave = new AbortController();
    const events = (await fetch(new URL('/api/v1/projects/default/live', server.at.url), { signal: leave.signal })).body!.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
    await events.next();

    await send(server);
    const { value } = await events.next();

    expect(value).toContain(`data: {"trace_ids":["${TRACE}"]}`);
    leave.abort();
  });

  it('counts in ingest health what it received and stored', async () => {
    const server = await start();
    await send(server);
    await sleep(1000);

    const health = await server.get<IngestHealth>('/api/v1/projects/default/ingest-health');

    expect(health).toMatchObject({ received_spans: 1, accepted_spans: 1, stored_spans: 1, pending_bytes: 0, dead_letters: 0, dialects: [{ dialect: 'plain', count: 1 }] });
  });

  it('keeps its data directory to its owner', async () => {
    await start();

    expect(statSync(join(dataDir, 'secret.key')).mode & 0o777).toBe(0o600);
    expect(statSync(join(dataDir, 'ingest-log')).mode & 0o777).toBe(0o700);
  });
});

describe('a start that cannot be', () => {
  it('names the process that has the data directory', async () => {
    const first = await start();

    await expect(start()).rejects.toThrow(`is in use by another hfao (process ${first.child.pid})`);

    expect(await send(first)).toBe(200);
  });

  it.each([['HFAO_OTLP_HTTP_PORT', '--otlp-http-port'], ['HFAO_OTLP_GRPC_PORT', '--otlp-grpc-port']])('names the port that is in use, its variable and its flag: %s', async (variable, flag) => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => { taken.once('listening', resolve); });
    const { port } = taken.address() as AddressInfo;

    const starting = start({ [variable]: String(port) });

    await expect(starting).rejects.toThrow(new RegExp(`ended with 1:\\n.*Port ${port} on 127\\.0\\.0\\.1 is in use.*${variable} or ${flag}`));
    taken.close();
    await start();   // nothing is left locked or half open
  });

  it('says that a file stands in place of the data directory', async () => {
    rmSync(dataDir, { recursive: true });
    writeFileSync(dataDir, '');

    await expect(start()).rejects.toThrow(/The data directory .* \(it is a file\).*HFAO_DATA_DIR or --data-dir/);
  });

  it('recognises that the ingest log was written with another secret key, and touches nothing', async () => {
    const first = await start();
    await send(first);
    await first.kill();
    const kept = readFileSync(join(dataDir, 'secret.key'));

    const log = () => readdirSync(join(dataDir, 'ingest-log')).map((name) => readFileSync(join(dataDir, 'ingest-log', name)).toString('base64'));
    const before = log();
    await expect(start({ HFAO_SECRET_KEY: 'ab'.repeat(32) })).rejects.toThrow('written with another secret key');

    expect(log()).toEqual(before);
    expect(readFileSync(join(dataDir, 'secret.key'))).toEqual(kept);
    await start();
  });
});

describe('a stop', () => {
  it('ends at once at the second signal', async () => {
    const server = await start();
    const ended = new Promise((resolve) => { server.child.once('exit', (code, signal) => resolve(code ?? signal)); });

    server.child.kill('SIGINT');
    server.child.kill('SIGTERM');

    expect([0, 'SIGKILL']).toContain(await ended);
  });

  it('takes a bounded time although a page still listens', async () => {
    const server = await start();
    const listening = await fetch(new URL('/api/v1/projects/default/live', server.at.url));
    const began = performance.now();

    const code = await server.stop();

    expect(code).toBe(0);
    expect(performance.now() - began).toBeLessThan(5000);
    await listening.body?.cancel().catch(() => {});
  });
});

it('is ready within two seconds, on an empty and on a filled data directory', async () => {
  const empty = await start();
  await send(empty);
  await empty.stop();

  const filled = await start();

  // A bare node takes some 60 ms on a quiet machine; on a busy one everything takes as much longer as it does.
  const allowedMs = 2000 * Math.max(1, Math.max(await spawnMs(), await spawnMs(), await spawnMs()) / 60);
  expect(empty.readyMs).toBeLessThan(allowedMs);
  expect(filled.readyMs).toBeLessThan(allowedMs);
});

async function spawnMs(): Promise<number> {
  const began = performance.now();
  await new Promise((resolve) => { spawn(process.execPath, ['-e', '0']).once('exit', resolve); });
  return performance.now() - began;
}
