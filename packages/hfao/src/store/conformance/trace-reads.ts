import { expect, it } from 'vitest';
import { OBSERVATION_COLUMNS, type ObservationRow } from '../../model/observation.js';
import { anObservation, aScore, NEW_YEAR, spanId, traceId } from './an-observation.js';
import { aTrace } from './resent-spans.js';
import type { Subject } from './telemetry-store.js';

export function traceReads(subject: Subject): void {
  const all = { payloads: true, limit: 100_000 };

  it('gives back every column as it was written, with times before 1970 and texts of every kind', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const texts = ['', 'twelve chars', "it's 100% _sure_ \\ \"quoted\"", 'žluťoučký kůň 漢字 😀', 'zero\0inside', 'line\nbreak\ttab', '{"a":[1,2]}'];
    const rows = texts.map((text, i) => fullRow({ project_id, trace_id: traceId('full'), text, start_time: i === 0 ? -1_000_001 : NEW_YEAR + i }));

    await store.write({ rows, scores: [] });

    expect(await store.observationsOfTrace(project_id, traceId('full'), all)).toEqual(rows);
    expect(await store.observation(project_id, traceId('full'), rows[3].observation_id)).toEqual(rows[3]);
  });

  it('keeps null apart from empty', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const row = anObservation({ project_id });
    const empty = anObservation({ project_id, trace_id: row.trace_id, name: '', input: '', session_id: '' });

    await store.write({ rows: [row, empty], scores: [] });

    expect(await store.observationsOfTrace(project_id, row.trace_id, all)).toEqual([row, empty]);
  });

  it('leaves out payload, json and map columns on request', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const row = fullRow({ project_id, trace_id: traceId('narrow'), text: 'text', start_time: NEW_YEAR });
    await store.write({ rows: [row], scores: [] });

    const [narrow] = await store.observationsOfTrace(project_id, row.trace_id, { payloads: false, limit: 10 });

    const expected = Object.fromEntries(OBSERVATION_COLUMNS.map(([name, kind]) => [name, ['payload', 'json', 'map'].includes(kind) ? null : row[name]]));
    expect(narrow).toEqual(expected);
  });

  it('orders by start time, then id, and stops at the limit', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const trace_id = traceId('ordered');
    const ids = ['0000000000000003', '0000000000000001', '0000000000000002'];
    const rows = ids.map((observation_id) => anObservation({ project_id, trace_id, observation_id, start_time: NEW_YEAR }));
    const early = anObservation({ project_id, trace_id, start_time: NEW_YEAR - 1 });
    await store.write({ rows: [...rows, early], scores: [] });

    const read = await store.observationsOfTrace(project_id, trace_id, { payloads: false, limit: 3 });

    expect(read.map((it) => it.observation_id)).toEqual([early.observation_id, ids[1], ids[2]]);
  });

  it('gives summary, scores and observations in one read as it gives them one by one', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const root = anObservation({ project_id, start_time: NEW_YEAR, input_tokens: 5, usage_counted: true });
    const late = anObservation({ project_id, trace_id: root.trace_id, parent_observation_id: root.observation_id, start_time: NEW_YEAR + 1_000_000, status: 'error', input_tokens: 2, usage_counted: true });
    const score = aScore({ project_id, trace_id: root.trace_id });
    await store.write({ rows: [root, anObservation({ project_id })], scores: [score] });
    await store.write({ rows: [late], scores: [] });

    const found = await store.wholeTrace(project_id, root.trace_id, all);

    expect(found).toEqual({ trace: await store.traceSummary(project_id, root.trace_id), observations: [root, late] });
    expect(found?.trace).toMatchObject({ observation_count: 2, error_count: 1, input_tokens: 7, scores: [score] });
    expect(await store.wholeTrace(project_id, root.trace_id, { payloads: false, limit: 1 })).toMatchObject({ trace: { observation_count: 2 }, observations: [{ observation_id: root.observation_id, attributes: null }] });
    expect(await store.wholeTrace(project_id, traceId('nobody'), all)).toBeUndefined();
    expect(await store.wholeTrace(subject.project(), root.trace_id, all)).toBeUndefined();
  });

  it('holds a payload of five megabytes and a span of ten thousand attributes', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const attributes = Array.from({ length: 10_000 }, (_, i) => [`attribute.number.${i}`, `value ${i} é`]).flat();
    const row = anObservation({ project_id, input: 'é0123456789'.repeat(480_000), attributes });

    await store.write({ rows: [row], scores: [] });

    const [read] = await store.observationsOfTrace(project_id, row.trace_id, all);
    expect(read.input === row.input).toBe(true);
    expect(read.attributes).toEqual(attributes);
  });

  it('takes an attribute key that occurs twice', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const row = anObservation({ project_id, attributes: ['k', 'first', 'k', 'second'] });

    await store.write({ rows: [row], scores: [] });

    expect(await store.observation(project_id, row.trace_id, row.observation_id)).toEqual(row);
  });

  it('answers what is unknown with nothing', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const row = anObservation({ project_id });
    await store.write({ rows: [row], scores: [] });

    expect(await store.traceSummary(project_id, traceId('unknown'))).toBeUndefined();
    expect(await store.observationsOfTrace(project_id, traceId('unknown'), all)).toEqual([]);
    expect(await store.observation(project_id, row.trace_id, spanId('unknown'))).toBeUndefined();
    expect(await store.scoresOfTrace(project_id, row.trace_id)).toEqual([]);
  });

  it('shows nothing of another project, by any method', async () => {
    const { store } = subject;
    const [theirs, ours] = [subject.project(), subject.project()];
    const row = anObservation({ project_id: theirs, name: 'secret', session_id: 's' });
    await store.write({ rows: [row], scores: [aScore({ project_id: theirs, trace_id: row.trace_id })] });

    expect(await store.listTraces(ours, { limit: 10 })).toEqual({ traces: [] });
    expect(await store.traceSummary(ours, row.trace_id)).toBeUndefined();
    expect(await store.observationsOfTrace(ours, row.trace_id, all)).toEqual([]);
    expect(await store.observation(ours, row.trace_id, row.observation_id)).toBeUndefined();
    expect(await store.scoresOfTrace(ours, row.trace_id)).toEqual([]);
    expect(await store.searchObservations(ours, { text: 'secret', limit: 10 })).toEqual({ hits: [] });
    expect(await store.volume(ours, { from: NEW_YEAR, to: NEW_YEAR * 2, bucket: NEW_YEAR })).toMatchObject([{ traces: 0, observations: 0 }]);
    expect(Object.values(await store.facets(ours, { from: 0, to: NEW_YEAR * 2, limit: 10 })).flat()).toEqual([]);
  });

  it('summarises a trace by its root, whenever the root arrives', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const [root, ...children] = aTrace(project_id, 'late root', 4);
    Object.assign(root, { name: 'agent', status: 'ok', input: 'in', output: 'out', session_id: 's1', environment: 'prod' });
    Object.assign(children[0], { status: 'error', status_message: 'tool failed', session_id: 's0' });
    await store.write({ rows: children.toReversed(), scores: [] });
    const without = await store.traceSummary(project_id, root.trace_id);

    await store.write({ rows: [root], scores: [] });

    const whole = await store.traceSummary(project_id, root.trace_id);
    expect(without).toMatchObject({ name: 'step', status: 'error', observation_count: 3, session_id: 's0', environment: null, start_time: '2026-01-01T00:00:00.001000Z' });
    expect(whole).toMatchObject({
      name: 'agent', status: 'ok', observation_count: 4, error_count: 1, error_message: 'tool failed', session_id: 's1', environment: 'prod',
      input_preview: 'in', output_preview: 'out', start_time: '2026-01-01T00:00:00.000000Z', end_time: '2026-01-01T00:00:02.000000Z', duration_ns: 2e9,
    });
    expect((await store.listTraces(project_id, { limit: 10 })).traces).toEqual([whole]);
  });

  it('summarises a span alone whose parent never arrives', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const row = anObservation({ project_id, parent_observation_id: spanId('missing'), name: 'orphan' });

    await store.write({ rows: [row], scores: [] });

    expect(await store.traceSummary(project_id, row.trace_id)).toMatchObject({ name: 'orphan', status: 'unset', observation_count: 1 });
  });

  it('takes a value that the root lacks from the other observations, and of several roots the earliest', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const trace_id = traceId('two roots');
    const early = anObservation({ project_id, trace_id, name: 'early', start_time: NEW_YEAR });
    const late = anObservation({ project_id, trace_id, name: 'late', start_time: NEW_YEAR + 1, user_id: 'u2' });
    const child = anObservation({ project_id, trace_id, parent_observation_id: early.observation_id, start_time: NEW_YEAR - 5, user_id: 'u1', release: 'v1' });
    for (const row of [late, child, early]) await store.write({ rows: [row], scores: [] });

    expect(await store.traceSummary(project_id, trace_id)).toMatchObject({ name: 'early', user_id: 'u1', release: 'v1', start_time: '2025-12-31T23:59:59.999995Z' });
  });

  it('totals counted usage, collects models, agents and tags, and leaves absent totals null', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const [root, first, second, repeated] = aTrace(project_id, 'usage', 4);
    Object.assign(root, { agent_name: 'planner', tags: ['b', 'a'] });
    Object.assign(first, { type: 'GENERATION', usage_counted: true, model: 'm2', input_tokens: 10, output_tokens: 1, total_cost_usd: 0.25 });
    Object.assign(second, { type: 'GENERATION', usage_counted: true, model: 'm1', input_tokens: 5, cache_read_tokens: 3, total_cost_usd: 0.5, tags: ['a', 'c'] });
    Object.assign(repeated, { type: 'AGENT', usage_counted: false, model: 'm1', agent_name: 'writer', input_tokens: 999, total_tokens: 999 });
    for (const row of [repeated, first, root, second]) await store.write({ rows: [row], scores: [] });

    expect(await store.traceSummary(project_id, root.trace_id)).toMatchObject({
      models: ['m1', 'm2'], agents: ['planner', 'writer'], tags: ['a', 'b', 'c'],
      input_tokens: 15, output_tokens: 1, cache_read_tokens: 3, reasoning_tokens: null, total_tokens: null, total_cost_usd: 0.75, input_cost_usd: null,
    });
  });

  it("shows the largest of the containers' usage where no counted one exists", async () => {
    const { store } = subject;
    const project_id = subject.project();
    const [root, inner] = aTrace(project_id, 'containers', 2);
    Object.assign(root, { type: 'AGENT', input_tokens: 30, total_cost_usd: 0.5 });
    Object.assign(inner, { type: 'AGENT', input_tokens: 20, output_tokens: 4 });
    for (const row of [root, inner]) await store.write({ rows: [row], scores: [] });

    expect(await store.traceSummary(project_id, root.trace_id)).toMatchObject({ input_tokens: 30, output_tokens: 4, total_cost_usd: 0.5 });
    const [bucket] = await store.volume(project_id, { from: NEW_YEAR, to: NEW_YEAR + 1, bucket: 1 });
    expect(bucket).toMatchObject({ input_tokens: 30, output_tokens: 4, total_cost_usd: 0.5 });
  });

  it('survives absurd token counts', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const rows = aTrace(project_id, 'absurd', 40).map((it) => ({ ...it, usage_counted: true, input_tokens: Number.MAX_SAFE_INTEGER }));
    for (const row of rows) await store.write({ rows: [row], scores: [] });

    expect(await store.traceSummary(project_id, rows[0].trace_id)).toMatchObject({ input_tokens: Number.MAX_SAFE_INTEGER });
  });

  it('keeps every kind of score, oldest first', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const row = anObservation({ project_id });
    const of = { project_id, trace_id: row.trace_id };
    const scores = [
      aScore({ ...of, timestamp: '2026-01-01T00:00:02.000000Z', value: null, boolean_value: false, data_type: 'BOOLEAN', calibration_bias: -0.5 }),
      aScore({ ...of, timestamp: '2026-01-01T00:00:01.000000Z', value: null, string_value: 'žluť', data_type: 'CATEGORICAL', observation_id: row.observation_id, source: 'ANNOTATION', annotator_id: 'a', comment: "it's" }),
    ];

    await store.write({ rows: [row], scores });

    expect(await store.scoresOfTrace(project_id, row.trace_id)).toEqual(scores.toReversed());
  });

  it('keeps a score that arrives before its trace', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const row = anObservation({ project_id });
    const score = aScore({ project_id, trace_id: row.trace_id });
    await store.write({ rows: [], scores: [score] });
    await store.write({ rows: [row], scores: [] });

    expect((await store.traceSummary(project_id, row.trace_id))?.scores).toEqual([score]);
  });
}

/** A row with a value in every column. */
function fullRow({ project_id, trace_id, text, start_time }: { project_id: string; trace_id: string; text: string; start_time: number }): ObservationRow {
  const row: Record<string, unknown> = { ...anObservation({ project_id, trace_id, start_time, end_time: start_time + 3, status: 'error', level: 'ERROR', type: 'TOOL', cost_source: 'reported' }) };
  for (const [index, [name, kind]] of OBSERVATION_COLUMNS.entries()) {
    if (row[name] !== null) continue;
    row[name] = {
      text: `${text}${index}`, payload: text, json: JSON.stringify([text]), micros: start_time, int: index * 1_000_003, float: index / 7, bool: true,
      list: [text, 'second'], map: ['key', text, `another key ${text}`, 'value'],
    }[kind];
  }
  return row as ObservationRow;
}
