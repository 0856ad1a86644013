import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IngestHealth } from '../src/model/ingest-health.js';
import type { Observation } from '../src/model/observation.js';
import { BIN, ServerProcess } from './server-process.js';

const S3rver = (await import('s3rver')).default;
const TRACE = 'ab'.repeat(16);
const SPAN = 'cd'.repeat(8);
const IMAGE = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(40_000)]);
const INPUT = `{"question":"where is order 12345678901234567890?","notes":"${'the code word is xylophone-marmalade, '.repeat(8_000)}"}`;

let dataDir: string;
const running: { kill(): Promise<void> }[] = [];
beforeEach(() => { dataDir = mkdtempSync(join(tmpdir(), 'hfao-bodies-')); });
afterEach(async () => {
  for (const server of running.splice(0)) await server.kill();
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(env: Record<string, string> = {}): Promise<ServerProcess> {
  const server = await ServerProcess.start(dataDir, env);
  running.push(server);
  return server;
}

/** One span with a large input, and with an image in its output. */
async function send(server: ServerProcess): Promise<number> {
  const output = [{ role: 'assistant', parts: [{ type: 'text', content: 'Here it is.' }, { type: 'blob', modality: 'image', mime_type: 'image/png', content: IMAGE.toString('base64') }] }];
  const attributes = [{ key: 'input.value', value: { stringValue: INPUT } }, { key: 'gen_ai.output.messages', value: { stringValue: JSON.stringify(output) } }];
  const span = { traceId: TRACE, spanId: SPAN, name: 'draw', startTimeUnixNano: '1700000000000000000', endTimeUnixNano: '1700000001000000000', attributes };
  const response = await fetch(new URL('/v1/traces', server.at.url), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }) });
  await response.arrayBuffer();
  return response.status;
}

async function stored(server: ServerProcess): Promise<Observation> {
  const path = `/api/v1/projects/default/traces/${TRACE}/observations/${SPAN}`;
  await expect.poll(() => server.get(path).then(() => true, () => false), { timeout: 10_000 }).toBe(true);
  return (await server.get<{ observation: Observation }>(path)).observation;
}

async function raw(server: ServerProcess, ref: string): Promise<{ type: string | null; bytes: Buffer }> {
  const response = await fetch(new URL(`/api/v1/projects/default/bodies/${ref.slice('hfao-body:'.length)}/raw`, server.at.url));
  return { type: response.headers.get('content-type'), bytes: Buffer.from(await response.arrayBuffer()) };
}

const imagePart = (it: Observation) => (it.output as { messages: { parts: Record<string, unknown>[] }[] }).messages[0].parts[1];

function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((it) => join(directory, it)).filter((it) => statSync(it).isFile());
}

async function readsEverything(server: ServerProcess): Promise<void> {
  const it = await stored(server);
  expect(it.input).toBeNull();
  expect(it.input_preview).toMatch(/^\{"question":"where is order 12345678901234567890\?","notes":"the code word is .*…"\}$/);
  expect((await raw(server, it.input_ref!)).bytes.toString()).toBe(INPUT);
  expect(imagePart(it)).toEqual({ type: 'uri', modality: 'image', mime_type: 'image/png', uri: expect.stringMatching(/^hfao-body:/) as string, size: IMAGE.length });
  const image = await raw(server, imagePart(it).uri as string);
  expect(image.type).toBe('image/png');
  expect(image.bytes.equals(IMAGE)).toBe(true);
}

describe('a large input and an image', { timeout: 60_000 }, () => {
  it('leave the span, come back byte for byte, and rest nowhere in the clear', async () => {
    const server = await start();
    expect(await send(server)).toBe(200);

    await readsEverything(server);

    const search = await server.get<{ hits: unknown[] }>('/api/v1/projects/default/search?query=xylophone-marmalade');
    expect(search.hits).toHaveLength(1);
    expect((await server.get<IngestHealth>('/api/v1/projects/default/ingest-health')).offloaded).toBe(2);
    await server.stop();
    const resting = filesIn(dataDir).map((it) => ({ it, text: readFileSync(it).toString('latin1') }));
    const base64 = IMAGE.toString('base64').slice(400, 800);
    // The store keeps the preview, and no more than the preview.
    expect(resting.filter(({ text }) => text.includes(base64) || text.includes(IMAGE.subarray(400, 500).toString('latin1'))).map(({ it }) => it)).toEqual([]);
    expect(resting.filter(({ it, text }) => !it.includes('telemetry') && text.includes('xylophone')).map(({ it }) => it)).toEqual([]);
    expect(resting.flatMap(({ it, text }) => (it.includes('telemetry') ? text.split('xylophone-marmalade') : [])).length).toBeLessThan(400);
    expect(filesIn(join(dataDir, 'bodies'))).toHaveLength(2);
  });

  it('are there after a kill, and after a restart', async () => {
    const first = await start();
    expect(await send(first)).toBe(200);
    await first.kill();

    const second = await start();
    await readsEverything(second);
    await second.stop();

    await readsEverything(await start());
  });

  it('rest in a bucket, which may be out of reach for a while', async () => {
    const directory = join(dataDir, 's3');
    const bucket = (port: number) => new S3rver({ address: '127.0.0.1', port, silent: true, directory, configureBuckets: [{ name: 'bodies' }] });
    const reserved = bucket(0);
    const { port } = await reserved.run();
    await reserved.close();
    const server = await start({ HFAO_BODIES_URL: 's3://bodies/of/hfao', AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`, AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' });

    expect(await send(server)).toBe(200);
    await expect.poll(() => server.output(), { timeout: 10_000 }).toContain('large payloads cannot be stored now');
    const late = bucket(port);
    await late.run();

    await readsEverything(server);
    expect(server.output()).not.toContain('S3RVER');
    expect((await server.get<IngestHealth>('/api/v1/projects/default/ingest-health')).dead_letters).toBe(0);
    await server.stop();
    await late.close();
  });

  it('are read after the secret key and the data key were changed', async () => {
    const first = await start();
    expect(await send(first)).toBe(200);
    await stored(first);
    const rotated = await fetch(new URL('/api/v1/projects/default/keys/rotate', first.at.url), { method: 'POST' });
    expect(await rotated.json()).toMatchObject({ keys: 2 });
    await first.stop();
    const before = readFileSync(join(dataDir, 'secret.key'), 'utf8');

    const said = execFileSync(process.execPath, [BIN, 'keys', 'rotate', '--data-dir', dataDir], { encoding: 'utf8' });

    expect(said).toContain('2 data keys are wrapped under the new secret key');
    expect(readFileSync(join(dataDir, 'secret.key'), 'utf8')).not.toBe(before);
    await readsEverything(await start());
  });
});
