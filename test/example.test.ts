import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Observation } from '../packages/hfao/src/model/observation.js';
import type { TraceSummary } from '../packages/hfao/src/model/trace.js';
import { startServer, type TestServer } from './server.js';

interface Trace {
  trace: TraceSummary;
  observations: Observation[];
}

const agent = fileURLToPath(new URL('../examples/openai-tools/agent.mjs', import.meta.url));
let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.stop());

it('shows the run that succeeds: model, messages, both tools with arguments and results, tokens, session, user and tags', async () => {
  const { code, traceId, output } = await runAgent();

  const { trace, observations } = await traceOf(traceId, 6);

  expect(code).toBe(0);
  expect(output).toContain(`${server.url}/p/openai-tools/traces/${traceId}`);
  expect(output).toContain('sent     6 spans');
  const generations = named(observations, 'OpenAI Chat Completions');
  const [findOrder] = named(observations, 'find_order');
  const [returnWindow] = named(observations, 'return_window');
  const [root] = named(observations, 'returns-agent');
  expect(observations.map((it) => it.type).toSorted()).toEqual(['AGENT', 'GENERATION', 'GENERATION', 'GENERATION', 'TOOL', 'TOOL']);
  for (const it of observations) expect(it).toMatchObject({ session_id: 'example-session', user_id: 'u_20418', tags: ['example'], environment: 'development', release: '1.0.0' });
  expect(root).toMatchObject({ parent_observation_id: null, agent_name: 'returns-agent', input: 'Can I still return order 48-20417?', output: expect.stringContaining('18 more days'), status: 'ok' });
  expect(findOrder).toMatchObject({ type: 'TOOL', status: 'ok', parent_observation_id: root.observation_id, input: { order_id: '48-20417' }, output: { item: 'desk lamp', delivered_days_ago: 12 } });
  expect(returnWindow).toMatchObject({ input: { country: 'DE', category: 'lighting' }, output: { policy: 'returns-2026', days: 30 } });
  expect(findOrder.tool_calls).toMatchObject([{ name: 'find_order', arguments: { order_id: '48-20417' }, result: { item: 'desk lamp' } }]);
  expect(generations).toHaveLength(3);
  for (const it of generations) expect(it).toMatchObject({ model: 'gpt-4.1-mini', usage_counted: true, input_tokens: expect.any(Number), output_tokens: expect.any(Number), cache_read_tokens: expect.any(Number) });
  expect(generations[0].tool_calls).toMatchObject([{ name: 'find_order', arguments: { order_id: '48-20417' } }]);
  expect(generations[0].input).toMatchObject({ messages: [{ role: 'system' }, { role: 'user', parts: [{ type: 'text', content: 'Can I still return order 48-20417?' }] }] });
  expect(generations[2].output).toMatchObject({ messages: [{ role: 'assistant', parts: [{ type: 'text', content: expect.stringContaining('18 more days') }] }] });
  expect(trace).toMatchObject({ status: 'ok', error_count: 0, session_id: 'example-session', user_id: 'u_20418', models: ['gpt-4.1-mini'] });
  expect(trace.input_tokens).toBe(generations.reduce((sum, it) => sum + it.input_tokens!, 0));
  expect(trace.output_tokens).toBe(generations.reduce((sum, it) => sum + it.output_tokens!, 0));
});

it('shows where the run that fails went wrong', async () => {
  const { code, traceId, output } = await runAgent('fail');

  const { trace, observations } = await traceOf(traceId, 3);

  const message = 'orders service: no connection while reading 48-20417';
  expect(code).toBe(1);
  expect(output).toContain(`failed   ${message}`);
  const [root] = named(observations, 'returns-agent');
  const [tool] = named(observations, 'find_order');
  expect(tool).toMatchObject({ type: 'TOOL', status: 'error', level: 'ERROR', status_message: message, input: { order_id: '48-20417' }, output: null });
  expect(tool.events).toMatchObject([{ name: 'exception', attributes: { 'exception.message': message } }]);
  expect(root).toMatchObject({ type: 'AGENT', status: 'error', status_message: message });
  expect(trace).toMatchObject({ status: 'error', error_count: 2 });
});

function runAgent(...args: string[]): Promise<{ code: number | null; traceId: string; output: string }> {
  const { OPENAI_API_KEY: _, HFAO_PROJECT: __, ...env } = process.env;
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [agent, ...args], { env: { ...env, HFAO_BASE_URL: server.url } }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode, traceId: /^trace +([0-9a-f]{32})$/m.exec(stdout)?.[1] ?? '', output: stdout + stderr });
    });
  });
}

const traceOf = (traceId: string, observations: number) => server.getWhen<Trace>(`/api/v1/projects/openai-tools/traces/${traceId}`, (it) => it.observations.length === observations);

const named = (observations: Observation[], name: string) => observations.filter((it) => it.name === name).toSorted((a, b) => a.start_time.localeCompare(b.start_time));
