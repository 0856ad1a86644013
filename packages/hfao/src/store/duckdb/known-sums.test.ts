import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, expect, it, vi } from 'vitest';
import type { Filter } from '../../model/filter/filter.js';
import { parseDimension, parseMeasure, type MetricSubject } from '../../model/metric-query.js';
import type { Micros } from '../../model/time.js';
import { anObservation, NEW_YEAR, spanId, traceId } from '../conformance/an-observation.js';
import { randomBatches, rowsOf } from '../conformance/random-rows.js';
import type { MetricFigures, MetricsQuery, MetricsResult, TelemetryStore } from '../store.js';
import { KnownSums } from './known-sums.js';
import { openDuckdbStore } from './open.js';
import { Segment } from './segment.js';

vi.setConfig({ testTimeout: 120_000 });

const home = mkdtempSync(join(tmpdir(), 'hfao-duckdb-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const open = () => openDuckdbStore({ directory: mkdtempSync(join(home, 'store-')), segmentRows: 12, log: pino({ level: 'silent' }) });

const PROJECT = 'project-1';
const SECOND = 1_000_000;

it('gives figures and facets of what it knows as of what it asks, whatever is written, sealed, merged and deleted in between', async () => {
  let known = 0;
  const of = vi.spyOn(KnownSums.prototype, 'of');
  const step = fc.constantFrom('write', 'tidy', 'forget');
  await fc.assert(fc.asyncProperty(randomBatches, fc.array(step, { minLength: 6, maxLength: 6 }), async (batches, steps) => {
    const store = await open();
    for (const [i, batch] of batches.entries()) {
      // Traces go on into the next batch, seldom further.
      await store.write({ rows: rowsOf(PROJECT, batch).map((it) => ({ ...it, trace_id: traceId(`${it.trace_id} ${i >> 1}`), start_time: it.start_time + i * 8 * SECOND, end_time: it.end_time + i * 8 * SECOND })), scores: [] });
      if (steps[i] === 'tidy') await store.tidy();
      const [some] = steps[i] === 'forget' ? (await store.listTraces(PROJECT, { limit: 1 })).traces : [];
      if (some !== undefined) await store.forget(PROJECT, { kind: 'trace', trace_id: some.trace_id }, NEW_YEAR);
      of.mockClear();
      for (let round = 0; round < 3; round++) await compare(store);
      for (const { value } of of.mock.results as { value: Promise<ReadonlyMap<Segment, unknown>> }[]) known += (await value).size;
    }
    await store.close();
  }), { numRuns: 8 });
  expect(known).toBeGreaterThan(0);
});

async function compare(store: TelemetryStore): Promise<void> {
  for (const [from, to] of [[0, NEW_YEAR + 3600 * SECOND], [NEW_YEAR + 4 * SECOND, NEW_YEAR + 28 * SECOND]]) {
    expect(await store.facets(PROJECT, { from, to, limit: 4 })).toEqual(await store.facets(PROJECT, { from, to, limit: 4, where: ALWAYS }));
    for (const subject of ['observations', 'traces'] as const) {
      for (const bucket of from === 0 ? [undefined] : [undefined, 5 * SECOND]) await compareFigures(store, subject, { from, to, bucket });
    }
  }
}

const ALWAYS: Filter = { kind: 'not', of: { kind: 'compare', field: { kind: 'column', name: 'name', type: 'text' }, op: '=', value: 'nobody' } };
const MEASURES = ['count', 'sum(cost)', 'avg(input_tokens)', 'max(duration_ms)', 'error_rate'];

/** Different values do not add up: with such a measure all segments are asked. */
async function compareFigures(store: TelemetryStore, subject: MetricSubject, range: { from: Micros; to: Micros; bucket?: Micros }): Promise<void> {
  const measured = (measures: string[]) => measures.map((it) => parseMeasure(it, subject)!);
  const wanted: MetricsQuery = { ...range, subject, measures: measured(MEASURES), group_by: [parseDimension('environment', subject)!], limit: 1 };
  const asked = await store.queryMetrics(PROJECT, { ...wanted, measures: measured([...MEASURES, 'distinct(name)']) });
  expect(await store.queryMetrics(PROJECT, wanted)).toEqual(withoutLast(asked));
}

function withoutLast({ total, groups, others }: MetricsResult): MetricsResult {
  const less = <T extends MetricFigures>(it: T): T => ({ ...it, values: it.values.slice(0, -1), buckets: it.buckets.map((bucket) => ({ ...bucket, values: bucket.values.slice(0, -1) })) });
  return { total: less(total), groups: groups.map(less), ...(others && { others: less(others) }) };
}

it('asks a segment once that stays as it is, from the second time that a question comes', async () => {
  const store = await open();
  for (let i = 0; i < 5; i++) await store.write({ rows: Array.from({ length: 12 }, (_, k) => anObservation({ trace_id: traceId(`${i} ${k}`), name: `name ${k}` })), scores: [] });
  for (let more = true; more;) ({ more } = await store.tidy());
  const of = vi.spyOn(KnownSums.prototype, 'of');
  const names = async () => {
    const { names } = await store.facets(PROJECT, { from: 0, to: Number.MAX_SAFE_INTEGER, limit: 2 });
    return { names, known: (await of.mock.results.at(-1)!.value as ReadonlyMap<Segment, unknown>).size > 0 };
  };
  const all = [{ value: 'name 0', count: 5 }, { value: 'name 1', count: 5 }];

  expect(await names()).toEqual({ names: all, known: false });
  expect(await names()).toEqual({ names: all, known: true });
  await store.write({ rows: [anObservation({ trace_id: traceId('0 1'), observation_id: 'fedcfedcfedcfedc', name: 'late' }), anObservation({ trace_id: traceId('new'), name: 'name 1' })], scores: [] });
  expect(await names()).toEqual({ names: [{ value: 'name 1', count: 6 }, { value: 'name 0', count: 5 }], known: true });
  await store.close();
});

it('counts a call once that two segments have, also when both are known', async () => {
  const store = await open();
  const call = { trace_id: traceId('twins'), type: 'GENERATION', usage_counted: true, model: 'm', input_tokens: 10, output_tokens: 5 } as const;
  const others = (name: string) => Array.from({ length: 12 }, (_, i) => anObservation({ trace_id: traceId(`${name} ${i}`), type: 'GENERATION', usage_counted: true, model: 'm', input_tokens: 1 }));
  await store.write({ rows: [anObservation({ ...call, observation_id: spanId('outer') }), ...others('a')], scores: [] });
  await store.write({ rows: [anObservation({ ...call, observation_id: spanId('inner'), parent_observation_id: spanId('outer') }), ...others('b')], scores: [] });
  const wanted: MetricsQuery = { subject: 'observations', measures: [parseMeasure('sum(input_tokens)', 'observations')!], group_by: [], from: 0, to: NEW_YEAR + SECOND, limit: 1 };

  for (let i = 0; i < 3; i++) expect((await store.queryMetrics(PROJECT, wanted)).total.values).toEqual([34]);
  await store.close();
});

it('keeps what fits, and asks again what changed', async () => {
  const segments = [1, 2, 3].map((it) => new Segment({ first: it, last: it, generation: 0 }, home));
  const sums = new KnownSums<number>({ sizeOf: (it) => it, mostOfOne: 50, most: 60 });
  const asked: string[] = [];
  const ask = (question: string, size = 5) => sums.of(question, { all: segments, atRest: segments }, async (it) => { asked.push(`${question}${it.number}`); return size; });
  const learned = async (question: string, size?: number) => { asked.length = 0; const found = await ask(question, size); return [found.size, asked.join(' ')]; };

  expect(await learned('a')).toEqual([0, '']);
  expect(await learned('a')).toEqual([3, 'a1 a2 a3']);
  expect(await learned('a')).toEqual([3, '']);
  segments[1].revision++;
  segments[2].spread.add('trace');
  expect(await learned('a')).toEqual([3, 'a2 a3']);
  await learned('large', 30);
  expect(await learned('large', 30)).toEqual([0, 'large1 large2']);
  expect(await learned('large', 30)).toEqual([0, '']);
  await learned('b', 14);
  expect(await learned('b', 14)).toEqual([3, 'b1 b2 b3']);
  expect(await learned('a')).toEqual([0, '']);
});
