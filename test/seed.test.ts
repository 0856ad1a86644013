import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Observation } from '../packages/hfao/src/model/observation.js';
import type { TraceSummary } from '../packages/hfao/src/model/trace.js';
import { startServer, type TestServer } from './server.js';

const bin = fileURLToPath(new URL('../packages/hfao/dist/bin.js', import.meta.url));
let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.stop());

it('fills a project with the story, and with the same arguments once more adds nothing', async () => {
  const first = await seed('--traces', '60', '--hours', '6', '--json');
  const before = await listed(60);

  const second = await seed('--traces', '60', '--hours', '6', '--json');

  expect(first).toMatchObject({ project: 'support-desk', traces: 60, rejected: 0, url: `${server.url}/p/support-desk` });
  expect(second).toEqual(first);
  const { totals } = await server.getWhen<{ totals: { traces: number; observations: number } }>('/api/v1/projects/support-desk/overview', (it) => it.totals.observations === first.spans);
  expect(totals).toMatchObject({ traces: 60, observations: first.spans });
  expect((await listed(60)).map((it) => [it.trace_id, it.start_time, it.observation_count])).toEqual(before.map((it) => [it.trace_id, it.start_time, it.observation_count]));
});

it('tells of a refund that was refused because an archived policy was believed', async () => {
  const failing = (await listed(60)).find((it) => it.error_message?.includes('422'))!;

  const { observations, scores } = await server.get<{ observations: Observation[]; scores: { name: string; value: number }[] }>(`/api/v1/projects/support-desk/traces/${failing.trace_id}`);

  const readPolicy = observations.find((it) => it.name === 'read_policy')!;
  expect(failing).toMatchObject({ name: 'refund_request', status: 'error', agents: expect.arrayContaining(['support-supervisor', 'order-agent', 'policy-agent', 'refund-agent']) });
  expect(readPolicy).toMatchObject({ type: 'GENERATION', model: 'claude-sonnet-4-5', agent_name: 'policy-agent', prompt_name: 'policy-reader', prompt_version: 'v15', cost_source: 'reported' });
  expect(JSON.stringify(readPolicy.input)).toContain('archived');
  expect(JSON.stringify(readPolicy.output)).toContain('within 60 days of delivery');
  expect(observations.filter((it) => it.tool_calls.some((call) => call.name === 'refunds.create') && it.type === 'TOOL' && it.status === 'error')).toHaveLength(5);
  expect(observations.find((it) => it.type === 'RETRIEVAL')?.documents[0]).toMatchObject({ id: 'refunds-2023', score: 0.81, metadata: { status: 'archived' } });
  expect(scores).toContainEqual(expect.objectContaining({ name: 'success', value: 0 }));
});

async function seed(...args: string[]): Promise<{ traces: number; spans: number }> {
  const { stdout } = await promisify(execFile)(process.execPath, [bin, 'seed', '--data-dir', server.dataDir, ...args]);
  return JSON.parse(stdout) as { traces: number; spans: number };
}

async function listed(atLeast: number): Promise<TraceSummary[]> {
  const { traces } = await server.getWhen<{ traces: TraceSummary[] }>('/api/v1/projects/support-desk/traces?limit=100', (it) => it.traces.length >= atLeast);
  return traces;
}
