import { expect, it } from 'vitest';
import { parseFilter } from '../../model/filter/parse.js';
import { anObservation, NEW_YEAR, traceId } from './an-observation.js';
import type { Subject } from './telemetry-store.js';

const SECOND = 1_000_000;

export function volumeAndFacets(subject: Subject): void {
  it('totals traces by when they began, with empty buckets, oldest first', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const usage = { usage_counted: true, input_tokens: 3, output_tokens: 2, total_tokens: 5, total_cost_usd: 0.5 };
    const lasting = (start: number, ms: number) => ({ project_id, start_time: start, end_time: start + ms * 1000 });
    const failed = anObservation({ ...lasting(NEW_YEAR + 2 * SECOND, 40), status: 'error', ...usage });
    await store.write({ rows: [
      anObservation({ ...lasting(NEW_YEAR, 10), ...usage }), anObservation(lasting(NEW_YEAR + SECOND - 1, 30)),
      failed, anObservation({ ...lasting(NEW_YEAR + 2 * SECOND + 1, 0), trace_id: failed.trace_id, parent_observation_id: failed.observation_id, status: 'error' }),
      anObservation(lasting(NEW_YEAR - 1, 5)), anObservation(lasting(NEW_YEAR + 4 * SECOND, 5)),
    ], scores: [] });

    const buckets = await store.volume(project_id, { from: NEW_YEAR, to: NEW_YEAR + 4 * SECOND, bucket: SECOND });

    const none = { traces: 0, failed_traces: 0, observations: 0, errors: 0, input_tokens: 0, output_tokens: 0, total_tokens: 0, total_cost_usd: 0, duration_p50_ms: null, duration_p95_ms: null };
    expect(buckets).toEqual([
      { ...none, start: NEW_YEAR, traces: 2, observations: 2, input_tokens: 3, output_tokens: 2, total_tokens: 5, total_cost_usd: 0.5, duration_p50_ms: 20, duration_p95_ms: expect.closeTo(29, 6) },
      { ...none, start: NEW_YEAR + SECOND },
      { ...none, start: NEW_YEAR + 2 * SECOND, traces: 1, failed_traces: 1, observations: 2, errors: 2, input_tokens: 3, output_tokens: 2, total_tokens: 5, total_cost_usd: 0.5, duration_p50_ms: 40, duration_p95_ms: 40 },
      { ...none, start: NEW_YEAR + 3 * SECOND },
    ]);
  });

  it('counts a whole trace where it began, although its batches lie before, in and after the range', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const at = (word: string, second: number, root = false) => anObservation({ project_id, trace_id: traceId(word), parent_observation_id: root ? null : 'feedfeedfeedfeed', start_time: NEW_YEAR + second * SECOND });
    for (const row of [at('before', 5), at('before', 15), at('inside', 12), at('inside', 25), at('inside', 11, true), at('before', 6, true), at('after', 20)]) await store.write({ rows: [row], scores: [] });

    const buckets = await store.volume(project_id, { from: NEW_YEAR + 10 * SECOND, to: NEW_YEAR + 20 * SECOND, bucket: 10 * SECOND });
    const facets = await store.facets(project_id, { from: NEW_YEAR + 10 * SECOND, to: NEW_YEAR + 20 * SECOND, limit: 10 });

    expect(buckets).toMatchObject([{ traces: 1, observations: 3 }]);
    expect(facets.names).toEqual([{ value: 'step', count: 1 }]);
  });

  it('cuts the last bucket at the end of the range, and refuses more than 2,000', async () => {
    const { store } = subject;
    const project_id = subject.project();
    await store.write({ rows: [anObservation({ project_id, start_time: NEW_YEAR + 14 * SECOND }), anObservation({ project_id, start_time: NEW_YEAR + 16 * SECOND })], scores: [] });

    const buckets = await store.volume(project_id, { from: NEW_YEAR, to: NEW_YEAR + 15 * SECOND, bucket: 10 * SECOND });

    expect(buckets.map((it) => [it.start, it.traces])).toEqual([[NEW_YEAR, 0], [NEW_YEAR + 10 * SECOND, 1]]);
    await expect(store.volume(project_id, { from: 0, to: 2001, bucket: 1 })).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('offers distinct values by the number of traces, at most as many as asked for', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const trace = (word: string, overrides: object) => anObservation({ project_id, trace_id: traceId(word), name: word, ...overrides });
    await store.write({ rows: [
      trace('a', { model: 'm1', tags: ['t1', 't2'], environment: 'prod', session_id: 's', agent_name: 'agent' }), trace('a', { model: 'm1', tags: ['t1'], parent_observation_id: 'feedfeedfeedfeed', name: 'inner' }),
      trace('b', { model: 'm2', tags: ['t1'], environment: 'prod', user_id: 'u' }), trace('c', { model: 'm2', tags: ['t3'], environment: 'dev' }),
    ], scores: [] });

    const facets = await store.facets(project_id, { from: 0, to: NEW_YEAR * 2, limit: 2 });

    expect(facets).toEqual({
      names: [{ value: 'a', count: 1 }, { value: 'b', count: 1 }], models: [{ value: 'm2', count: 2 }, { value: 'm1', count: 1 }],
      agents: [{ value: 'agent', count: 1 }], tags: [{ value: 't1', count: 2 }, { value: 't2', count: 1 }],
      environments: [{ value: 'prod', count: 2 }, { value: 'dev', count: 1 }], sessions: [{ value: 's', count: 1 }], users: [{ value: 'u', count: 1 }],
    });
  });

  it('totals, and offers the values of, traces that pass a filter alone', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const usage = { usage_counted: true, input_tokens: 3, output_tokens: 2, total_tokens: 5, total_cost_usd: 0.5, type: 'GENERATION' as const };
    const step = (word: string, second: number, overrides: object) => anObservation({ project_id, trace_id: traceId(word), name: word, start_time: NEW_YEAR + second * SECOND, end_time: NEW_YEAR + second * SECOND + 10_000, ...overrides });
    const range = { from: NEW_YEAR, to: NEW_YEAR + 4 * SECOND };
    await store.write({ rows: [step('slow', 0, { ...usage, model: 'm1', tags: ['t1'], environment: 'prod' }), step('late', 1, { ...usage, model: 'm2', environment: 'prod' })], scores: [] });
    await store.write({ rows: [step('slow', 2, { parent_observation_id: 'feedfeedfeedfeed', type: 'TOOL', name: 'seek', status: 'error' }), step('plain', 1, { environment: 'dev' })], scores: [] });

    const volumeOf = async (where: string) => (await store.volume(project_id, { ...range, bucket: 2 * SECOND, where: parseFilter(where, 'trace', 0) })).map((it) => [it.traces, it.observations, it.total_tokens, it.duration_p50_ms]);
    const facetsOf = (where: string) => store.facets(project_id, { ...range, limit: 5, where: parseFilter(where, 'trace', 0) });

    expect(await volumeOf("environment = 'prod'")).toEqual([[2, 3, 10, expect.closeTo(1010, 6)], [0, 0, 0, null]]);
    expect(await volumeOf("has(type = 'TOOL' AND status = 'error')")).toEqual([[1, 2, 5, 2010], [0, 0, 0, null]]);
    expect(await volumeOf('total_tokens > 100')).toEqual([[0, 0, 0, null], [0, 0, 0, null]]);
    expect(await facetsOf("environment = 'prod' AND cost > 0")).toMatchObject({ names: [{ value: 'late', count: 1 }, { value: 'slow', count: 1 }], models: [{ value: 'm1', count: 1 }, { value: 'm2', count: 1 }], environments: [{ value: 'prod', count: 2 }], tags: [{ value: 't1', count: 1 }] });
    expect((await facetsOf("has(name = 'seek')")).names).toEqual([{ value: 'slow', count: 1 }]);
  });

  it('takes the widest range that a caller may send', async () => {
    const { store } = subject;
    const project_id = subject.project();
    await store.write({ rows: [anObservation({ project_id })], scores: [] });

    const { names } = await store.facets(project_id, { from: 0, to: Number.MAX_SAFE_INTEGER, limit: 1 });

    expect(names).toHaveLength(1);
  });
}
