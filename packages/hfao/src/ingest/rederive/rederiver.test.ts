import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MappingRule } from '../../model/mapping-rule.js';
import type { ObservationRow } from '../../model/observation.js';
import { asLogRow } from '../../model/merge-observation.js';
import { ProjectSettings } from '../../model/project-settings.js';
import { makeLog } from '../../runtime/log.js';
import { anObservation } from '../../store/conformance/an-observation.js';
import { openDuckdbStore } from '../../store/duckdb/open.js';
import type { TelemetryStore } from '../../store/store.js';
import { pricerOf } from '../price/pricer.js';
import { Pipelines } from '../write/pipelines.js';
import { Rederiver } from './rederiver.js';

const directory = mkdtempSync(join(tmpdir(), 'hfao-rederive-'));
let store: TelemetryStore;
beforeAll(async () => {
  store = await openDuckdbStore({ directory, memoryLimitMb: 256, threads: 1, log: makeLog('silent') });
});
afterAll(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

let projects = 0;

interface Prepared { project: string; pipelines: Pipelines; rederiver: Rederiver; decide: (parts: Partial<ProjectSettings>) => void; read: (row: ObservationRow) => Promise<ObservationRow> }

async function prepared(rows: Partial<ObservationRow>[]): Promise<Prepared & { rows: ObservationRow[] }> {
  const project = `project-${++projects}`;
  const pipelines = new Pipelines((_, settings) => [pricerOf(settings.price_overrides)]);
  const stored = rows.map((it) => anObservation({ project_id: project, ...it }));
  for (const row of stored) for (const stage of pipelines.of(project).stages) stage(row, { redactions: {}, offloaded: 0 });
  await store.write({ rows: stored, scores: [] });
  return {
    project, pipelines, rows: stored, rederiver: new Rederiver({ store, pipelines, keep: async () => {} }), decide: (parts) => pipelines.put(project, ProjectSettings.parse(parts)),
    read: async (row) => (await store.observation(project, row.trace_id, row.observation_id))!,
  };
}

const call = { type: 'GENERATION', usage_counted: true, provider: 'openai', model: 'house-7b', input_tokens: 1_000_000, output_tokens: 0 } as const;
const rule = (it: Partial<MappingRule> & Pick<MappingRule, 'field' | 'from'>) => MappingRule.parse({ name: 'r', ...it });

describe('prices worked out again', () => {
  it('changes what a new price changes, page by page, and the totals of the traces', async () => {
    const calls = Array.from({ length: 2100 }, () => call);
    const { project, rows, rederiver, decide, read } = await prepared([...calls, { ...call, cost_source: 'reported', total_cost_usd: 9 }, { type: 'TOOL' }]);
    decide({ price_overrides: [{ model: 'house-*', input: 2, output: 2 }] });

    const pages = [await rederiver.repricePage(project, { dryRun: false })];
    while (pages.at(-1)!.next !== undefined) pages.push(await rederiver.repricePage(project, { dryRun: false, after: pages.at(-1)!.next }));

    const sum = (name: string) => pages.reduce((total, it) => total + it.found[name], 0);
    expect({ pages: pages.length, read: pages.reduce((total, it) => total + it.read, 0), changed: sum('changed'), unchanged: sum('unchanged'), reported: sum('reported'), before: sum('usd_before'), after: sum('usd_after') })
      .toEqual({ pages: 2, read: 2102, changed: 2100, unchanged: 0, reported: 1, before: 9, after: 4209 });
    expect(await read(rows[0])).toEqual({ ...rows[0], input_cost_usd: 2, output_cost_usd: 0, total_cost_usd: 2, cost_source: 'computed' });
    expect(await store.traceSummary(project, rows[0].trace_id)).toMatchObject({ total_cost_usd: 2 });
    expect(await read(rows[2100])).toEqual(rows[2100]);
  });

  it('changes nothing in a dry run, and only the models that are asked for', async () => {
    const { project, rows, rederiver, decide, read } = await prepared([call, { ...call, model: 'other' }]);
    decide({ price_overrides: [{ model: '*', input: 2, output: 2 }] });

    const { found } = await rederiver.repricePage(project, { dryRun: true, model: 'house-*' });

    expect(found).toEqual({ changed: 1, unchanged: 0, reported: 0, skipped: 0, usd_before: 0, usd_after: 2 });
    expect(await read(rows[0])).toEqual(rows[0]);
  });

  it('gives way to a span that was sent again meanwhile', async () => {
    const { project, rows: [row], rederiver, decide, read } = await prepared([call]);
    decide({ price_overrides: [{ model: '*', input: 2, output: 2 }] });
    const newer = { ...row, event_version: row.event_version + 1, name: 'newer' };
    const scan = store.scanObservations.bind(store);
    const racing = Object.assign(Object.create(store) as TelemetryStore, {
      async scanObservations(...args: Parameters<TelemetryStore['scanObservations']>) {
        const page = await scan(...args);
        await store.write({ rows: [newer], scores: [] });
        return page;
      },
    });
    const pipelines = new Pipelines(() => []);
    pipelines.put(project, ProjectSettings.parse({ price_overrides: [{ model: '*', input: 2, output: 2 }] }));

    const { found } = await new Rederiver({ store: racing, pipelines, keep: async () => {} }).repricePage(project, { dryRun: false });

    expect(found).toMatchObject({ changed: 0, skipped: 1 });
    expect(await read(row)).toEqual(newer);
    expect((await rederiver.repricePage(project, { dryRun: true })).found.changed).toBe(1);
  });
});

describe('what logs have a part in', () => {
  const told = (row: Partial<ObservationRow>) => asLogRow(anObservation({ source: 'log', type: 'EVENT', status: 'unset', duration_ns: 0, ...row }));

  it('takes a lower price, and keeps it when its records come again', async () => {
    const { project, rows: [span], rederiver, decide, read } = await prepared([{ type: 'GENERATION' }]);
    const own = { ...call, project_id: project, total_cost_usd: 5, input_cost_usd: 5, cost_source: 'computed' } as const;
    const [alone, ofSpan] = [told(own), told({ ...own, trace_id: span.trace_id, observation_id: span.observation_id })];
    await store.write({ rows: [alone, ofSpan], scores: [] });
    decide({ price_overrides: [{ model: 'house-*', input: 2, output: 2 }] });

    const { found } = await rederiver.repricePage(project, { dryRun: false });
    await store.write({ rows: [alone, ofSpan].map((it) => ({ ...it, total_cost_usd: 2, input_cost_usd: 2, output_cost_usd: 0 })), scores: [] });

    expect(found).toMatchObject({ changed: 2, skipped: 0, usd_before: 10, usd_after: 4 });
    expect(await read(alone)).toMatchObject({ source: 'log', total_cost_usd: 2, cost_source: 'computed' });
    expect(await read(span)).toMatchObject({ source: 'merged', total_cost_usd: 2, cost_source: 'computed' });
    expect(await store.traceSummary(project, span.trace_id)).toMatchObject({ total_cost_usd: 2 });
  });

  it('gives way to a record that came meanwhile', async () => {
    const { project, rows: [span], decide, read, pipelines } = await prepared([{ ...call, attributes: ['my.session', 's'] }]);
    decide({ mapping_rules: [rule({ field: 'session_id', from: { attribute: 'my.session' } })] });
    const record = told({ project_id: project, trace_id: span.trace_id, observation_id: span.observation_id, output: 'said in a log' });
    const late = new Rederiver({ store, pipelines, keep: () => store.write({ rows: [record], scores: [] }) });

    const { found } = await late.remapPage(project, { dryRun: false });
    const meanwhile = await read(span);
    await late.remapPage(project, { dryRun: false });

    expect(found).toMatchObject({ changed: 0, skipped: 1 });
    expect(meanwhile).toMatchObject({ source: 'merged', output: 'said in a log', session_id: null });
    expect(await read(span)).toMatchObject({ output: 'said in a log', session_id: 's' });
  });
});

describe('mapping done again', () => {
  it('fills a field by a new rule, keeps the rest, and takes it back when the rule goes', async () => {
    const { project, rows, rederiver, decide, read } = await prepared([{ user_id: 'told', input: 'hello', attributes: ['my.user', 'ada'], mapping: '{"user_id":"user.id"}' }, { attributes: ['other', 'x'] }]);
    decide({ mapping_rules: [rule({ name: 'who', field: 'user_id', from: { attribute: 'my.user' } })] });

    const { found } = await rederiver.remapPage(project, { dryRun: false });
    const ruled = await read(rows[0]);
    decide({ mapping_rules: [] });
    await rederiver.remapPage(project, { dryRun: false });

    expect(found).toMatchObject({ changed: 1, unchanged: 1, 'changed.user_id': 1 });
    expect(ruled).toEqual({ ...rows[0], user_id: 'ada', attributes: ['my.user', 'ada', 'user.id', 'told'], mapping: '{"user_id":"rule:who"}' });
    expect(await read(rows[0])).toEqual(rows[0]);
  });

  it('prices what a rule makes a call of', async () => {
    const { project, rows: [row], rederiver, decide, read } = await prepared([{ attributes: ['my.model', 'gpt-4o', 'my.tokens', '1000000'] }]);
    decide({ mapping_rules: [
      rule({ field: 'type', from: { value: 'GENERATION' } }), rule({ name: 's', field: 'model', from: { attribute: 'my.model' } }), rule({ name: 't', field: 'input_tokens', from: { attribute: 'my.tokens' } }),
    ] });

    await rederiver.remapTrace(project, row.trace_id, false);

    expect(await read(row)).toMatchObject({ type: 'GENERATION', model: 'gpt-4o', input_tokens: 1_000_000, total_tokens: 1_000_000, usage_counted: true, total_cost_usd: 2.5, cost_source: 'computed' });
    expect(await store.traceSummary(project, row.trace_id)).toMatchObject({ total_cost_usd: 2.5, total_tokens: 1_000_000, models: ['gpt-4o'] });
  });

  it('leaves alone what lies in the body store, in a dry run everything', async () => {
    const { project, rows, rederiver, decide, read } = await prepared([{ input_ref: 'body:1', input_preview: 'a lot', attributes: ['x', 'y'] }]);
    decide({ mapping_rules: [rule({ field: 'session_id', from: { attribute: 'x' } })] });

    expect((await rederiver.remapPage(project, { dryRun: true })).found).toMatchObject({ changed: 1 });
    expect(await read(rows[0])).toEqual(rows[0]);
    await rederiver.remapPage(project, { dryRun: false });
    expect(await read(rows[0])).toMatchObject({ session_id: 'y', input: null, input_ref: 'body:1', input_preview: 'a lot' });
  });
});

describe('rules tried on what is stored', () => {
  it('shows what each gives, what would change, and why one has no use', async () => {
    const { project, rows, rederiver, read } = await prepared([{ session_id: 'old', attributes: ['chat', 'new'] }, { attributes: ['n', 'x'] }, {}]);
    const rules = [rule({ name: 'chat', field: 'session_id', from: { attribute: 'chat' } }), rule({ name: 'count', field: 'input_tokens', from: { attribute: 'n' } })];

    const trial = await rederiver.tryRules(project, { rules, limit: 10 });

    expect(trial).toMatchObject({ examined: 3, rules: [{ name: 'chat', applied: 1, failed: 0, error: null }, { name: 'count', applied: 0, failed: 1, error: '"x" is no input_tokens' }] });
    expect(trial.observations).toHaveLength(2);
    expect(trial.observations).toContainEqual({
      trace_id: rows[0].trace_id, observation_id: rows[0].observation_id, name: 'step', rules: [{ name: 'chat', value: 'new', error: null }], changes: [{ field: 'session_id', before: 'old', after: 'new' }],
    });
    expect(await read(rows[0])).toEqual(rows[0]);
    expect((await rederiver.tryRules(project, { rules, limit: 10, traceId: rows[1].trace_id, observationId: rows[1].observation_id })).examined).toBe(1);
  });
});
