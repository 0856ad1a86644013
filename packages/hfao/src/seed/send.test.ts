import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, expect, it } from 'vitest';
import { seedHistory } from './history.js';
import { sendTraces } from './send.js';

const traces = seedHistory({ seed: 'a', traces: 45, hours: 2, day: '2026-11-23', endMs: Date.UTC(2026, 10, 23, 12) });
let server: HttpServer;

afterEach(() => server.close());

/** A server on loopback that answers with these statuses in turn, then 200, and keeps the accepted bodies. */
async function answering(...statuses: number[]): Promise<{ baseUrl: string; bodies: { resourceSpans: unknown[] }[] }> {
  const bodies: { resourceSpans: unknown[] }[] = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      const status = statuses.shift() ?? 200;
      if (status === 200) bodies.push(JSON.parse(gunzipSync(Buffer.concat(chunks)).toString()) as { resourceSpans: unknown[] });
      response.writeHead(status, { 'retry-after': '0' }).end(status === 200 ? '{"partialSuccess":{"rejectedSpans":"1"}}' : 'no');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies };
}

it('sends in batches, waits when asked to, and tells what was sent and rejected', async () => {
  const { baseUrl, bodies } = await answering(200, 429, 503);
  const progress: number[] = [];

  const sent = await sendTraces(traces, 'demo', { baseUrl, apiKey: undefined }, (it) => progress.push(it.traces));

  expect(sent).toEqual({ traces: 45, spans: traces.flatMap((it) => it.steps).length, rejected: 3 });
  expect(progress).toEqual([20, 40, 45]);
  expect(bodies.map((it) => it.resourceSpans.length)).toEqual([20, 20, 5]);
});

it('says what the server said when it refuses', async () => {
  const { baseUrl } = await answering(413);

  await expect(sendTraces(traces, 'demo', { baseUrl, apiKey: undefined }, () => {})).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('status 413: no') });
});

it('says what to do when nobody answers', async () => {
  const { baseUrl } = await answering();
  server.close();

  await expect(sendTraces(traces, 'demo', { baseUrl, apiKey: undefined }, () => {})).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('hfao up') });
});
