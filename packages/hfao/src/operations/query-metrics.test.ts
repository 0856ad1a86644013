import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleQueries } from '../store/sql/example-queries.js';
import { makeLog } from '../runtime/log.js';
import { anObservation, aScore } from '../store/conformance/an-observation.js';
import type { ControlStore } from '../store/control/control-store.js';
import { openControlStore } from '../store/control/open.js';
import { openDuckdbStore } from '../store/duckdb/open.js';
import type { TelemetryStore } from '../store/store.js';
import { getCostBy } from './cost.js';
import type { Operation, OperationContext } from './operation.js';
import { perform } from './perform.js';
import { queryMetrics } from './query-metrics.js';
import { describeSchema, runSql } from './sql.js';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const HOUR = 3_600_000_000;
const directory = mkdtempSync(join(tmpdir(), 'hfao-figures-'));
let control: ControlStore;
let store: TelemetryStore;
beforeAll(async () => {
  control = await openControlStore({ place: { kind: 'sqlite', path: join(directory, 'control.sqlite') }, defaultProject: 'default' });
  store = await openDuckdbStore({ directory: join(directory, 'store'), memoryLimitMb: 256, threads: 1, log: makeLog('silent') });
  const project_id = (await control.project('default'))!.id;
  const call = (hoursAgo: number, model: string, cost: number, more: object = {}) => anObservation({
    project_id, start_time: NOW * 1000 - hoursAgo * HOUR, type: 'GENERATION', model, usage_counted: true, total_tokens: 100, input_tokens: 80, output_tokens: 20, total_cost_usd: cost, ...more,
  });
  const rows = [call(1, 'a', 1), call(2, 'a', 2, { user_id: 'ada' }), call(3, 'b', 5, { status: 'error' }), call(20, 'a', 4), call(30, 'b', 8), call(40, 'c', 16, { attributes: ['tier', '"5"'] })];
  await store.write({ rows, scores: [aScore({ project_id, trace_id: rows[0].trace_id, timestamp: '2026-11-23T11:00:00.000000Z' })] });
});
afterAll(async () => {
  await store.close();
  await control.close();
  rmSync(directory, { recursive: true, force: true });
});

const ask = (operation: Operation, input: object) => perform(operation, { project: 'default', ...input }, { control, store, now: () => NOW } as OperationContext);

describe('query_metrics', () => {
  it('answers measures by name, in groups, beside the period before', async () => {
    const answer = await ask(queryMetrics, { measures: ['sum(cost)', 'count', 'error_rate'], group_by: ['model'], compare: true });

    expect(answer).toMatchObject({
      measures: ['sum(cost)', 'count', 'error_rate'], group_by: ['model'], bucket_ms: null, from: '2026-11-22T12:00:00.000000Z', others: null,
      total: { values: { 'sum(cost)': 12, count: 4, error_rate: 0.25 }, previous: { 'sum(cost)': 24, count: 2, error_rate: 0 } },
      groups: [
        { keys: { model: 'a' }, values: { 'sum(cost)': 7, count: 3 }, previous: { 'sum(cost)': null, count: 0 } },
        { keys: { model: 'b' }, values: { 'sum(cost)': 5, count: 1 }, previous: { 'sum(cost)': 8, count: 1 } },
      ],
    });
  });

  it('fits buckets to the range, and shows attributes as they were sent', async () => {
    const answer = await ask(queryMetrics, { group_by: ['attributes.tier'], bucket: 'auto', from: '48h', where: "model = 'c'" });

    expect(answer).toMatchObject({ bucket_ms: 3_600_000, groups: [{ keys: { 'attributes.tier': '5' }, buckets: [{ start_time: '2026-11-21T20:00:00.000000Z', values: { count: 1 } }] }] });
  });

  it.each([
    [{ measures: ['mean(cost)'] }, 'measures', /no measure of observations.*p95\(duration_ns\)/],
    [{ measures: ['sum(name)'] }, 'measures', /Numbers are/],
    [{ measures: ['errors'], subject: 'scores' }, 'measures', /no measure of scores/],
    [{ group_by: ['duration_ms'] }, 'group_by', /nothing to group observations by/],
    [{ group_by: ['tags', 'tool_call_names'] }, 'group_by', /list/],
    [{ where: 'nme = 1' }, 'where', /nme/],
    [{ from: '400d', bucket: '1m' }, 'bucket', /buckets/],
    [{ measures: [] }, 'measures', /measures/],
  ])('says what is wrong with %j', async (input, field, message) => {
    await expect(ask(queryMetrics, input)).rejects.toMatchObject({ code: 'invalid_input', field, message: expect.stringMatching(message) as string });
  });
});

describe('get_cost_by', () => {
  it('divides cost by any of its fields, by day in the order of days', async () => {
    const answer = await ask(getCostBy, { group_by: ['date', 'model'], from: '2d' });

    expect(answer.rows).toMatchObject([
      { date: '2026-11-21', model: 'c', total_cost_usd: 16, total_tokens: 100, calls: 1 }, { date: '2026-11-22', model: 'b', total_cost_usd: 8 }, { date: '2026-11-22', model: 'a', total_cost_usd: 4 },
      { date: '2026-11-23', model: 'b', total_cost_usd: 5 }, { date: '2026-11-23', model: 'a', total_cost_usd: 3, input_tokens: 160 },
    ]);
    expect(answer).toMatchObject({ total: { total_cost_usd: 36 }, others: null });
  });

  it('gives one row where nothing divides it, and says what is not shown', async () => {
    expect((await ask(getCostBy, { group_by: [] })).rows).toMatchObject([{ total_cost_usd: 36, calls: 6 }]);
    expect(await ask(getCostBy, { group_by: ['model'], limit: 1 })).toMatchObject({ rows: [{ model: 'c' }], others: { groups: 2, total_cost_usd: 20 } });
    expect((await ask(getCostBy, { group_by: ['user'], where: "model = 'a'" })).rows).toMatchObject([{ user: null, total_cost_usd: 5 }, { user: 'ada', total_cost_usd: 2 }]);
  });
});

describe('describe_schema', () => {
  it('tells of tables and columns that are there', async () => {
    const { tables } = await ask(describeSchema, {}) as { tables: { name: string; columns: { name: string; type: string; description: string }[] }[] };

    for (const { name, columns } of tables) {
      const answer = await ask(runSql, { sql: `SELECT ${columns.map((it) => `"${it.name}"`).join(', ')} FROM ${name}` });
      expect([name, (answer.columns as { type: string }[]).map((it) => it.type)]).toEqual([name, columns.map((it) => it.type)]);
    }
    expect(tables.flatMap(({ name, columns }) => columns.filter((it) => it.description === '').map((it) => `${name}.${it.name}`))).toEqual([]);
  });

  it.each(exampleQueries('DuckDB').map((it) => [it.question, it.sql]))('can answer: %s', async (_, sql) => {
    await expect(ask(runSql, { sql })).resolves.toMatchObject({ truncated: false });
  });
});
