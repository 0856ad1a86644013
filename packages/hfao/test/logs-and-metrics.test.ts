import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IngestHealth } from '../src/model/ingest-health.js';
import type { LogEntry } from '../src/model/log-entry.js';
import type { Observation } from '../src/model/observation.js';
import type { Score } from '../src/model/score.js';
import type { TraceSummary } from '../src/model/trace.js';
import { ServerProcess } from './server-process.js';

const dataDir = mkdtempSync(join(tmpdir(), 'hfao-logs-'));
let server: ServerProcess;
beforeAll(async () => { server = await ServerProcess.start(dataDir); });
afterAll(async () => {
  await server?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** 2026-11-23T08:00:00Z in milliseconds. */
const START = 1_795_420_800_000;

interface Trace { trace: TraceSummary; observations: Observation[]; scores: Score[] }

describe('a model call whose span and log records arrive apart', () => {
  const span = (ids: Ids) => ({ resourceSpans: [{ scopeSpans: [{ scope: { name: 'app' }, spans: [{
    ...ids, name: 'chat gpt-5', kind: 3, startTimeUnixNano: nanos(0), endTimeUnixNano: nanos(2000), attributes: attributes({ 'gen_ai.operation.name': 'chat', 'gen_ai.usage.input_tokens': 5, 'gen_ai.usage.output_tokens': 2 }),
  }] }] }] });
  type Request = [signal: 'traces' | 'logs', body: object];
  const messages = (ids: Ids) => logs('opentelemetry.instrumentation.openai_v2', [
    record(ids, 10, 'gen_ai.user.message', {}, { content: 'what is the weather?' }),
    record(ids, 1900, 'gen_ai.choice', {}, { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'sunny' } }),
    record(ids, 1950, 'gen_ai.evaluation.result', { 'gen_ai.evaluation.name': 'Helpful', 'gen_ai.evaluation.score.value': 0.9 }),
    record(ids, 1960, '', { 'code.function': 'main' }, 'a line that the program logged'),
  ]);
  const system = (ids: Ids) => logs('opentelemetry.instrumentation.openai_v2', [record(ids, 5, 'gen_ai.system.message', {}, { content: 'be brief' })]);

  it.each([
    ['the span first', 'a', (ids: Ids): Request[] => [['traces', span(ids)], ['logs', messages(ids)], ['logs', system(ids)]]],
    ['the span last', 'b', (ids: Ids): Request[] => [['logs', messages(ids)], ['logs', system(ids)], ['traces', span(ids)]]],
    ['the span between', 'c', (ids: Ids): Request[] => [['logs', system(ids)], ['traces', span(ids)], ['logs', messages(ids)]]],
  ] as const)('is one observation with its conversation and its score: %s, each sent twice', async (_, digit, order) => {
    const ids = { traceId: digit.repeat(32), spanId: digit.repeat(16) };
    const requests = order(ids);

    for (const [signal, body] of [...requests, ...requests]) {
      await send(signal, body);
      await sleep(200);   // a batch of its own
    }
    const { trace, observations, scores } = await until(() => server.get<Trace>(`/api/v1/projects/default/traces/${ids.traceId}`), (it) => it.observations[0]?.source === 'merged' && it.scores.length === 1);

    expect(observations).toMatchObject([{
      observation_id: ids.spanId, name: 'chat gpt-5', type: 'GENERATION', source: 'merged', input_tokens: 5, output_tokens: 2, usage_counted: true, finish_reasons: ['stop'],
      input: { messages: [{ role: 'system', parts: [{ content: 'be brief' }] }, { role: 'user', parts: [{ content: 'what is the weather?' }] }] },
      output: { messages: [{ role: 'assistant', parts: [{ content: 'sunny' }] }] },
      events: [{ name: 'gen_ai.system.message' }, { name: 'gen_ai.user.message' }, { name: 'gen_ai.choice' }, { name: 'gen_ai.evaluation.result' }],
    }]);
    expect(trace).toMatchObject({ observation_count: 1, total_tokens: 7, output_preview: 'sunny' });
    expect(scores).toMatchObject([{ name: 'Helpful', value: 0.9, observation_id: ids.spanId }]);
    const { logs: stored } = await server.get<{ logs: LogEntry[] }>(`/api/v1/projects/default/logs?trace_id=${ids.traceId}&observation_id=${ids.spanId}`);
    expect(stored.map((it) => it.event_name)).toEqual([null, 'gen_ai.evaluation.result', 'gen_ai.choice', 'gen_ai.user.message', 'gen_ai.system.message']);
    expect(stored[0]).toMatchObject({ body: 'a line that the program logged', attributes: { 'code.function': 'main' } });
  });
});

it('makes a trace of what Claude Code logs without traces, with the cost that it reports', async () => {
  const session = { 'session.id': 'session-1', 'prompt.id': 'prompt-1' };
  const none = { traceId: '', spanId: '' };
  await send('logs', logs('com.anthropic.claude_code.events', [record(none, 0, '', { 'event.name': 'user_prompt', ...session, prompt: 'fix it' }, 'claude_code.user_prompt')]));
  await send('logs', logs('com.anthropic.claude_code.events', [
    record(none, 3000, '', { 'event.name': 'api_request', ...session, model: 'claude-sonnet-4-5', cost_usd: '0.0123', duration_ms: '2000', input_tokens: '10', output_tokens: '20', cache_read_tokens: '100', cache_creation_tokens: '0' }, 'claude_code.api_request'),
    record(none, 4000, '', { 'event.name': 'tool_result', ...session, tool_name: 'Bash', tool_use_id: 't', success: 'true', duration_ms: '500' }, 'claude_code.tool_result'),
  ]));

  const { traces } = await until(() => server.get<{ traces: TraceSummary[] }>('/api/v1/projects/default/traces?session_id=session-1'), (it) => it.traces[0]?.observation_count === 3);

  expect(traces).toMatchObject([{ name: 'claude_code.interaction', session_id: 'session-1', input_preview: 'fix it', models: ['claude-sonnet-4-5'], input_tokens: 110, output_tokens: 20, total_cost_usd: 0.0123, duration_ns: 4e9 }]);
});

it('takes metrics, each point once, and gives them as series', async () => {
  const points = [['input', 'claude-sonnet-4-5', 10], ['output', 'claude-sonnet-4-5', 5], ['input', 'claude-haiku-4-5', 7]] as const;
  const body = { resourceMetrics: [{ scopeMetrics: [{ scope: { name: 'com.anthropic.claude_code' }, metrics: [{
    name: 'claude_code.token.usage', unit: 'tokens', sum: {
      aggregationTemporality: 1, isMonotonic: true,
      dataPoints: points.map(([type, model, value]) => ({ timeUnixNano: nanos(60_000), startTimeUnixNano: nanos(0), asInt: String(value), attributes: attributes({ type, model, 'session.id': 's' }) })),
    },
  }, {
    name: 'gen_ai.client.operation.duration', unit: 's', histogram: {
      aggregationTemporality: 2, dataPoints: [{ timeUnixNano: nanos(60_000), startTimeUnixNano: nanos(0), count: '4', sum: 10, explicitBounds: [1, 2, 4], bucketCounts: ['0', '2', '2', '0'], attributes: attributes({ 'gen_ai.request.model': 'gpt-5' }) }],
    },
  }] }] }] };

  for (let i = 0; i < 2; i++) await send('metrics', body);
  const { metrics } = await until(() => server.get<{ metrics: { name: string; points: number }[] }>('/api/v1/projects/default/metrics'), (it) => it.metrics.length === 2);
  const range = 'from=2026-11-23T08:00:00Z&to=2026-11-23T09:00:00Z&bucket=1h';
  const tokens = await server.get(`/api/v1/projects/default/metrics/claude_code.token.usage?${range}&group_by=token_type`);
  const duration = await server.get(`/api/v1/projects/default/metrics/gen_ai.client.operation.duration?${range}&group_by=model`);

  expect(metrics).toMatchObject([{ name: 'claude_code.token.usage', points: 3, series: 3, measure: 'tokens', temporality: 'delta' }, { name: 'gen_ai.client.operation.duration', points: 1, measure: 'duration_s', type: 'histogram' }]);
  expect(tokens).toMatchObject({ groups: [{ group: 'input', buckets: [{ value: 17 }] }, { group: 'output', buckets: [{ value: 5 }] }] });
  expect(duration).toMatchObject({ groups: [{ group: 'gpt-5', buckets: [{ value: 10, count: 4, average: 2.5, p50: 2 }] }] });
});

it('counts what was received and stored of each signal', async () => {
  const health = await until(() => server.get<IngestHealth>('/api/v1/projects/default/ingest-health'), (it) => it.stored_data_points === 8);

  expect(health).toMatchObject({ received_log_records: 33, rejected_log_records: 0, stored_log_records: 33, received_data_points: 8, stored_data_points: 8, stored_spans: 6 });
});

interface Ids { traceId: string; spanId: string }

const nanos = (ms: number) => `${START + ms}000000`;

function logs(scope: string, logRecords: object[]) {
  return { resourceLogs: [{ resource: { attributes: attributes({ 'service.name': 'journey' }) }, scopeLogs: [{ scope: { name: scope }, logRecords }] }] };
}

function record(ids: Ids, ms: number, eventName: string, said: Record<string, unknown>, body?: unknown) {
  return { ...ids, timeUnixNano: nanos(ms), observedTimeUnixNano: nanos(ms), severityNumber: 9, eventName, attributes: attributes(said), ...(body === undefined ? {} : { body: anyValue(body) }) };
}

function attributes(said: Record<string, unknown>) {
  return Object.entries(said).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: unknown): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  return { kvlistValue: { values: attributes(value as Record<string, unknown>) } };
}

async function send(signal: string, body: object): Promise<void> {
  const response = await fetch(new URL(`/v1/${signal}`, server.at.otlp_http_url), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (response.status !== 200) throw new Error(`${signal}: ${response.status} ${await response.text()}`);
}

async function until<T>(read: () => Promise<T>, isThere: (found: T) => boolean): Promise<T> {
  let last: T | undefined;
  for (let tries = 0; tries < 200; tries++) {
    last = await read().catch(() => undefined);
    if (last !== undefined && isThere(last)) return last;
    await sleep(25);
  }
  throw new Error(`it has not come; the last was ${JSON.stringify(last)}`);
}
