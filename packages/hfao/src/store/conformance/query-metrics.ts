import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseFilter } from '../../model/filter/parse.js';
import { parseDimension, parseMeasure, type MetricSubject } from '../../model/metric-query.js';
import { toObservation, type ObservationRow } from '../../model/observation.js';
import { settleUsage } from '../../model/usage.js';
import type { MetricsQuery } from '../store.js';
import { anObservation, aScore, NEW_YEAR, spanId, traceId } from './an-observation.js';
import type { Subject } from './telemetry-store.js';

const SECOND = 1_000_000;

/** A query as callers write it, over ten seconds. */
function asked(subject: MetricSubject, measures: string[], group_by: string[] = [], more: Partial<MetricsQuery> & { filter?: string } = {}): MetricsQuery {
  const { filter, ...rest } = more;
  return {
    subject, measures: measures.map((it) => parseMeasure(it, subject)!), group_by: group_by.map((it) => parseDimension(it, subject)!), from: NEW_YEAR, to: NEW_YEAR + 10 * SECOND, limit: 10,
    ...(filter !== undefined && { where: parseFilter(filter, subject === 'observations' ? 'observation' : 'trace', NEW_YEAR) }), ...rest,
  };
}

export function queryMetrics(subject: Subject): void {
  const call = (project_id: string, second: number, more: Partial<ObservationRow> = {}) => anObservation({
    project_id, start_time: NEW_YEAR + second * SECOND, type: 'GENERATION', model: 'm', usage_counted: true, input_tokens: 10, total_tokens: 10, total_cost_usd: 0.5, duration_ns: 100_000_000, ...more,
  });

  it('counts, sums and takes quantiles of observations, over all and in buckets, of which empty ones are left out', async () => {
    const { store } = subject;
    const project = subject.project();
    await store.write({ rows: [
      call(project, 0), call(project, 1, { duration_ns: 300_000_000, status: 'error', user_id: 'ada' }), call(project, 5, { total_cost_usd: null, user_id: 'bob' }),
      // Repeats what others carry; and what lies outside.
      call(project, 6, { type: 'AGENT', usage_counted: false, total_tokens: 99, duration_ns: 500_000_000, user_id: 'ada' }), call(project, 10), call(project, -1), call(subject.project(), 1),
    ], scores: [] });

    const { total, groups } = await store.queryMetrics(project, asked('observations', ['count', 'errors', 'error_rate', 'sum(tokens)', 'sum(cost)', 'avg(duration_ms)', 'p50(duration)', 'distinct(user)'], [], { bucket: 5 * SECOND }));

    expect(total.values).toEqual([4, 1, 0.25, 30, 1, 250, 200, 2]);
    expect(total.buckets).toEqual([{ start: NEW_YEAR, values: [2, 1, 0.5, 20, 1, 200, 200, 1] }, { start: NEW_YEAR + 5 * SECOND, values: [2, 0, 0, 10, null, 300, 300, 2] }]);
    expect(groups).toEqual([]);
  });

  it('has zero of what is counted and nothing else where there are no rows', async () => {
    const { total, groups, others } = await subject.store.queryMetrics(subject.project(), asked('observations', ['count', 'error_rate', 'sum(cost)', 'distinct(user)'], ['model'], { bucket: SECOND }));

    expect({ total, groups, others }).toEqual({ total: { values: [0, null, null, 0], buckets: [] }, groups: [], others: undefined });
  });

  it('divides by several fields, the largest first, and says what the rest is', async () => {
    const { store } = subject;
    const project = subject.project();
    await store.write({ rows: [
      call(project, 0, { model: 'a', agent_name: 'x' }), call(project, 1, { model: 'a', agent_name: 'x' }), call(project, 2, { model: 'a', agent_name: null }),
      call(project, 3, { model: 'b', agent_name: 'x', total_cost_usd: 5 }), call(project, 4, { model: null, agent_name: 'y', total_cost_usd: null }), call(project, 5, { model: 'c', agent_name: 'y', total_cost_usd: 0.1 }),
    ], scores: [] });

    // Quantiles and different values do not add up; the rest does, and may be found in another way.
    for (const more of [[], ['p50(cost)', 'distinct(trace_id)']]) {
      const result = await store.queryMetrics(project, asked('observations', ['sum(cost)', 'count', ...more], ['model', 'agent'], { limit: 3, bucket: 4 * SECOND }));

      const values = (...all: (number | null)[]) => all.slice(0, 2 + more.length);
      expect(result.groups.map((it) => [it.keys, it.values])).toEqual([[['b', 'x'], values(5, 1, 5, 1)], [['a', 'x'], values(1, 2, 0.5, 2)], [['a', null], values(0.5, 1, 0.5, 1)]]);
      expect(result.groups[1].buckets).toEqual([{ start: NEW_YEAR, values: values(1, 2, 0.5, 2) }]);
      expect(result.others).toEqual({ groups: 2, values: values(0.1, 2, 0.1, 2), buckets: [{ start: NEW_YEAR + 4 * SECOND, values: values(0.1, 2, 0.1, 2) }] });
      expect(result.total.values).toEqual(values(expect.closeTo(6.6, 9) as number, 6, 0.5, 6));
      expect(result.total.buckets.map((it) => it.values[1])).toEqual([4, 2]);
    }
  });

  it('tells of the groups that are named instead, present or not', async () => {
    const { store } = subject;
    const project = subject.project();
    await store.write({ rows: [call(project, 0, { model: 'a' }), call(project, 1, { model: 'b' }), call(project, 1, { model: null })], scores: [] });

    for (const measure of ['count', 'distinct(trace_id)']) {
      const { groups, others } = await store.queryMetrics(project, asked('observations', [measure], ['model'], { only: [['b'], ['gone'], [null]] }));

      expect(groups.map((it) => [it.keys, it.values])).toEqual([[['b'], [1]], [['gone'], [0]], [[null], [1]]]);
      expect(others).toMatchObject({ groups: 1, values: [1] });
    }
  });

  it('adds up what counts by day and model, as the last version of each row has it', async () => {
    const { store } = subject;
    const project = subject.project();
    const day = 86_400;
    const moved = call(project, day, { model: 'a', total_cost_usd: 1, event_version: 1 });
    const emptied = call(project, 1, { model: 'b', event_version: 1 });
    await store.write({ rows: [
      call(project, 0, { model: 'a' }), call(project, day, { model: 'b', total_cost_usd: 3 }), moved, emptied,
      call(project, day, { model: 'c', usage_counted: false, total_cost_usd: 9 }), call(project, 2, { model: 'd', usage_counted: false, total_cost_usd: null, total_tokens: null, input_tokens: null }),
    ], scores: [] });
    await store.write({ rows: [{ ...moved, event_version: 2, total_cost_usd: 2 }, { ...emptied, event_version: 2, usage_counted: false, total_cost_usd: null, total_tokens: null, input_tokens: null }], scores: [] });

    const { total, groups, others } = await store.queryMetrics(project, asked('observations', ['sum(cost)', 'count', 'count(total_tokens)'], ['model'], { filter: 'usage_counted = true', to: NEW_YEAR + 2 * day * SECOND, bucket: day * SECOND }));

    expect(total).toEqual({ values: [5.5, 3, 3], buckets: [{ start: NEW_YEAR, values: [0.5, 1, 1] }, { start: NEW_YEAR + day * SECOND, values: [5, 2, 2] }] });
    expect(groups.map((it) => [it.keys, it.values, it.buckets.map(({ values }) => values[0])])).toEqual([[['b'], [3, 1, 1], [3]], [['a'], [2.5, 2, 2], [0.5, 2]]]);
    expect(others).toBeUndefined();
  });

  it('takes a truth value for a text, and the latest of a field as it is shown', async () => {
    const { store } = subject;
    const project = subject.project();
    await store.write({ rows: [call(project, 0, { status: 'error' }), call(project, 1, { input: 'é' }), call(project, 2)], scores: [] });

    const counted = await store.queryMetrics(project, asked('observations', ['count'], ['usage_counted']));
    const failed = await store.queryMetrics(project, asked('traces', ['count', 'p75(duration_ms)'], ['has_errors', 'status']));

    expect(counted.groups.map((it) => [it.keys, it.values])).toEqual([[['true'], [3]]]);
    expect(failed.groups.map((it) => [it.keys, it.values[0]])).toEqual([[['false', 'ok'], 2], [['true', 'error'], 1]]);
  });

  it('counts a row for each entry of a list, and once in the whole', async () => {
    const { store } = subject;
    const project = subject.project();
    await store.write({ rows: [call(project, 0, { tags: ['t', 'u'] }), call(project, 1, { tags: ['t'] }), call(project, 2)], scores: [] });

    const { total, groups } = await store.queryMetrics(project, asked('observations', ['count', 'sum(cost)'], ['tag']));

    expect(groups.map((it) => [it.keys, it.values])).toEqual([[['t'], [2, 1]], [['u'], [1, 0.5]], [[null], [1, 0.5]]]);
    expect(total.values).toEqual([3, 1.5]);
  });

  it('divides by attributes and metadata, and filters as lists do', async () => {
    const { store } = subject;
    const project = subject.project();
    await store.write({ rows: [call(project, 0, { attributes: ['tier', 'gold'], metadata: ['n', '5'] }), call(project, 1, { attributes: ['tier', 'gold'], status: 'error' }), call(project, 2, { name: 'odd' })], scores: [] });

    const { groups } = await store.queryMetrics(project, asked('observations', ['count'], ['attributes["tier"]', 'metadata.n'], { filter: "status != 'error' AND name = 'step'" }));

    expect(groups.map((it) => [it.keys, it.values])).toEqual([[['gold', '5'], [1]]]);
  });

  it('counts traces by their summaries, wherever their batches are', async () => {
    const { store } = subject;
    const project = subject.project();
    const root = call(project, 1, { name: 'ask', end_time: NEW_YEAR + 3 * SECOND, session_id: 's' });
    await store.write({ rows: [root], scores: [] });
    await store.write({ rows: [call(project, 2, { trace_id: root.trace_id, parent_observation_id: root.observation_id, model: 'n', status: 'error' }), call(project, 5, { name: 'other', end_time: NEW_YEAR + 6 * SECOND, status: 'error' })], scores: [] });

    const { total, groups } = await store.queryMetrics(project, asked('traces', ['count', 'error_rate', 'sum(total_cost_usd)', 'max(duration_ms)', 'sum(error_count)'], ['models']));

    expect(total.values).toEqual([2, 0.5, 1.5, 2000, 2]);
    expect(groups.map((it) => [it.keys, it.values[0]])).toEqual([[['m'], 2], [['n'], 1]]);
    expect((await store.queryMetrics(project, asked('traces', ['count'], [], { filter: "session = 's'" }))).total.values).toEqual([1]);
  });

  it('takes scores of observations and of traces, and counts scores themselves', async () => {
    const { store } = subject;
    const project = subject.project();
    const rows = [call(project, 0, { model: 'a' }), call(project, 1, { model: 'b' }), call(project, 2, { model: 'b' })];
    const score = (row: ObservationRow, value: number | null, more = {}) => aScore({ project_id: project, trace_id: row.trace_id, observation_id: row.observation_id, name: 'good', value, timestamp: '2026-01-01T00:00:01.000000Z', ...more });
    await store.write({ rows, scores: [score(rows[0], 1), score(rows[1], 0.25), score(rows[2], 0.75), score(rows[2], null, { name: 'kind', boolean_value: true, observation_id: null }), score(rows[0], 1, { timestamp: '2025-12-31T23:59:59.000000Z', name: 'old' })] });

    const ofSteps = await store.queryMetrics(project, asked('observations', ["avg(score('good'))", 'count'], ['model']));
    const ofTraces = await store.queryMetrics(project, asked('traces', ["min(score.good)", "max(score('kind'))"]));
    const themselves = await store.queryMetrics(project, asked('scores', ['count', 'avg(value)'], ['name']));
    const some = await store.queryMetrics(project, asked('scores', ['count', 'avg(value)'], [], { filter: "models = 'b'" }));

    expect(ofSteps.groups.map((it) => [it.keys, it.values])).toEqual([[['a'], [1, 1]], [['b'], [0.5, 2]]]);
    expect(ofTraces.total.values).toEqual([0.25, 1]);
    expect(themselves.groups.map((it) => [it.keys, it.values[0]])).toEqual([[['good'], 3], [['kind'], 1]]);
    expect(some.total.values).toEqual([3, expect.closeTo(2 / 3, 9)]);
  });

  it('counts a re-sent span once, and a call that two instrumentations record once, in whatever batches they came', async () => {
    const { store } = subject;
    await fc.assert(fc.asyncProperty(fc.array(nested, { minLength: 2, maxLength: 8 }), async (given) => {
      const project = subject.project();
      const rows = given.map((it, i) => call(project, 1, {
        trace_id: traceId(it.trace), observation_id: spanId(`s${i}`), parent_observation_id: i === 0 ? null : spanId(`s${it.above % i}`), input_tokens: it.input, output_tokens: 1, total_tokens: it.input + 1, total_cost_usd: it.cost,
      }));
      for (const batch of [0, 1, 2]) {
        const now = rows.filter((_, i) => given[i].batch === batch);
        if (now.length > 0) for (let again = 0; again < 2; again++) await store.write({ rows: now, scores: [] });
      }
      const traces = ['one', 'two'].map((name) => rows.filter((it) => it.trace_id === traceId(name)));
      const counted = traces.flatMap((it) => settleUsage(it.map(toObservation)).filter((row) => row.usage_counted));

      const { total } = await store.queryMetrics(project, asked('observations', ['sum(input_tokens)', 'sum(cost)', 'count']));

      expect(total.values[0]).toBe(counted.reduce((sum, it) => sum + (it.input_tokens ?? 0), 0));
      expect(total.values[1] ?? 0).toBeCloseTo(counted.reduce((sum, it) => sum + (it.total_cost_usd ?? 0), 0), 9);
      expect(total.values[2]).toBe(rows.length);
    }), subject.runs(15));
  });

  it('refuses more than 2,000 buckets', async () => {
    await expect(subject.store.queryMetrics(subject.project(), asked('observations', ['count'], [], { from: 0, to: 2001, bucket: 1 }))).rejects.toMatchObject({ code: 'invalid_input' });
  });
}

const nested = fc.record({ trace: fc.constantFrom('one', 'two'), above: fc.nat(20), batch: fc.nat(2), input: fc.constantFrom(3, 3, 7), cost: fc.constantFrom(null, 0.5) });
