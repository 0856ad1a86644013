import { expect, it } from 'vitest';
import type { ObservationRow } from '../../model/observation.js';
import { namedFilters, type NamedFilters } from '../../model/filter/named-filters.js';
import type { TraceCursor } from '../store.js';
import type { Micros } from '../../model/time.js';
import { anObservation, NEW_YEAR, traceId } from './an-observation.js';
import type { Subject } from './telemetry-store.js';

export function traceList(subject: Subject): void {
  it('pages through more than a thousand traces with ties, each once, newest first', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const rows = Array.from({ length: 1200 }, (_, i) => anObservation({ project_id, trace_id: traceId(`page ${i}`), start_time: NEW_YEAR + Math.floor(i / 50) * 1000 }));
    for (let i = 0; i < rows.length; i += 400) await store.write({ rows: rows.slice(i, i + 400), scores: [] });

    const listed = await everyPage(project_id, {}, 77);

    const expected = rows.toSorted((a, b) => b.start_time - a.start_time || (a.trace_id < b.trace_id ? -1 : 1)).map((it) => it.trace_id);
    expect(listed).toEqual(expected);
  });

  it('pages through traces that all began at once', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const rows = Array.from({ length: 700 }, (_, i) => anObservation({ project_id, trace_id: traceId(`tie ${i}`), start_time: NEW_YEAR }));
    await store.write({ rows, scores: [] });

    expect(await everyPage(project_id, {}, 100)).toEqual(rows.map((it) => it.trace_id).sort());
  });

  it('lists a trace once, by its earliest observation, however its batches came', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const rows = Array.from({ length: 40 }, (_, t) => Array.from({ length: 10 }, (_, i) =>
      anObservation({ project_id, trace_id: traceId(`spread ${t}`), parent_observation_id: i === 9 ? null : 'feedfeedfeedfeed', start_time: NEW_YEAR + t * 1000 + (9 - i) * 100_000 }))).flat();
    const byStep = rows.toSorted((a, b) => b.start_time - a.start_time);
    for (let i = 0; i < byStep.length; i += 37) await store.write({ rows: byStep.slice(i, i + 37), scores: [] });

    const listed = await everyPage(project_id, {}, 7);

    expect(listed).toEqual(Array.from({ length: 40 }, (_, t) => traceId(`spread ${39 - t}`)));
    expect((await store.listTraces(project_id, { limit: 40 })).traces.every((it) => it.observation_count === 10)).toBe(true);
  });

  it('says when there is no further page', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const rows = Array.from({ length: 4 }, () => anObservation({ project_id }));
    await store.write({ rows, scores: [] });

    const first = await store.listTraces(project_id, { limit: 2 });
    const second = await store.listTraces(project_id, { limit: 2, after: first.next });

    expect(first.next).toEqual({ start: rows[2].start_time, trace_id: rows[2].trace_id });
    expect(second.traces).toHaveLength(2);
    expect(second.next).toBeUndefined();
  });

  it('keeps its place while newer traces arrive and spans are added to older ones', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const rows = Array.from({ length: 6 }, (_, i) => anObservation({ project_id, trace_id: traceId(`stable ${i}`), start_time: NEW_YEAR + i * 1000 }));
    await store.write({ rows, scores: [] });
    const first = await store.listTraces(project_id, { limit: 3 });
    await store.write({ rows: [anObservation({ project_id, start_time: NEW_YEAR + 1e9 }), anObservation({ project_id, trace_id: rows[1].trace_id, start_time: NEW_YEAR + 1e9 })], scores: [] });

    const second = await store.listTraces(project_id, { limit: 3, after: first.next });

    expect(second.traces.map((it) => it.trace_id)).toEqual([rows[2], rows[1], rows[0]].map((it) => it.trace_id));
  });

  const filters: [string, Wanted, string[]][] = [
    ['from, inclusive', { from: NEW_YEAR + 2_000_000 }, ['c', 'b']],
    ['to, exclusive', { to: NEW_YEAR + 2_000_000 }, ['a']],
    ['from and to', { from: NEW_YEAR, to: NEW_YEAR + 2_000_001 }, ['b', 'a']],
    ['status error', { status: 'error' }, ['b']],
    ['status ok', { status: 'ok' }, ['c']],
    ['status unset', { status: 'unset' }, ['a']],
    ['failed observations', { has_errors: true }, ['c', 'b']],
    ['no failed observation', { has_errors: false }, ['a']],
    ['session', { session_id: "s'1" }, ['a']],
    ['user', { user_id: 'ž' }, ['b']],
    ['environment', { environment: 'prod' }, ['b', 'a']],
    ['environment and status', { environment: 'prod', status: 'error' }, ['b']],
    ['model', { model: 'gpt-4o' }, ['c', 'a']],
    ['agent', { agent: 'planner' }, ['c']],
    ['tag', { tag: 'x,y' }, ['a']],
    ['name', { name: 'answer' }, ['a']],
    ['a name of which it is only a part', { name: 'ans' }, []],
    ['text in the name, without case', { text: 'ANSW' }, ['a']],
    ['text in the session', { text: "s'1" }, ['a']],
    ['text in the user', { text: 'Ž' }, ['b']],
    ['text in a preview', { text: 'weather' }, ['b']],
    ['text in the error message', { text: 'quota exceeded' }, ['b']],
    ['text in a tag', { text: 'x,y' }, ['a']],
    ['text in a model and an agent', { text: 'planner gpt' }, ['c']],
    ['words of which one does not occur', { text: 'weather nowhere' }, []],
    ['a per cent sign', { text: '100%' }, ['b']],
    ['an underscore', { text: 'a_b' }, ['b']],
    ['what would be a pattern', { text: '%' }, ['b']],
    ['emoji', { text: '😀' }, ['b']],
    ['a quote that would end a string', { text: "' OR '1'='1" }, []],
    ['the trace id', { text: traceId('filtered c').slice(3, 20) }, ['c']],
  ];
  it.each(filters)('filters by %s', async (_, filter, expected) => {
    const { store } = subject;
    const project_id = subject.project();
    await store.write({ rows: filteredTraces(project_id), scores: [] });

    const { traces } = await store.listTraces(project_id, { ...asked(filter), limit: 10 });

    expect(traces.map((it) => it.trace_id)).toEqual(expected.map((it) => traceId(`filtered ${it}`)));
  });

  it('finds the few that pass a filter among many, page by page', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const rows = Array.from({ length: 1500 }, (_, i) => anObservation({ project_id, trace_id: traceId(`many ${i}`), start_time: NEW_YEAR + i * 1000, tags: i % 300 === 0 ? ['rare'] : null, name: `step number-${i}` }));
    // The tag of the oldest stands in a later batch, beside newer traces.
    const late = anObservation({ project_id, trace_id: traceId('many 7'), parent_observation_id: rows[7].observation_id, start_time: NEW_YEAR + 9e9, tags: ['rare'] });
    for (let i = 0; i < rows.length; i += 500) await store.write({ rows: rows.slice(i, i + 500), scores: [] });
    await store.write({ rows: [late], scores: [] });

    const tagged = await everyPage(project_id, { tag: 'rare' }, 2);
    const named = await everyPage(project_id, { text: 'step number-14' }, 50);

    expect(tagged).toEqual([1200, 900, 600, 300, 7, 0].map((it) => traceId(`many ${it}`)));
    expect(named).toHaveLength(rows.filter((it) => it.name.includes('number-14')).length);
  });

  async function everyPage(project: string, filter: Wanted, limit: number): Promise<string[]> {
    const listed: string[] = [];
    let after: TraceCursor | undefined;
    do {
      const page = await subject.store.listTraces(project, { ...asked(filter), limit, after });
      expect(page.traces.length).toBeLessThanOrEqual(limit);
      listed.push(...page.traces.map((it) => it.trace_id));
      after = page.next;
    } while (after !== undefined);
    return listed;
  }
}

type Wanted = NamedFilters & { from?: Micros; to?: Micros };

function asked({ from, to, ...named }: Wanted) {
  return { from, to, where: namedFilters(named) };
}

/** Three traces a, b, c, a second apart, of which each filter finds other ones. */
function filteredTraces(project_id: string): ObservationRow[] {
  const [a, b, c] = ['a', 'b', 'c'].map((it, i) => ({ project_id, trace_id: traceId(`filtered ${it}`), start_time: NEW_YEAR + (i + 1) * 1_000_000 }));
  return [
    anObservation({ ...a, name: 'answer', status: 'unset', session_id: "s'1", environment: 'prod', model: 'gpt-4o', tags: ['x,y', 'z'] }),
    anObservation({ ...b, name: 'ask', status: 'error', status_message: 'Quota EXCEEDED', user_id: 'ž', environment: 'prod', input: 'the Weather: 100% 😀', output: 'a_b' }),
    anObservation({ ...c, name: 'act', status: 'ok', model: 'gpt-4o', environment: 'dev' }),
    anObservation({ ...c, parent_observation_id: 'feedfeedfeedfeed', start_time: c.start_time + 5, name: 'tool', status: 'error', agent_name: 'planner', environment: 'prod' }),
  ];
}
