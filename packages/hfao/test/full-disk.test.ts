import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { IngestHealth } from '../src/model/ingest-health.js';
import { ServerProcess } from './server-process.js';
import { canMount, mountSmallDisk } from './small-disk.js';

const SPANS = 50;
const MB = 1024 * 1024;

it.skipIf(!canMount())('refuses on a full disk, loses nothing and sets nothing aside, and goes on when there is room', async () => {
  const disk = mountSmallDisk(48)!;
  writeFileSync(join(disk.path, 'ballast'), Buffer.alloc(24 * MB));
  const server = await ServerProcess.start(join(disk.path, 'data'));
  const health = () => server.get<IngestHealth>('/api/v1/projects/default/ingest-health');
  let acknowledged = 0;
  let refusal: { status: number; text: string; retryAfter: string | null } | undefined;
  const send = async () => {
    const response = await fetch(new URL('/v1/traces', server.at.otlp_http_url), { method: 'POST', headers: { 'content-type': 'application/json' }, body: requestBody() });
    const text = await response.text();
    if (response.status === 200) acknowledged += SPANS;
    else refusal ??= { status: response.status, text, retryAfter: response.headers.get('retry-after') };
  };

  for (let i = 0; i < 600 && refusal === undefined; i++) await send();
  for (let i = 0; i < 5; i++) await send();
  await sleep(4000);   // longer than the store is patient with a batch
  expect(refusal).toMatchObject({ status: 503, text: expect.stringContaining('is full: free some space'), retryAfter: expect.stringMatching(/^\d+$/) });

  rmSync(join(disk.path, 'ballast'));
  await expect.poll(async () => (await health()).stored_spans, { timeout: 30_000 }).toBe(acknowledged);
  await send();
  await expect.poll(async () => (await health()).stored_spans, { timeout: 10_000 }).toBe(acknowledged);
  expect((await health()).dead_letters).toBe(0);
  expect(await server.stop()).toBe(0);
  disk.unmount();
}, 120_000);

/** Text that does not compress, so that the disk fills soon. */
function requestBody(): string {
  const traceId = randomBytes(16).toString('hex');
  const spans = Array.from({ length: SPANS }, () => ({
    traceId, spanId: randomBytes(8).toString('hex'), name: 'big', startTimeUnixNano: `${Date.now()}000000`, endTimeUnixNano: `${Date.now()}000000`,
    attributes: [{ key: 'input.value', value: { stringValue: randomBytes(1500).toString('base64') } }],
  }));
  return JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
}
