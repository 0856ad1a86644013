import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { makeLog } from '../../runtime/log.js';
import { openIngestLog, type IngestLog } from '../log/ingest-log.js';
import type { CheckedRequest } from './ingest-buffer.js';
import { LocalBuffer } from './local-buffer.js';
import { ProjectIds } from './project-ids.js';
import type { WriteRequest } from './write-request.js';

const log = makeLog('silent');
let directory: string;
let ingestLog: IngestLog;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hfao-road-'));
  ingestLog = await openLog();
});
afterEach(async () => {
  await ingestLog.close();
  await rm(directory, { recursive: true, force: true });
});

const openLog = () => openIngestLog({ directory, secretKey: Buffer.alloc(32, 3), log });

/** JSON of an OTLP request whose resource names this project; no spans, so it is small and still decodable. */
const bodyOf = (project: string) => Buffer.from(JSON.stringify({ resourceSpans: [{ resource: { attributes: [{ key: 'hfao.project', value: { stringValue: project } }] }, scopeSpans: [{ spans: [span] }] }] }));
const span = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), name: 'n', startTimeUnixNano: '1', endTimeUnixNano: '2' };

function request(inflated: Uint8Array, projectNames: string[] = []): CheckedRequest {
  return { receivedAt: 5, signal: 'traces', encoding: 'json', contentEncoding: 'gzip', body: gzipSync(inflated), inflated, projectNames };
}

/** A buffer over the log as it is; `stored` is what the store has. */
function openBuffer(stored = 0): { buffer: LocalBuffer; sent: WriteRequest[]; consumed: Promise<void> } {
  const sent: WriteRequest[] = [];
  const projects = new ProjectIds({ ensureProject: async (slug, name) => ({ id: `id of ${slug}`, slug, name, workspace_id: 'w', created_at: '' }) });
  const buffer = new LocalBuffer({ ingestLog, projects, defaultProjectId: 'id of default', storedPosition: stored, inflate: (body) => gunzipSync(body), log });
  return { buffer, sent, consumed: buffer.consume((it) => sent.push(it)) };
}

const text = (it: WriteRequest) => Buffer.from(it.body).toString();

it('sends what it acknowledged, in the order of the log, with the ids of the projects it names', async () => {
  const { buffer, sent } = openBuffer();

  await Promise.all(['one', 'two', 'three'].map((it) => buffer.append(request(Buffer.from(it), ['My Agent']))));

  expect(sent.map(text)).toEqual(['one', 'two', 'three']);
  expect(sent[0]).toMatchObject({ position: 1, receivedAt: 5, encoding: 'json', projectId: 'id of default', projects: { 'my-agent': 'id of my-agent' } });
});

it('counts what is pending until it is settled', async () => {
  const { buffer } = openBuffer();
  await buffer.append(request(Buffer.alloc(1000)));
  await buffer.append(request(Buffer.alloc(500)));
  expect(buffer.pending().bytes).toBe(1500);

  buffer.settled(1);

  expect(buffer.pending().bytes).toBe(500);
});

it('keeps nothing of a request that the log did not take', async () => {
  const { buffer, sent } = openBuffer();
  await ingestLog.close();

  await expect(buffer.append(request(Buffer.alloc(1000)))).rejects.toMatchObject({ code: 'unavailable' });

  expect(buffer.pending().bytes).toBe(0);
  expect(sent).toEqual([]);
});

it('sends what the last run did not store first, and what comes meanwhile after it', async () => {
  const before = openBuffer();
  for (const project of ['a', 'b', 'c']) await before.buffer.append(request(bodyOf(project), [project]));
  await ingestLog.close();
  ingestLog = await openLog();
  const { buffer, sent, consumed } = openBuffer(1);

  expect(buffer.waitingFor()).toEqual(['replay of the ingest log']);
  await buffer.append(request(Buffer.from('new')));
  await consumed;

  expect(buffer.waitingFor()).toEqual([]);
  expect(sent.map((it) => [it.position, it.projects])).toEqual([[2, { b: 'id of b' }], [3, { c: 'id of c' }], [4, {}]]);
  expect(text(sent[0])).toBe(bodyOf('b').toString());
});

it('holds only a part of a long replay in memory, and lets nothing overtake it', async () => {
  const before = openBuffer();
  const big = Buffer.alloc(6 << 20, ' ');
  big.write('{}');
  for (let i = 0; i < 6; i++) await before.buffer.append(request(big));
  await ingestLog.close();
  ingestLog = await openLog();
  const { buffer, sent, consumed } = openBuffer();

  await buffer.append(request(Buffer.from('new')));
  await vi.waitFor(() => expect(sent).toHaveLength(3));
  expect(sent.map((it) => it.position)).toEqual([1, 2, 3]);
  for (let position = 1; position <= 6; position++) {
    buffer.settled(position);
    await vi.waitFor(() => expect(sent.length).toBeGreaterThan(Math.min(position + 2, 6) - 1));
  }

  await consumed;
  expect(sent.map((it) => it.position)).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

it('keeps what was accepted during a replay that is broken off for the next start', async () => {
  const before = openBuffer();
  const big = Buffer.alloc(20 << 20, ' ');
  big.write('{}');
  for (let i = 0; i < 3; i++) await before.buffer.append(request(big));
  await ingestLog.close();
  ingestLog = await openLog();
  const { buffer, sent, consumed } = openBuffer();
  await buffer.append(request(bodyOf('late')));

  await vi.waitFor(() => expect(sent).toHaveLength(1));
  buffer.stop();
  await consumed;

  expect(sent.map((it) => it.position)).toEqual([1]);
});
