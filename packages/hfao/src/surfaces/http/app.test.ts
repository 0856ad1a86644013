import { request as httpRequest } from 'node:http';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { aRow, START } from '../../../test/a-row.js';
import { serveSurfaces, type Served } from '../../../test/served-surfaces.js';
import { operations } from '../../operations/all.js';

const TRACE = 'a'.repeat(32);
const ROOT = 'b'.repeat(16);
const TOOL = 'c'.repeat(16);

let served: Served;
const webDir = mkdtempSync(join(tmpdir(), 'hfao-web-'));

beforeAll(async () => {
  mkdirSync(join(webDir, 'assets'));
  writeFileSync(join(webDir, 'index.html'), '<!doctype html><title>cockpit</title>');
  writeFileSync(join(webDir, 'assets', 'app-1a2b3c.js'), 'console.log(1)');
  served = await serveSurfaces({ webDir });
  await served.write([
    aRow({ trace_id: TRACE, observation_id: ROOT, name: 'book a flight', type: 'AGENT', status: 'error', status_message: 'no seat', agent_name: 'planner', input: 'to Oslo' }),
    aRow({ trace_id: TRACE, observation_id: TOOL, parent_observation_id: ROOT, name: 'search', type: 'TOOL', start_time: START + 1, output: '{"seats":[]}', attributes: ['peak', 'true'] }),
    ...Array.from({ length: 6 }, (_, i) => aRow({ name: `run ${i}`, start_time: START - (i + 1) * 1_000_000, type: 'GENERATION', model: 'm-1', usage_counted: true, total_tokens: 10, input_tokens: 6, output_tokens: 4 })),
  ]);
});
afterAll(async () => {
  await served.close();
  rmSync(webDir, { recursive: true, force: true });
});

async function get(path: string): Promise<{ status: number; headers: Headers; body: any }> { // oxlint-disable-line typescript/no-explicit-any
  const response = await fetch(served.url + path);
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text };
}

describe('REST', () => {
  const range = `from=${(START / 1000) - 3_600_000}&to=${(START / 1000) + 3_600_000}`;
  it.each([
    ['list_projects', '/api/v1/projects'],
    ['list_traces', '/api/v1/projects/default/traces?limit=3&has_errors=false'],
    ['get_trace', `/api/v1/projects/default/traces/${TRACE}`],
    ['get_observation', `/api/v1/projects/default/traces/${TRACE}/observations/${TOOL}`],
    ['search_traces', '/api/v1/projects/default/search?query=oslo'],
    ['get_overview', `/api/v1/projects/default/overview?${range}`],
    ['list_facets', '/api/v1/projects/default/facets'],
    ['get_ingest_health', '/api/v1/projects/default/ingest-health'],
  ])('answers %s as its schema promises', async (name, path) => {
    const { status, body } = await get(path);

    const operation = operations.find((it) => it.name === name)!;
    expect(status).toBe(200);
    expect(operation.output.strict().parse(body)).toEqual(body);
  });

  it('gives a trace with its observations in order and everything that arrived', async () => {
    const { body } = await get(`/api/v1/projects/default/traces/${TRACE}`);

    expect(body.trace).toMatchObject({ name: 'book a flight', status: 'error', observation_count: 2 });
    expect(body.observations.map((it: { observation_id: string }) => it.observation_id)).toEqual([ROOT, TOOL]);
    expect(body.observations[1]).toMatchObject({ output: { seats: [] }, attributes: { peak: true }, start_time: '2026-11-23T08:00:00.000001Z' });
    expect(body.truncated).toBe(false);
  });

  it('leaves payloads out of a skeleton', async () => {
    const { body } = await get(`/api/v1/projects/default/traces/${TRACE}?detail=skeleton`);

    expect(body.observations[1]).toMatchObject({ name: 'search', output: null, attributes: {} });
  });

  it('cuts a trace of more than 10,000 observations and says so', async () => {
    const long = await serveSurfaces();
    await long.write(Array.from({ length: 10_001 }, (_, i) => aRow({ trace_id: TRACE, start_time: START + i })));

    const response = await fetch(`${long.url}/api/v1/projects/default/traces/${TRACE}?detail=skeleton`);
    const body = await response.json() as { observations: { start_time: string }[]; truncated: boolean };
    await long.close();

    expect(body.truncated).toBe(true);
    expect(body.observations).toHaveLength(10_000);
    expect(body.observations[9_999].start_time).toBe('2026-11-23T08:00:00.009999Z');
  });

  it('pages through a list without losing or repeating one', async () => {
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await get(`/api/v1/projects/default/traces?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...page.body.traces.map((it: { trace_id: string }) => it.trace_id));
      cursor = page.body.next_cursor;
    }

    expect(seen).toHaveLength(7);
    expect(new Set(seen).size).toBe(7);
  });

  it('counts totals of exactly the range that was asked for', async () => {
    const { body } = await get(`/api/v1/projects/default/overview?${range}`);

    expect(body.totals).toMatchObject({ traces: 7, failed_traces: 1, error_rate: 1 / 7, total_tokens: 60 });
    expect(body.buckets.length).toBeLessThanOrEqual(120);
    expect(body.buckets.reduce((sum: number, it: { traces: number }) => sum + it.traces, 0)).toBe(7);
  });

  it.each([
    ['?limit=abc', 'limit', 'limit is "abc": expected number'],
    ['?limit=501', 'limit', 'limit is 501'],
    ['?from=yesterday', 'from', 'from is "yesterday": is not a time. Use ISO 8601'],
    ['?from=1h&to=2h', 'from', 'from must be earlier than to'],
    ['?cursor=nonsense', 'cursor', 'cursor is not one of this list'],
    ['?cursor=e30', 'cursor', 'cursor is not one of this list'],
    ['?status=bad', 'status', 'expected one of "ok"|"error"|"unset"'],
    ['?has_errors=yes', 'has_errors', 'expected boolean'],
    ['?colour=red', 'colour', 'list_traces has no parameter "colour"; it takes project, from, to, where, status'],
    ['?project=other', 'project', 'project is given by the path'],
    ['?status=ok&status=error', 'status', 'status is ["ok","error"]'],
    ['?__proto__=1', '__proto__', 'has no parameter'],
  ])('refuses %s and names the field', async (query, field, sentence) => {
    const { status, body } = await get(`/api/v1/projects/default/traces${query}`);

    expect(status).toBe(400);
    expect(body.error).toMatchObject({ code: 'invalid_input', field, message: expect.stringContaining(sentence) });
  });

  it.each([
    ['/api/v1/projects/nobody/traces', 'project', 'There is no project "nobody". There is: default'],
    [`/api/v1/projects/default/traces/${'f'.repeat(32)}`, 'trace_id', 'get_ingest_health'],
    [`/api/v1/projects/default/traces/${TRACE}/observations/${'f'.repeat(16)}`, 'observation_id', 'get_trace lists those it has'],
    ['/api/v1/nothing', undefined, 'There is no GET /api/v1/nothing here'],
    ['/v1/nothing', undefined, '/openapi.json'],
  ])('answers 404 in JSON for %s', async (path, field, sentence) => {
    const { status, body } = await get(path);

    expect(status).toBe(404);
    expect(body.error).toMatchObject({ code: 'not_found', message: expect.stringContaining(sentence) });
    expect(body.error.field).toBe(field);
  });

  it('survives a path that is not text', async () => {
    const { status, body } = await get('/api/v1/projects/%ff/traces');

    expect(status).toBe(400);
    expect(body.error.code).toBe('invalid_input');
  });

  it('keeps a bug to itself', async () => {
    const store = { ...served.deps.store, listTraces: () => Promise.reject(new Error('secret detail')) };
    const broken = await serveSurfaces({ store });

    const response = await fetch(`${broken.url}/api/v1/projects/default/traces`);
    const text = await response.text();
    await broken.close();

    expect(response.status).toBe(500);
    expect(text).not.toContain('secret');
    expect(JSON.parse(text).error.code).toBe('internal');
  });
});

describe('the guard', () => {
  it('refuses a foreign Host on every path', async () => {
    for (const path of ['/', '/api/v1/projects', '/mcp', '/healthz', '/metrics', '/openapi.json']) {
      expect(await statusWith(path, { host: 'evil.example:7860' })).toBe(403);
    }
    expect(await statusWith('/healthz', { host: 'localhost' })).toBe(200);
  });

  it('gives no other site access', async () => {
    const response = await fetch(`${served.url}/api/v1/projects`, { headers: { origin: 'https://evil.example' } });

    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('sends the headers that keep untrusted content harmless', async () => {
    for (const path of ['/', '/api/v1/projects']) {
      const { headers } = await get(path);
      expect(headers.get('content-security-policy')).toContain("script-src 'self'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
  });
});

function statusWith(path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    httpRequest(served.url + path, { headers }, (response) => { response.resume(); resolve(response.statusCode!); }).on('error', reject).end();
  });
}

describe('the cockpit', () => {
  it('is served with long-lived assets and a fresh page for every route of its own', async () => {
    const asset = await get('/assets/app-1a2b3c.js');
    const page = await get('/projects/default/traces');

    expect(asset.headers.get('cache-control')).toContain('immutable');
    expect(page.body).toContain('<title>cockpit</title>');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    expect((await get('/')).body).toContain('<title>cockpit</title>');
  });

  it('answers a missing asset with 404, not with a page', async () => {
    expect((await get('/assets/gone.js')).status).toBe(404);
    expect((await get('/../../../etc/passwd')).body).not.toContain('root:');
    expect((await get('/%2e%2e/%2e%2e/etc/passwd')).body).not.toContain('root:');
  });

  it('says how to build it when it is not there', async () => {
    const bare = await serveSurfaces({ webDir: join(webDir, 'nothing') });

    const text = await (await fetch(`${bare.url}/`)).text();
    await bare.close();

    expect(text).toContain('npm run build');
  });
});

describe('operation of the server', () => {
  it('says when it is not ready and what it waits for', async () => {
    const starting = await serveSurfaces({ ready: () => ({ ready: false, waiting_for: ['replay of the ingest log'] }) });

    const ready = await fetch(`${starting.url}/readyz`);
    const healthy = await fetch(`${starting.url}/healthz`);
    const body = await ready.json();
    await starting.close();

    expect(ready.status).toBe(503);
    expect(body).toEqual({ ready: false, waiting_for: ['replay of the ingest log'] });
    expect(healthy.status).toBe(200);
  });

  it('counts ingest, requests and the process for Prometheus', async () => {
    const { body } = await get('/metrics');

    expect(body).toContain('hfao_ingest_accepted_spans_total{project="default"} 4');
    expect(body).toContain('hfao_ingest_refused_requests_total{code="undecodable"} 1');
    expect(body).toMatch(/hfao_http_request_seconds_count\{method="GET",route="\/api\/v1\/projects"/);
    expect(body).toContain('hfao_ingest_backpressure_total{project_id="default"} 2');
    expect(body).toContain('process_resident_memory_bytes');
  });

  it('tells a listener of traces as soon as they are stored, and stops while one listens', async () => {
    const other = await serveSurfaces();
    const response = await fetch(`${other.url}/api/v1/projects/default/live`);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    await reader.read();

    await other.write([aRow({ trace_id: TRACE })]);
    const { value } = await reader.read();
    await other.close();

    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(value).toBe(`event: stored\ndata: {"trace_ids":["${TRACE}"]}\n\n`);
  });

  it('stops listening for a client that has gone', async () => {
    const counting = await serveSurfaces();
    const leaving = new AbortController();
    const response = await fetch(`${counting.url}/api/v1/projects/default/live`, { signal: leaving.signal });
    await response.body!.getReader().read();

    expect(counting.listeners()).toBe(1);

    leaving.abort();

    await expect.poll(() => counting.listeners()).toBe(0);
    await counting.close();
  });

  it('tells an operation that its caller has gone', async () => {
    let signal: AbortSignal | undefined;
    const slow = await serveSurfaces();
    const run = vi.spyOn(operations.find((it) => it.name === 'list_projects')!, 'run').mockImplementation((context) => {
      ({ signal } = context);
      return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('gone'))));
    });
    const leaving = new AbortController();
    const answer = fetch(`${slow.url}/api/v1/projects`, { signal: leaving.signal }).catch(() => 'left');
    await expect.poll(() => signal).toBeDefined();

    leaving.abort();

    await expect.poll(() => signal?.aborted).toBe(true);
    expect(await answer).toBe('left');
    run.mockRestore();
    await slow.close();
  });
});
