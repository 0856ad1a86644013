import { expect, it } from 'vitest';
import { namedFilters } from '../../model/filter/named-filters.js';
import type { ObservationRow } from '../../model/observation.js';
import { anObservation, aScore, NEW_YEAR, traceId } from './an-observation.js';
import type { Subject } from './telemetry-store.js';

const ALL = { payloads: true, limit: 1000 };
/** More rows than a segment of a store under test holds. */
const ROLLING = 300;

export function resentSpans(subject: Subject): void {
  const usage = { usage_counted: true, input_tokens: 10, total_cost_usd: 0.5 } as const;

  it('keeps one copy of a span that occurs twice in a batch: the highest version, of equal ones the last', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const row = anObservation({ project_id, ...usage, event_version: 5 });
    const versions = [row, { ...row, name: 'newest', event_version: 7 }, { ...row, name: 'newest, again', event_version: 7 }, { ...row, name: 'old', event_version: 6 }];

    await store.write({ rows: versions, scores: [] });

    expect(await store.observationsOfTrace(project_id, row.trace_id, ALL)).toEqual([versions[2]]);
    expect(await store.traceSummary(project_id, row.trace_id)).toMatchObject({ name: 'newest, again', observation_count: 1, input_tokens: 10, total_cost_usd: 0.5 });
  });

  it('counts a whole batch once that is written again', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const rows = aTrace(project_id, 'retried', 30).map((it) => ({ ...it, ...usage }));
    const score = aScore({ project_id, trace_id: rows[0].trace_id });
    await store.write({ rows, scores: [score] });
    const before = await everything(rows[0]);

    await store.write({ rows, scores: [score] });

    expect(await everything(rows[0])).toEqual(before);
    expect(before.summary).toMatchObject({ observation_count: 30, input_tokens: 300 });
  });

  it.each([
    ['a later batch', async () => {}],
    ['a batch after many more', async (project_id: string) => {
      for (let i = 0; i < 4; i++) await subject.store.write({ rows: aTrace(project_id, `filler ${i}`, ROLLING), scores: [] });
    }],
  ])('replaces a span by its newer version in %s, in every read', async (_, between) => {
    const { store } = subject;
    const project_id = subject.project();
    const [root, child, other] = aTrace(project_id, 'replaced', 3);
    const old = { ...child, ...usage, status: 'error' as const, status_message: 'it failed', model: 'old-model', tags: ['old'], input: 'the old question', end_time: NEW_YEAR + 9e9 };
    await store.write({ rows: [root, old, other], scores: [] });
    await between(project_id);

    const renewed = { ...child, ...usage, input_tokens: 7, model: 'new-model', tags: ['new'], input: 'the new question', event_version: old.event_version + 1 };
    await store.write({ rows: [renewed], scores: [] });

    expect(await store.observationsOfTrace(project_id, root.trace_id, ALL)).toEqual([root, renewed, other]);
    expect(await store.observation(project_id, root.trace_id, child.observation_id)).toEqual(renewed);
    const { traces } = await store.listTraces(project_id, { limit: 1000 });
    expect(traces.filter((it) => it.trace_id === root.trace_id)).toMatchObject([{ observation_count: 3, error_count: 0, error_message: null, input_tokens: 7, models: ['new-model'], tags: ['new'], end_time: '2026-01-01T00:00:02.000000Z' }]);
    expect((await store.listTraces(project_id, { limit: 10, where: namedFilters({ model: 'old-model' }) })).traces).toEqual([]);
    expect((await store.searchObservations(project_id, { text: 'the old question', limit: 10 })).hits).toEqual([]);
    expect((await store.searchObservations(project_id, { text: 'the new question', limit: 10 })).hits).toHaveLength(1);
    const [bucket] = await store.volume(project_id, { from: NEW_YEAR, to: NEW_YEAR + 1, bucket: 1 });
    expect(bucket).toMatchObject({ errors: 0, input_tokens: 7 });
    const facets = await store.facets(project_id, { from: 0, to: NEW_YEAR * 2, limit: 10 });
    expect(facets).toMatchObject({ models: [{ value: 'new-model', count: 1 }], tags: [{ value: 'new', count: 1 }] });
  });

  it('drops a version older than the stored one, and takes the rest of its batch', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const [root, child] = aTrace(project_id, 'outdated', 2);
    await store.write({ rows: [root], scores: [] });

    await store.write({ rows: [{ ...root, name: 'older', event_version: root.event_version - 1 }, child], scores: [] });

    expect(await store.observationsOfTrace(project_id, root.trace_id, ALL)).toEqual([root, child]);
  });

  it('takes a replacement and new spans of the same trace in one batch', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const rows = aTrace(project_id, 'mixed', 6).map((it) => ({ ...it, ...usage }));
    await store.write({ rows: rows.slice(0, 3), scores: [] });

    await store.write({ rows: rows.map((it) => ({ ...it, input_tokens: 1 })), scores: [] });

    expect(await store.traceSummary(project_id, rows[0].trace_id)).toMatchObject({ observation_count: 6, input_tokens: 6 });
    expect(await store.observationsOfTrace(project_id, rows[0].trace_id, ALL)).toHaveLength(6);
  });

  it.each(['reopen', 'afterCrash'] as const)('recognises spans that were stored before: %s', async (comeBack) => {
    const opened = await subject.open();
    const rows = aTrace('project-1', 'earlier', ROLLING).map((it) => ({ ...it, ...usage }));
    await opened.store.write({ rows, scores: [] });
    await opened.store.write({ rows: aTrace('project-1', 'newer', ROLLING), scores: [] });
    const store = await opened[comeBack]();

    await store.write({ rows: rows.map((it) => ({ ...it, name: 'again' })), scores: [] });

    const summary = await store.traceSummary('project-1', traceId('earlier'));
    expect(summary).toMatchObject({ name: 'again', observation_count: ROLLING, input_tokens: ROLLING * 10 });
    expect(await store.observationsOfTrace('project-1', traceId('earlier'), ALL)).toHaveLength(ROLLING);
    await store.close();
  });

  it('moves a trace in the list when its replaced root starts at another time', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const row = anObservation({ project_id, start_time: NEW_YEAR + 5_000_000 });
    const between = anObservation({ project_id, start_time: NEW_YEAR + 3_000_000 });
    await store.write({ rows: [row, between], scores: [] });

    await store.write({ rows: [{ ...row, start_time: NEW_YEAR + 1_000_000 }], scores: [] });

    const { traces } = await store.listTraces(project_id, { limit: 10 });
    expect(traces.map((it) => it.trace_id)).toEqual([between.trace_id, row.trace_id]);
    expect(await store.observationsOfTrace(project_id, row.trace_id, ALL)).toHaveLength(1);
  });

  it('tells apart the same span id in two traces, and the same ids in two projects', async () => {
    const { store } = subject;
    const [project_id, other_id] = [subject.project(), subject.project()];
    const row = anObservation({ project_id });
    const twins = [row, { ...row, trace_id: traceId('elsewhere') }, { ...row, project_id: other_id }];

    for (const twin of twins) await store.write({ rows: [twin], scores: [] });

    expect((await store.listTraces(project_id, { limit: 10 })).traces).toHaveLength(2);
    expect((await store.listTraces(other_id, { limit: 10 })).traces).toHaveLength(1);
  });

  it('keeps the last version of a score that is written again', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const row = anObservation({ project_id });
    const score = aScore({ project_id, trace_id: row.trace_id, value: 0.1 });
    await store.write({ rows: [row], scores: [score, { ...score, value: 0.2 }] });
    for (let i = 0; i < 2; i++) await store.write({ rows: aTrace(project_id, `scores ${i}`, ROLLING), scores: [] });

    await store.write({ rows: [], scores: [{ ...score, value: 0.9 }] });

    expect(await store.scoresOfTrace(project_id, row.trace_id)).toEqual([{ ...score, value: 0.9 }]);
    expect((await store.traceSummary(project_id, row.trace_id))?.scores).toEqual([{ ...score, value: 0.9 }]);
  });

  it('takes a score that is written again for another trace from the one that it was of', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const [one, other] = [anObservation({ project_id, trace_id: traceId('one'), session_id: 'a' }), anObservation({ project_id, trace_id: traceId('other'), session_id: 'b' })];
    const score = aScore({ project_id, trace_id: one.trace_id, value: 0.1 });
    await store.write({ rows: [one, other], scores: [score] });
    for (let i = 0; i < 2; i++) await store.write({ rows: aTrace(project_id, `moved ${i}`, ROLLING), scores: [] });

    const moved = { ...score, trace_id: other.trace_id };
    await store.write({ rows: [], scores: [moved] });

    expect(await store.scoresOfTrace(project_id, one.trace_id)).toEqual([]);
    expect(await store.scoresOfTrace(project_id, other.trace_id)).toEqual([moved]);
    expect((await store.traceSummary(project_id, one.trace_id))?.scores).toEqual([]);
    expect((await store.listTraces(project_id, { limit: 50 })).traces.flatMap((it) => it.scores)).toEqual([moved]);
    expect((await store.listSessions(project_id, { limit: 50 })).sessions.map((it) => [it.session_id, it.scores])).toEqual(expect.arrayContaining([['a', []], ['b', [moved]]]));
  });

  it('shows a span that came again with another time at that time alone, however narrow the range', async () => {
    const { store } = subject;
    const row = anObservation({ project_id: subject.project(), start_time: NEW_YEAR });
    await store.write({ rows: [row], scores: [] });
    await store.write({ rows: [{ ...row, start_time: NEW_YEAR + 1_000_000 }], scores: [] });

    const [then, now] = [{ from: NEW_YEAR, to: NEW_YEAR + 1 }, { from: NEW_YEAR + 1_000_000, to: NEW_YEAR + 1_000_001 }];

    expect(await Promise.all([then, now].map((it) => store.countObservations(row.project_id, it)))).toEqual([0, 1]);
    expect(await Promise.all([then, now].map(async (it) => (await store.scanObservations(row.project_id, { ...it, limit: 5 })).rows.length))).toEqual([0, 1]);
    expect(await Promise.all([then, now].map(async (it) => (await store.listObservations(row.project_id, { ...it, limit: 5 })).observations.length))).toEqual([0, 1]);
  });

  async function everything({ project_id, trace_id }: ObservationRow) {
    const { store } = subject;
    return {
      summary: await store.traceSummary(project_id, trace_id), rows: await store.observationsOfTrace(project_id, trace_id, ALL),
      list: await store.listTraces(project_id, { limit: 10 }), volume: await store.volume(project_id, { from: NEW_YEAR, to: NEW_YEAR + 1e9, bucket: 1e8 }),
      facets: await store.facets(project_id, { from: 0, to: NEW_YEAR * 2, limit: 10 }), hits: await store.searchObservations(project_id, { text: 'step', limit: 100 }),
    };
  }
}

/** A root and its children, a millisecond apart. */
export function aTrace(project_id: string, word: string, count: number): ObservationRow[] {
  const trace_id = traceId(word);
  const root = anObservation({ project_id, trace_id, start_time: NEW_YEAR, end_time: NEW_YEAR + 2_000_000 });
  const children = Array.from({ length: count - 1 }, (_, i) =>
    anObservation({ project_id, trace_id, parent_observation_id: root.observation_id, start_time: NEW_YEAR + (i + 1) * 1000, end_time: NEW_YEAR + 1_000_000 }));
  return [root, ...children];
}
