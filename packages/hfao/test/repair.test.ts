import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Job } from '../src/model/job.js';
import type { MappingExplanation } from '../src/model/mapping-explanation.js';
import type { Observation } from '../src/model/observation.js';
import type { TraceSummary } from '../src/model/trace.js';
import { ServerProcess } from './server-process.js';

const TRACE = 'ab'.repeat(16);
const SPAN = 'cd'.repeat(8);
const HOME = '/api/v1/projects/default';

let dataDir: string;
let server: ServerProcess;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'hfao-repair-'));
  server = await ServerProcess.start(dataDir);
  const attribute = (key: string, value: string | number) => ({ key, value: typeof value === 'string' ? { stringValue: value } : { intValue: String(value) } });
  const span = {
    traceId: TRACE, spanId: SPAN, name: 'chat house-7b', kind: 3, startTimeUnixNano: '1700000000000000000', endTimeUnixNano: '1700000001000000000',
    attributes: [
      attribute('gen_ai.operation.name', 'chat'), attribute('gen_ai.provider.name', 'openai'), attribute('gen_ai.request.model', 'house-7b'),
      attribute('gen_ai.usage.input_tokens', 1_000_000), attribute('gen_ai.usage.output_tokens', 500_000), attribute('crm.ticket', '{"customer":{"id":"ada"}}'), attribute('crm.queue', 'billing'),
    ],
  };
  await ok(await fetch(new URL('/v1/traces', server.at.otlp_http_url), {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ resourceSpans: [{ resource: { attributes: [attribute('service.name', 'support')] }, scopeSpans: [{ scope: { name: 'crm' }, spans: [span] }] }] }),
  }));
  await until(async () => (await fetch(new URL(`${HOME}/traces/${TRACE}`, server.at.url))).ok);
}, 60_000);
afterAll(async () => {
  await server?.kill();
  rmSync(dataDir, { recursive: true, force: true });
});

it('prices what is stored by a price that came later', async () => {
  expect((await server.get<{ trace: TraceSummary }>(`${HOME}/traces/${TRACE}`)).trace.total_cost_usd).toBeNull();

  await send('PATCH', '/settings', { price_overrides: [{ model: 'house-*', input: 2, output: 6 }] });
  const dry = await finished(await send('POST', '/reprice', { dry_run: true }));
  const job = await finished(await send('POST', '/reprice', {}));

  expect(dry.result).toMatchObject({ changed: 1, usd_before: 0, usd_after: 5 });
  expect(job).toMatchObject({ state: 'done', done: 1, total: 1, result: { changed: 1, unchanged: 0, usd_after: 5 } });
  expect((await server.get<{ trace: TraceSummary }>(`${HOME}/traces/${TRACE}`)).trace.total_cost_usd).toBe(5);
  expect(await server.get(`${HOME}/prices?model=house-7b&provider=openai`)).toMatchObject({ source: 'override', prices: { input: 2, output: 6 }, table: expect.stringMatching(/^genai-prices \d/) as string });
  expect(await server.get(`${HOME}/prices?model=gpt-4o&provider=openai`)).toMatchObject({ source: 'table', prices: { input: 2.5, output: 10, cache_read: 1.25 }, table_entry: { provider: 'openai', model: 'gpt-4o' } });
});

it('fills a field by a rule that came later, and says which rule it was', async () => {
  const rules = [{ name: 'customer', when: { scope_name: 'crm*' }, field: 'user_id', from: { attribute: 'crm.ticket', path: 'customer.id' } }];

  const trial = await send<{ observations: unknown[] }>('POST', '/mapping-rules/test', { rules, trace_id: TRACE });
  expect(trial).toMatchObject({ examined: 1, rules: [{ name: 'customer', applied: 1, failed: 0 }], observations: [{ changes: [{ field: 'user_id', before: null, after: 'ada' }] }] });
  expect(await observation()).toMatchObject({ user_id: null });

  await send('PATCH', '/settings', { mapping_rules: rules });
  await finished(await send('POST', '/remap', {}));

  expect(await observation()).toMatchObject({ user_id: 'ada', attributes: { 'crm.ticket': '{"customer":{"id":"ada"}}' }, total_cost_usd: 5, service_name: 'support' });
  expect((await server.get<{ trace: TraceSummary }>(`${HOME}/traces/${TRACE}`)).trace.user_id).toBe('ada');
  const explained = await server.get<MappingExplanation>(`${HOME}/traces/${TRACE}/observations/${SPAN}/mapping`);
  expect(explained.fields).toContainEqual({ field: 'user_id', value: 'ada', rule: 'rule:customer' });
  expect(explained.fields).toContainEqual({ field: 'model', value: 'house-7b', rule: 'gen_ai.request.model' });
  expect(explained.leftover.find((it) => it.prefix === 'crm.')?.attributes.map((it) => it.key)).toEqual(['crm.queue', 'crm.ticket']);
});

it('takes back what a rule gave when the rule goes', async () => {
  await send('PATCH', '/settings', { mapping_rules: [] });
  const { result } = await finished(await send('POST', '/remap', { trace_id: TRACE }));

  expect(result).toMatchObject({ changed: 1, 'changed.user_id': 1 });
  expect(await observation()).toMatchObject({ user_id: null, model: 'house-7b', total_cost_usd: 5 });
});

const observation = async () => (await server.get<{ observation: Observation }>(`${HOME}/traces/${TRACE}/observations/${SPAN}`)).observation;

async function send<T = { job: Job }>(method: string, path: string, body: object): Promise<T> {
  return await (await ok(await fetch(new URL(HOME + path, server.at.url), { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }))).json() as T;
}

async function ok(response: Response): Promise<Response> {
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return response;
}

async function finished({ job: { job_id } }: { job: Job }): Promise<Job> {
  let found: Job | undefined;
  await until(async () => {
    ({ job: found } = await server.get<{ job: Job }>(`${HOME}/jobs/${job_id}`));
    return found.state !== 'running';
  });
  expect(found).toMatchObject({ state: 'done', error: null });
  return found!;
}

async function until(done: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await done()); tries++) {
    if (tries > 400) throw new Error('it did not come to pass within 20 s');
    await sleep(50);
  }
}
