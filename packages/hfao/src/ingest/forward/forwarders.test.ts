import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ForwardingRule } from '../../model/forwarding-rule.js';
import { STANDARD_SETTINGS } from '../../model/project-settings.js';
import { makeLog } from '../../runtime/log.js';
import { readTraces } from '../decode/read-traces.js';
import { exportRequest } from '../encode/export-request.js';
import { Forwarders } from './forwarders.js';

let target: Server;
let received: { url: string; headers: IncomingHttpHeaders; body: Buffer }[];
let answers: { status: number; headers?: Record<string, string> }[];
let forwarders: Forwarders;

beforeEach(async () => {
  received = [];
  answers = [];
  forwarders = new Forwarders(makeLog('silent'));
  target = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ url: request.url!, headers: request.headers, body: Buffer.concat(chunks) });
      const { status, headers = {} } = answers.shift() ?? { status: 200 };
      response.writeHead(status, headers).end();
    });
  });
  await new Promise<void>((resolve) => { target.listen(0, '127.0.0.1', resolve); });
});
afterEach(async () => {
  await forwarders.close();
  target.closeAllConnections();
  await new Promise((resolve) => { target.close(resolve); });
});

const url = () => `http://127.0.0.1:${(target.address() as AddressInfo).port}/`;
const rule = (changes: Partial<ForwardingRule> = {}) => ForwardingRule.parse({ name: 'tee', url: url(), headers: { 'x-api-key': 'k' }, ...changes });
const use = (...rules: ForwardingRule[]) => forwarders.apply('a', { ...STANDARD_SETTINGS, forwarding_rules: rules });

it('sends on what a project receives, compressed', async () => {
  use(rule());
  const body = request(['alpha']);

  forwarders.offer(offered(body));

  await vi.waitFor(() => expect(received).toHaveLength(1));
  expect(received[0]).toMatchObject({ url: '/v1/traces', headers: { 'x-api-key': 'k', 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip' } });
  expect(gunzipSync(received[0].body).equals(body)).toBe(true);
  await vi.waitFor(() => expect(forwarders.status('a')).toMatchObject([{ state: 'idle', sent_requests: 1, queued_bytes: 0 }]));
});

it.each(['protobuf', 'json'] as const)('keeps back what belongs to other projects (%s)', async (encoding) => {
  use(rule());
  const inflated = request(['alpha', 'beta', undefined], encoding);

  forwarders.offer({ ...offered(inflated), encoding });

  await vi.waitFor(() => expect(received).toHaveLength(1));
  const projects: unknown[] = [];
  readTraces(new Uint8Array(gunzipSync(received[0].body)), encoding, (_span, resource) => { projects.push(resource.attributes['hfao.project']); });
  expect(projects).toEqual(['alpha']);
});

it('sends nothing of projects without rules, of signals that a rule leaves out, or while it is off', async () => {
  use(rule({ signals: ['logs'] }), rule({ name: 'off', enabled: false }));

  forwarders.offer(offered(request(['alpha'])));
  forwarders.offer(offered(request(['beta'])));

  expect(forwarders.status('a')).toMatchObject([{ queued_requests: 0 }, { state: 'off', queued_requests: 0 }]);
  expect(forwarders.status('b')).toEqual([]);
});

it('tries again when the target asks for time, in order, and gives up what it will never take', async () => {
  use(rule());
  answers = [{ status: 503, headers: { 'retry-after': '0' } }, { status: 200 }, { status: 400 }, { status: 200 }];

  for (let i = 0; i < 3; i++) forwarders.offer(offered(request(['alpha'], 'protobuf', `span ${i}`)));

  await vi.waitFor(() => expect(received).toHaveLength(4));
  expect(received.map(({ body }) => nameIn(body))).toEqual(['span 0', 'span 0', 'span 1', 'span 2']);
  await vi.waitFor(() => expect(forwarders.status('a')).toMatchObject([{ state: 'idle', sent_requests: 2, dropped_requests: 1, last_error: 'The target answered 400.' }]));
});

it('is not slowed by a dead target, and holds no more for it than it may', async () => {
  use(rule({ url: 'http://127.0.0.1:9/', max_queue_bytes: 1 << 20 }));
  const inflated = request(['alpha'], 'protobuf', 'x'.repeat(300_000));

  const began = performance.now();
  for (let i = 0; i < 5; i++) forwarders.offer(offered(inflated));
  const took = performance.now() - began;

  expect(took).toBeLessThan(1000);
  await vi.waitFor(() => expect(forwarders.status('a')).toMatchObject([{ state: 'waiting', queued_requests: 3, dropped_requests: 2 }]));
  expect(forwarders.status('a')[0].queued_bytes).toBeLessThan(1 << 20);
});

it('keeps the queue of a rule that stays, and never shows secrets of a URL', () => {
  use(rule({ url: 'http://127.0.0.1:9/?key=secret' }));
  forwarders.offer(offered(request(['alpha'])));

  use(rule({ url: 'http://127.0.0.1:9/?key=secret' }), rule({ name: 'second' }));

  expect(forwarders.status('a')).toMatchObject([{ name: 'tee', queued_requests: 1 }, { name: 'second', queued_requests: 0 }]);
  expect(JSON.stringify(forwarders.status('a'))).not.toContain('secret');
});

function offered(body: Uint8Array) {
  return { position: 1, receivedAt: 1, signal: 'traces', encoding: 'protobuf', body: new Uint8Array(body).buffer, projectId: 'standard', projects: { alpha: 'a', beta: 'b' } } as const;
}

function request(projects: readonly (string | undefined)[], encoding: 'protobuf' | 'json' = 'protobuf', name = 'step'): Uint8Array {
  return exportRequest(projects.map((project, i) => ({
    span: {
      traceId: '1'.repeat(32), spanId: `${i + 1}`.repeat(16), parentId: '', name, kind: 1, start: 1_000_000, end: 2_000_000, durationNs: 1_000_000_000, rawTimes: null, status: 0, statusMessage: '',
      traceState: '', flags: 1, attributeCount: 0, keys: [], values: [], events: null, links: null, droppedAttributes: 0, droppedEvents: 0, droppedLinks: 0,
    },
    resource: { attributes: Object.fromEntries(project === undefined ? [] : [['hfao.project', project]]), schemaUrl: '' },
    scope: { name: 'test', version: '', attributes: {}, schemaUrl: '' },
  })), encoding);
}

function nameIn(body: Buffer): string {
  let name = '';
  readTraces(new Uint8Array(gunzipSync(body)), 'protobuf', (span) => { ({ name } = span); });
  return name;
}
