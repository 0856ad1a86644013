import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toObservation, type ObservationRow } from '../../model/observation.js';
import { settleUsage } from '../../model/usage.js';
import { anObservation, NEW_YEAR, spanId, traceId } from './an-observation.js';
import type { Subject } from './telemetry-store.js';

/** A model call that two instrumentations record, one over the other, is one call. */
export function twins(subject: Subject): void {
  const tokens = { input_tokens: 10, output_tokens: 5, total_tokens: 15 };

  it('counts a call that is recorded as parent and child once, in the list, the summary and the volume', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const outer = aCall(project_id, 'outer', null, tokens);
    const rows = [aCall(project_id, 'inner', 'outer', { ...tokens, model: 'openai/m' }), outer, aCall(project_id, 'next', 'outer', { input_tokens: 1, output_tokens: 2, total_tokens: 3 })];
    await store.write({ rows, scores: [] });

    const { traces } = await store.listTraces(project_id, { limit: 1 });
    const [bucket] = await store.volume(project_id, { from: NEW_YEAR, to: NEW_YEAR + 1, bucket: 1 });

    expect(traces[0]).toMatchObject({ input_tokens: 11, output_tokens: 7, total_tokens: 18 });
    expect(await store.traceSummary(project_id, outer.trace_id)).toMatchObject({ input_tokens: 11, output_tokens: 7, total_tokens: 18 });
    expect(bucket).toMatchObject({ input_tokens: 11, output_tokens: 7, total_tokens: 18 });
  });

  it('counts them once when they come in different batches, whichever is first', async () => {
    const { store } = subject;
    for (const order of [['outer', 'inner'], ['inner', 'outer']]) {
      const project_id = subject.project();
      const rows = { outer: aCall(project_id, 'outer', null, tokens), inner: aCall(project_id, 'inner', 'outer', { ...tokens, total_cost_usd: 0.5 }) };
      for (const name of order) await store.write({ rows: [rows[name as keyof typeof rows]], scores: [] });

      expect((await store.listTraces(project_id, { limit: 1 })).traces[0]).toMatchObject({ ...tokens, total_cost_usd: 0.5 });
    }
  });

  it('counts what the detail of the trace counts, however the calls nest and the batches fall', async () => {
    const { store } = subject;
    await fc.assert(fc.asyncProperty(fc.array(nested, { minLength: 2, maxLength: 8 }), async (given) => {
      const project_id = subject.project();
      const rows = given.map((it, i) => aCall(project_id, `s${i}`, i === 0 ? null : `s${it.above % i}`, { input_tokens: it.input, total_tokens: it.input + 1, output_tokens: 1, total_cost_usd: it.cost, model: it.model }));
      for (const batch of [0, 1, 2]) {
        const now = rows.filter((_, i) => given[i].batch === batch);
        if (now.length > 0) await store.write({ rows: now, scores: [] });
      }

      const counted = settleUsage(rows.map(toObservation)).filter((it) => it.usage_counted);
      const summary = await store.traceSummary(project_id, rows[0].trace_id);

      expect(summary!.input_tokens).toBe(sum(counted.map((it) => it.input_tokens)));
      expect(summary!.total_cost_usd ?? 0).toBeCloseTo(sum(counted.map((it) => it.total_cost_usd)), 9);
    }), subject.runs(40));
  });
}

const nested = fc.record({
  above: fc.nat(20), batch: fc.nat(2), input: fc.constantFrom(3, 3, 7), cost: fc.constantFrom(null, 0.5, null), model: fc.constantFrom('m', 'n', null),
});

function aCall(project_id: string, name: string, parent: string | null, usage: Partial<ObservationRow>): ObservationRow {
  return anObservation({
    project_id, trace_id: traceId('twins'), observation_id: spanId(name), parent_observation_id: parent === null ? null : spanId(parent),
    start_time: NEW_YEAR, type: 'GENERATION', usage_counted: true, model: 'm', ...usage,
  });
}

function sum(values: readonly (number | null)[]): number {
  return values.reduce<number>((total, it) => total + (it ?? 0), 0);
}
