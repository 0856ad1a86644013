import { afterEach, beforeAll, expect, it } from 'vitest';
import { startCollector, type Collector, type ReceivedSpan } from './collector.js';
import { buildSdk, runHost } from './host.js';

let collector: Collector;

beforeAll(buildSdk);
afterEach(() => collector.close());

const named = (name: string) => collector.spans.find((it) => it.name === name) as ReceivedSpan;
const to = (url: string, more: Record<string, string> = {}) => ({ HFAO_BASE_URL: url, ...more });

it('traces a client that an ES module imported before init, by one exporter however often init is called, and flushes at exit', async () => {
  collector = await startCollector();

  const ended = await runHost('esm.mjs', to(collector.url, { HFAO_API_KEY: 'hfao_pat_1', NODE_OPTIONS: '--trace-warnings' }));

  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(collector.spans.map((it) => it.name).sort()).toEqual(['OpenAI Chat Completions', 'OpenAI Chat Completions', 'run']);
  expect(collector.requests[0]).toMatchObject({ path: '/v1/traces', headers: { 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip', authorization: 'Bearer hfao_pat_1' } });
  expect(named('run').resource).toMatchObject({ 'hfao.project_id': 'first', 'service.name': 'first', 'deployment.environment.name': 'test', 'service.version': '7' });
  for (const span of collector.spans) {
    expect(span.attributes).toMatchObject({ 'session.id': 's-1', 'user.id': 'u-1', 'tag.tags': ['a', 'b'], metadata: '{"plan":"pro"}' });
    expect(span.trace_id).toBe(named('run').trace_id);
  }
  expect(named('OpenAI Chat Completions').attributes).toMatchObject({ 'openinference.span.kind': 'LLM', 'llm.token_count.prompt_details.cache_read': expect.any(Number) });
});

it('traces a client that a CommonJS program requires', async () => {
  collector = await startCollector();

  const ended = await runHost('cjs.cjs', to(collector.url));

  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(named('OpenAI Chat Completions').parent_span_id).toBe(named('run').span_id);
});

it('instruments a client that is handed over', async () => {
  collector = await startCollector();

  const ended = await runHost('explicit-module.mjs', to(collector.url));

  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(collector.spans.map((it) => it.name)).toEqual(['OpenAI Chat Completions']);
});

it('is one SDK when both of its builds are loaded', async () => {
  collector = await startCollector();

  const ended = await runHost('both-builds.mjs', to(collector.url));

  expect(JSON.parse(ended.stdout)).toEqual([{ exported: 1, dropped: 0, queued: 0 }, { exported: 1, dropped: 0, queued: 0 }]);
  expect(collector.spans).toHaveLength(1);
  expect(named('inner').attributes['session.id']).toBe('s-1');
});

it('joins the OpenTelemetry set-up of the host, whose own exporter keeps every span', async () => {
  collector = await startCollector();
  const theirs = await startCollector();

  const ended = await runHost('own-telemetry.mjs', to(collector.url, { HOST_COLLECTOR: theirs.url }));
  await theirs.close();

  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(theirs.spans.map((it) => it.name)).toEqual(['advise', 'checkout']);
  expect(collector.spans.map((it) => it.name)).toEqual(['advise', 'checkout']);
  expect(named('checkout').resource).toMatchObject({ 'service.name': 'shop', 'hfao.project_id': 'mine' });
  expect(theirs.spans[1].resource).not.toHaveProperty('hfao.project_id');
  expect(named('advise')).toMatchObject({ parent_span_id: named('checkout').span_id, attributes: { 'session.id': 's-1' } });
});

it('works as a span processor of the host', async () => {
  collector = await startCollector();
  const theirs = await startCollector();

  await runHost('own-telemetry.mjs', to(collector.url, { HOST_COLLECTOR: theirs.url, HOST_EXPLICIT: '1' }));
  await theirs.close();

  expect(collector.spans.map((it) => it.name)).toEqual(['advise', 'checkout']);
  expect(named('advise').resource).toMatchObject({ 'hfao.project_id': 'mine' });
});

it('stays beside a provider that cannot be joined', async () => {
  collector = await startCollector();
  const theirs = await startCollector();

  const ended = await runHost('own-telemetry.mjs', to(collector.url, { HOST_COLLECTOR: theirs.url, HOST_SEALED: '1' }));
  await theirs.close();

  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(theirs.spans.map((it) => it.name)).toEqual(['checkout']);
  expect(collector.spans.map((it) => it.name)).toEqual(['advise']);
  expect(named('advise').trace_id).toBe(theirs.spans[0].trace_id);
});

it('lets the host finish quickly when nobody listens, and counts what was lost', async () => {
  collector = await startCollector();
  await collector.close();

  const silent = await runHost('plain.mjs', to(collector.url));
  const flushing = await runHost('plain.mjs', to(collector.url, { HOST_FLUSHES: '1', HOST_SPANS: '3' }));

  expect(silent).toMatchObject({ code: 0, stderr: '', stdout: 'ready\n' });
  expect(silent.ms).toBeLessThan(5_000);
  expect(flushing.stdout).toContain('{"exported":0,"dropped":3,"queued":0}');
  expect(flushing.ms).toBeLessThan(7_000);
});

it('lets the host finish within seconds when the endpoint takes the request and never answers', async () => {
  collector = await startCollector(() => 'hang');

  const ended = await runHost('plain.mjs', to(collector.url, { HOST_RUNS_MS: '1500' }));

  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(ended.ms).toBeLessThan(8_000);
});

it('tries again when it is asked to, and sends halves of a batch that is too large', async () => {
  collector = await startCollector((n, spans) => (n === 0 ? 429 : spans > 3 ? 413 : 200));

  const ended = await runHost('plain.mjs', to(collector.url, { HOST_FLUSHES: '1', HOST_SPANS: '8' }));

  expect(ended.stdout).toContain('{"exported":8,"dropped":0,"queued":0}');
  expect(new Set(collector.spans.map((it) => it.span_id)).size).toBe(8);
});

it('drops and counts what its bounded queue cannot take', async () => {
  collector = await startCollector();

  const ended = await runHost('plain.mjs', to(collector.url, { HOST_FLUSHES: '1', HOST_SPANS: '50', OTEL_BSP_MAX_QUEUE_SIZE: '20' }));

  expect(ended.stdout).toContain('{"exported":20,"dropped":30,"queued":0}');
});

it('sends nothing when disabled', async () => {
  collector = await startCollector();

  await runHost('plain.mjs', to(collector.url, { HOST_DISABLED: '1' }));
  await runHost('plain.mjs', to(collector.url, { OTEL_SDK_DISABLED: 'true' }));

  expect(collector.requests).toEqual([]);
});

it('reads the standard exporter variables', async () => {
  collector = await startCollector();

  await runHost('plain.mjs', { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_HEADERS: 'x-team=blue', OTEL_EXPORTER_OTLP_COMPRESSION: 'none', OTEL_SERVICE_NAME: 'named' });

  expect(collector.requests[0].headers).toMatchObject({ 'x-team': 'blue' });
  expect(collector.requests[0].headers['content-encoding']).toBeUndefined();
  expect(named('work').resource['service.name']).toBe('named');
});

it('survives a base URL that is none', async () => {
  collector = await startCollector();

  const ended = await runHost('plain.mjs', to('not a url'));

  expect(ended).toMatchObject({ code: 0, stderr: '', stdout: 'ready\n' });
});

it('flushes on SIGTERM and dies of it, or leaves the end to the host that handles it', async () => {
  collector = await startCollector();
  const terminateWhenReady = (child: Parameters<NonNullable<Parameters<typeof runHost>[2]>>[0]) => child.stdout?.once('data', () => child.kill('SIGTERM'));
  const busy = { HOST_RUNS_MS: '10000', OTEL_BSP_SCHEDULE_DELAY: '60000' };

  const alone = await runHost('plain.mjs', to(collector.url, busy), terminateWhenReady);
  const handled = await runHost('plain.mjs', to(collector.url, { ...busy, HOST_HANDLES_SIGTERM: '1' }), terminateWhenReady);

  expect(alone).toMatchObject({ code: null, signal: 'SIGTERM' });
  expect(handled).toMatchObject({ code: 3, stdout: 'ready\nhost cleaned up\n' });
  expect(collector.spans).toHaveLength(2);
});

it('records any argument, result and error without changing them', async () => {
  collector = await startCollector();

  const ended = await runHost('trouble.mjs', to(collector.url));

  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(ended.stdout)).toEqual({ same: true, caught: true, rejected: 'bad', untouched: true, added: 5, spread: 'ab', streamed: 'xy' });
  const echoed = collector.spans.filter((it) => it.name === 'echo').map((it) => it.attributes['input.value']);
  expect(echoed[0]).toBe('{"name":"loop","list":["[circular]"],"self":"[circular]"}');
  expect(echoed[1]).toContain('"secret":"[unreadable: no access]"');
  expect(named('throws').status.code).toBe(2);
  expect(named('rejects')).toMatchObject({ status: { code: 2, message: 'bad' }, events: [{ name: 'exception', attributes: { 'exception.type': 'TypeError' } }] });
  expect(named('letters').attributes['output.value']).toBe('ab');
  expect(named('slow').attributes).toMatchObject({ 'output.value': 'xy', 'openinference.span.kind': 'LLM' });
  expect(named('inside').parent_span_id).toBe(named('slow').span_id);
  expect(named('left').status.code).toBe(1);
  expect(named('search').attributes).toMatchObject({ 'retrieval.documents.0.document.id': 'd1', 'retrieval.documents.0.document.score': 0.5, 'retrieval.documents.0.document.content': 'text' });
  expect(named('quiet').attributes).not.toHaveProperty('input.value');
});
