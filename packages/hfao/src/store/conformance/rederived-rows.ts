import { expect, it } from 'vitest';
import { asLogRow } from '../../model/merge-observation.js';
import type { ObservationRow } from '../../model/observation.js';
import { anObservation, NEW_YEAR } from './an-observation.js';
import { aTrace } from './resent-spans.js';
import type { Subject } from './telemetry-store.js';

export function rederivedRows(subject: Subject): void {
  // Each with tokens of its own: parent and child that report the same are one call.
  const usage = { type: 'GENERATION', model: 'm', usage_counted: true, input_tokens: 10, total_cost_usd: 0.5, cost_source: 'computed' } as const;
  const cheaper = (read: ObservationRow) => ({ read, row: { ...read, total_cost_usd: 0.25 } });
  const stored = async (row: ObservationRow) => (await subject.store.observation(row.project_id, row.trace_id, row.observation_id))!;
  const totalOf = async (row: ObservationRow) => (await subject.store.traceSummary(row.project_id, row.trace_id))?.total_cost_usd;
  const logOf = (row: ObservationRow, said: Partial<ObservationRow>) => asLogRow(anObservation({
    project_id: row.project_id, trace_id: row.trace_id, observation_id: row.observation_id, source: 'log', type: 'EVENT', status: 'unset', start_time: row.start_time, end_time: row.start_time, duration_ns: 0, ...said,
  }));

  /** A span, what logs alone say of a step, and a step of which both tell: as they are stored. */
  async function threeSources(): Promise<ObservationRow[]> {
    const [span, log, both] = aTrace(subject.project(), 'three sources', 3);
    const rows = [{ ...span, ...usage }, logOf(log, { ...usage, input_tokens: 20 }), both, logOf(both, { ...usage, input_tokens: 30 })];
    await subject.store.write({ rows, scores: [] });
    return Promise.all([span, log, both].map(stored));
  }

  it('replaces rows of every source as they are, totals included', async () => {
    const read = await threeSources();

    const outcome = await subject.store.replaceObservations(read[0].project_id, read.map(cheaper));

    expect(outcome).toEqual({ replaced: 3, skipped: 0 });
    expect(read.map((it) => it.source)).toEqual(['span', 'log', 'merged']);
    expect(await Promise.all(read.map(stored))).toEqual(read.map((it) => cheaper(it).row));
    expect(await totalOf(read[0])).toBe(0.75);
  });

  it('replaces what lies many batches back, and keeps it when the store is opened again', async () => {
    const opened = await subject.open();
    const [row, other] = aTrace('project-1', 'long ago', 2).map((it, i) => ({ ...it, ...usage, input_tokens: i }));
    await opened.store.write({ rows: [row, other], scores: [] });
    for (let i = 0; i < 4; i++) await opened.store.write({ rows: aTrace('project-1', `filler ${i}`, 300), scores: [] });

    expect(await opened.store.replaceObservations('project-1', [cheaper(row)])).toEqual({ replaced: 1, skipped: 0 });

    const store = await opened.afterCrash();
    expect(await store.observation('project-1', row.trace_id, row.observation_id)).toEqual(cheaper(row).row);
    expect(await store.traceSummary('project-1', row.trace_id)).toMatchObject({ total_cost_usd: 0.75, observation_count: 2 });
    await store.close();
  });

  it('leaves a span that was sent again, and one that is no longer there', async () => {
    const [sentAgain, other, gone] = aTrace(subject.project(), 'sent again', 3).map((it, i) => ({ ...it, ...usage, input_tokens: i }));
    await subject.store.write({ rows: [sentAgain, other], scores: [] });
    const newer = { ...sentAgain, name: 'newer', event_version: sentAgain.event_version + 1 };
    await subject.store.write({ rows: [newer], scores: [] });

    const outcome = await subject.store.replaceObservations(sentAgain.project_id, [sentAgain, other, gone].map(cheaper));

    expect(outcome).toEqual({ replaced: 1, skipped: 2 });
    expect(await stored(newer)).toEqual(newer);
    expect(await stored(gone)).toBeUndefined();
    expect(await totalOf(newer)).toBe(0.75);
  });

  it('leaves what a log record or a span has become part of since, though the version is the same', async () => {
    const read = await threeSources();
    const said = { session_id: 'said meanwhile', event_version: NEW_YEAR };
    const [span, log, both] = read;
    const meanwhile = [logOf(span, said), logOf(log, said), logOf(both, said)];
    await subject.store.write({ rows: meanwhile, scores: [] });

    const outcome = await subject.store.replaceObservations(span.project_id, read.map(cheaper));

    expect(outcome).toEqual({ replaced: 0, skipped: 3 });
    expect((await Promise.all(read.map(stored))).map(({ session_id, total_cost_usd }) => ({ session_id, total_cost_usd }))).toEqual(read.map(() => ({ session_id: 'said meanwhile', total_cost_usd: 0.5 })));
    expect(await subject.store.replaceObservations(span.project_id, (await Promise.all(read.map(stored))).map(cheaper))).toEqual({ replaced: 3, skipped: 0 });
    expect(await totalOf(span)).toBe(0.75);
  });

  it('merges what comes afterwards with what was put in its place', async () => {
    const [, log] = await threeSources();
    await subject.store.replaceObservations(log.project_id, [cheaper(log)]);

    await subject.store.write({ rows: [logOf(log, { session_id: 's' }), { ...log, source: 'span', name: 'its span', type: 'SPAN', mapping: null, model: null, input_tokens: null, total_tokens: null, total_cost_usd: null, cost_source: 'none', usage_counted: false }], scores: [] });

    expect(await stored(log)).toMatchObject({ source: 'merged', name: 'its span', session_id: 's', model: 'm', total_cost_usd: 0.25 });
  });

  it('takes nothing of another project, and no observation twice', async () => {
    const [read] = await threeSources();

    await expect(subject.store.replaceObservations('another', [cheaper(read)])).rejects.toThrow(TypeError);
    await expect(subject.store.replaceObservations(read.project_id, [cheaper(read), cheaper(read)])).rejects.toThrow(TypeError);
    expect(await subject.store.replaceObservations(read.project_id, [])).toEqual({ replaced: 0, skipped: 0 });
    expect(await stored(read)).toEqual(read);
  });
}
