import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ObservationRow } from '../../model/observation.js';
import { isoTime } from '../../model/time.js';
import { namedFilters, type NamedFilters } from '../../model/filter/named-filters.js';
import type { TraceCursor } from '../store.js';
import { anObservation, NEW_YEAR, spanId, traceId } from './an-observation.js';
import type { Subject } from './telemetry-store.js';

type Wanted = NamedFilters & { from?: number; to?: number };

const TRACES = 6;
const SPANS = 8;

/** Batches of spans drawn from few ids, so that re-sends, late parents and ties are the rule. */
const span = fc.record({
  trace: fc.nat(TRACES - 1), span: fc.nat(SPANS - 1), isRoot: fc.boolean(), second: fc.nat(20), lasts: fc.nat(5), version: fc.nat(3),
  status: fc.constantFrom('ok', 'error', 'unset'), name: fc.constantFrom('plan', 'ask žluť', '100%'), session: fc.constantFrom(null, 's1', 's2'),
  model: fc.constantFrom(null, 'm1', 'm2'), tag: fc.constantFrom(null, 'x', 'y'), tokens: fc.option(fc.nat(9)), counted: fc.boolean(),
});
const batches = fc.array(fc.array(span, { minLength: 1, maxLength: 25 }), { minLength: 1, maxLength: 6 });
const filter: fc.Arbitrary<Wanted> = fc.record({
  from: fc.nat(20).map((it) => NEW_YEAR + it * 1_000_000), to: fc.nat(20).map((it) => NEW_YEAR + it * 1_000_000), status: fc.constantFrom('ok' as const, 'error' as const, 'unset' as const), has_errors: fc.boolean(),
  text: fc.constantFrom('PLAN', 'žluť', '%', 'm1 plan', 's2'), session_id: fc.constantFrom('s1', 's2'), model: fc.constantFrom('m1', 'm2'), tag: fc.constantFrom('x', 'y'), name: fc.constantFrom('plan', '100%'),
}, { requiredKeys: [] });

export function randomTraffic(subject: Subject): void {
  it('reads like a list in memory after any batches, with any filter', async () => {
    await fc.assert(fc.asyncProperty(batches, filter, fc.integer({ min: 1, max: 4 }), async (sent, wanted, limit) => {
      const project_id = subject.project();
      const model = new Map<string, ObservationRow>();
      for (const batch of sent) {
        const rows = batch.map((it) => rowOf(project_id, it));
        for (const row of rows) {
          const key = row.trace_id + row.observation_id;
          if (row.event_version >= (model.get(key)?.event_version ?? -1)) model.set(key, row);
        }
        await subject.store.write({ rows, scores: [] });
      }
      const traces = Array.from({ length: TRACES }, (_, i) => expectedTrace([...model.values()].filter((it) => it.trace_id === traceId(`t${i}`)))).filter((it) => it !== undefined);
      const passing = traces.filter((it) => passes(it, wanted)).sort((a, b) => b.start - a.start || (a.summary.trace_id < b.summary.trace_id ? -1 : 1));

      expect(await everyPage(project_id, wanted, limit)).toMatchObject(passing.map((it) => it.summary));
      for (const { rows } of traces) expect(await subject.store.observationsOfTrace(project_id, rows[0].trace_id, { payloads: true, limit: 100 })).toEqual(rows);
      const volume = await subject.store.volume(project_id, { from: NEW_YEAR, to: NEW_YEAR + 21_000_000, bucket: 7_000_000 });
      expect(volume.map((it) => [it.traces, it.failed_traces, it.observations, it.input_tokens])).toEqual([0, 1, 2].map((bucket) => {
        const inside = traces.filter((it) => Math.floor((it.start - NEW_YEAR) / 7_000_000) === bucket);
        return [inside.length, inside.filter((it) => it.summary.status === 'error').length, sum(inside.map((it) => it.rows.length)), sum(inside.map((it) => it.summary.input_tokens ?? 0))];
      }));
    }), subject.runs(30));
  }, 240_000);

  async function everyPage(project: string, { from, to, ...named }: Wanted, limit: number) {
    const listed = [];
    let after: TraceCursor | undefined;
    do {
      const page = await subject.store.listTraces(project, { from, to, where: namedFilters(named), limit, after });
      listed.push(...page.traces);
      after = page.next;
    } while (after !== undefined);
    return listed;
  }
}

function rowOf(project_id: string, it: typeof span extends fc.Arbitrary<infer T> ? T : never): ObservationRow {
  const start_time = NEW_YEAR + it.second * 1_000_000;
  return anObservation({
    project_id, trace_id: traceId(`t${it.trace}`), observation_id: spanId(`o${it.span}`), parent_observation_id: it.isRoot ? null : spanId('parent'),
    start_time, end_time: start_time + it.lasts * 1000, event_version: it.version, status: it.status, status_message: it.status === 'error' ? `failed ${it.span}` : null,
    name: it.name, session_id: it.session, model: it.model, tags: it.tag === null ? null : [it.tag], input_tokens: it.tokens, usage_counted: it.counted,
  });
}

/** What a list should say of a trace, worked out the plain way from all of its observations. */
function expectedTrace(unordered: ObservationRow[]) {
  if (unordered.length === 0) return undefined;
  const rows = unordered.sort((a, b) => a.start_time - b.start_time || (a.observation_id < b.observation_id ? -1 : 1));
  const root = rows.find((it) => it.parent_observation_id === null);
  const failed = rows.filter((it) => it.status === 'error');
  const counted = rows.filter((it) => it.usage_counted && it.input_tokens !== null).map((it) => it.input_tokens!);
  const contained = rows.flatMap((it) => it.input_tokens ?? []);
  const end = Math.max(...rows.map((it) => it.end_time));
  const summary = {
    trace_id: rows[0].trace_id, name: (root ?? rows[0]).name, status: root?.status ?? (failed.length > 0 ? 'error' : 'unset'),
    start_time: isoTime(rows[0].start_time), end_time: isoTime(end), duration_ns: (end - rows[0].start_time) * 1000,
    observation_count: rows.length, error_count: failed.length, error_message: failed[0]?.status_message ?? null,
    session_id: (root ?? rows[0]).session_id ?? distinct(rows.map((it) => it.session_id))[0] ?? null,
    models: distinct(rows.map((it) => it.model)), tags: distinct(rows.flatMap((it) => it.tags)),
    input_tokens: counted.length > 0 ? sum(counted) : contained.length > 0 ? Math.max(...contained) : null,
  };
  return { rows, start: rows[0].start_time, summary };
}

function passes({ start, summary }: NonNullable<ReturnType<typeof expectedTrace>>, { from = -Infinity, to = Infinity, status, has_errors, text, session_id, model, tag, name }: Wanted): boolean {
  const shown = [summary.trace_id, summary.name, summary.session_id, summary.error_message, ...summary.models, ...summary.tags].join('\n').toLowerCase();
  return start >= from && start < to && (status ?? summary.status) === summary.status && (has_errors ?? summary.error_count > 0) === summary.error_count > 0
    && (session_id ?? summary.session_id) === summary.session_id && (name ?? summary.name) === summary.name
    && (model === undefined || summary.models.includes(model)) && (tag === undefined || summary.tags.includes(tag))
    && (text === undefined || text.toLowerCase().split(' ').every((it) => shown.includes(it)));
}

const distinct = (values: (string | null)[]) => [...new Set(values.filter((it) => it !== null))].sort();
const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
