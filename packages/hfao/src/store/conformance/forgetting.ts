import { expect, it } from 'vitest';
import type { ForgetSubject, KeepRules } from '../../model/forgetting.js';
import { bodyRef } from '../../model/body-ref.js';
import { DAY_MICROS } from '../../model/time.js';
import { parseFilter } from '../../model/filter/parse.js';
import type { TelemetryStore } from '../store.js';
import { aLog, aPoint } from './a-log.js';
import { anObservation, aScore, NEW_YEAR, spanId, traceId } from './an-observation.js';
import type { Subject } from './telemetry-store.js';

const ALL = { payloads: true, limit: 100 };
/** After all that is stored here, unless a test says otherwise. */
const AT = NEW_YEAR + 1;

export function forgetting(subject: Subject): void {
  const project = () => subject.project();

  it.each<[string, ForgetSubject]>([
    ['a trace', { kind: 'trace', trace_id: traceId('goes') }],
    ['a session, in whatever observation it occurs', { kind: 'session', session_id: 'session of one step' }],
    ['a user', { kind: 'user', user_id: 'ada' }],
    ['a project', { kind: 'project' }],
  ])('takes %s out of every read, with what belongs to it, and nothing else', async (_, what) => {
    const { store } = await subject.open();
    const [ours, theirs] = ['project-1', 'project-2'];
    for (const project_id of [ours, theirs]) for (const word of ['goes', 'stays']) await writeTrace(store, project_id, word);
    const before = await everything(store, theirs);

    const counted = await store.countForgettable(ours, what, AT);
    const { counts } = await store.forget(ours, what, AT);

    const staying = what.kind === 'project' ? [] : [traceId('stays')];
    expect(counts).toEqual(counted);
    expect(counts).toMatchObject(what.kind === 'project' ? { traces: 2, observations: 4, scores: 2, logs: 2 } : { traces: 1, observations: 2, scores: 1, logs: 1 });
    expect(await store.observationsOfTrace(ours, traceId('goes'), ALL)).toEqual([]);
    expect(await store.traceSummary(ours, traceId('goes'))).toBeUndefined();
    expect(await store.scoresOfTrace(ours, traceId('goes'))).toEqual([]);
    expect(await everything(store, ours)).toMatchObject({ traces: staying, observations: staying.length * 2, hits: staying.length * 2, logs: staying.length, volume: staying.length, names: staying.length });
    expect(await everything(store, theirs)).toEqual(before);
    await store.close();
  });

  it('keeps what was received before from coming back, and stores what is received afterwards', async () => {
    const project_id = project();
    const old = anObservation({ project_id, ingested_at: AT - 1, user_id: 'ada' });
    await subject.store.write({ rows: [old], scores: [] });
    await subject.store.forget(project_id, { kind: 'user', user_id: 'ada' }, AT);

    await subject.store.write({ rows: [old, anObservation({ project_id, user_id: 'ada', ingested_at: AT })], scores: [aScore({ project_id, trace_id: old.trace_id })], logs: [aLog({ project_id, trace_id: old.trace_id, ingested_at: AT - 1 })] });
    const replayed = await everything(subject.store, project_id);
    const renewed = { ...old, ingested_at: AT + 1, event_version: AT + 1 };
    await subject.store.write({ rows: [renewed], scores: [] });

    expect(replayed).toMatchObject({ traces: [], observations: 0, logs: 0 });
    expect(await subject.store.observationsOfTrace(project_id, old.trace_id, ALL)).toEqual([renewed]);
    expect(await subject.store.traceSummary(project_id, old.trace_id)).toMatchObject({ observation_count: 1 });
  });

  it('leaves of a trace what was received after the deletion was asked for', async () => {
    const project_id = project();
    const old = anObservation({ project_id, ingested_at: AT, input_tokens: 5, usage_counted: true });
    const late = anObservation({ project_id, trace_id: old.trace_id, ingested_at: AT + 1, input_tokens: 7, usage_counted: true });
    await subject.store.write({ rows: [old, late], scores: [] });

    await subject.store.forget(project_id, { kind: 'trace', trace_id: old.trace_id }, AT);

    expect(await subject.store.observationsOfTrace(project_id, old.trace_id, ALL)).toEqual([late]);
    expect(await subject.store.traceSummary(project_id, old.trace_id)).toMatchObject({ observation_count: 1, input_tokens: 7 });
  });

  it.each(['reopen', 'afterCrash'] as const)('remembers what it forgot: %s', async (comeBack) => {
    const opened = await subject.open();
    const row = anObservation();
    await opened.store.write({ rows: [row, anObservation()], scores: [] });
    await opened.store.forget('project-1', { kind: 'trace', trace_id: row.trace_id }, AT);

    const store = await opened[comeBack]();
    await store.write({ rows: [row], scores: [] });

    expect(await everything(store, 'project-1')).toMatchObject({ observations: 1 });
    await store.close();
  });

  it('names the bodies that nobody points to any more, until they are removed', async () => {
    const { store } = await subject.open();
    const [only, shared] = ['a'.repeat(40), 'b'.repeat(40)];
    const row = anObservation({ input_ref: bodyRef(only), output: `{"uri":"${bodyRef(shared)}"}` });
    await store.write({ rows: [row, anObservation({ attributes: ['key', `cut … [${bodyRef(shared)}, 9 bytes]`] })], scores: [] });

    const { deletion_id, counts } = await store.forget('project-1', { kind: 'trace', trace_id: row.trace_id }, AT);
    const unfinished = await store.unfinishedDeletion();
    const inUse = await store.bodiesInUse('project-1', [only, shared]);
    await store.finishDeletion(deletion_id);

    expect(counts.bodies).toBe(2);
    expect(unfinished).toMatchObject({ deletion_id, traces: [row.trace_id], bodies: [only] });
    expect(inUse).toEqual([shared]);
    expect(await store.unfinishedDeletion()).toBeUndefined();
    await store.close();
  });

  it('lets go of whole traces that have passed their time, and keeps what is young, came late, or is kept by a rule', async () => {
    const project_id = project();
    const before = NEW_YEAR + DAY_MICROS;
    const day = (word: string, days: number, changes = {}) => anObservation({ project_id, trace_id: traceId(word), observation_id: spanId(`${word} ${days}`), start_time: NEW_YEAR + days * DAY_MICROS, ...changes });
    const rows = [
      day('over', 0), day('goes on', 0), day('goes on', 2), day('came late', 0, { ingested_at: before + 1 }), day('failed', 0, { status: 'error' }), day('scored', 0), day('tagged', 0, { tags: ['golden'] }), day('young', 2),
    ];
    await subject.store.write({
      rows, scores: [aScore({ project_id, trace_id: traceId('scored') }), aScore({ project_id, trace_id: traceId('over') })].slice(0, 1),
      logs: [aLog({ project_id, log_id: 'old', time: NEW_YEAR }), aLog({ project_id, log_id: 'of failed', time: NEW_YEAR, trace_id: traceId('failed') }), aLog({ project_id, log_id: 'young', time: NEW_YEAR + 2 * DAY_MICROS })],
      metricPoints: [aPoint({ project_id, point_id: 'old', time: NEW_YEAR }), aPoint({ project_id, point_id: 'young', time: NEW_YEAR + 2 * DAY_MICROS })],
    });
    const keep: KeepRules = { scored: true, errors: true, where: [parseFilter("tags = 'golden'", 'trace', NEW_YEAR)] };

    const planned = await subject.store.planExpiry([{ project_id, before, keep }]);
    const untouched = await everything(subject.store, project_id);
    const [outcome] = await subject.store.expire([{ project_id, before, keep }]);

    // Bytes are an estimate, and files may have been merged meanwhile.
    expect(planned).toEqual([{ ...outcome, bytes: expect.any(Number) }]);
    expect(planned[0].bytes).toBeGreaterThan(0);
    expect(untouched.observations).toBe(8);
    expect(outcome).toMatchObject({ leaving: { traces: 1, observations: 1, scores: 0, logs: 1, metric_points: 1 }, kept: { traces: 3, observations: 3 } });
    const { traces } = await everything(subject.store, project_id);
    expect(traces.sort()).toEqual(['came late', 'failed', 'goes on', 'scored', 'tagged', 'young'].map(traceId).sort());
    expect((await subject.store.listLogs(project_id, { limit: 10 })).logs.map((it) => it.log_id).sort()).toEqual(['of failed', 'young']);
    expect((await subject.store.listMetrics(project_id, { limit: 10 })).metrics).toMatchObject([{ points: 1 }]);
  });

  it('tells what a project takes, by day', async () => {
    const project_id = project();
    await subject.store.write({ rows: [anObservation({ project_id, start_time: NEW_YEAR }), anObservation({ project_id, start_time: NEW_YEAR + DAY_MICROS })], scores: [], logs: [aLog({ project_id, time: NEW_YEAR })] });

    const { projects, missing } = await subject.store.storage();

    const first = Math.floor(NEW_YEAR / DAY_MICROS);
    expect(projects.find((it) => it.project_id === project_id)).toMatchObject({ observations: 2, logs: 1, metric_points: 0, days: [{ day: first, rows: 2 }, { day: first + 1, rows: 1 }] });
    expect(missing).toEqual([]);
  });
}

async function writeTrace(store: TelemetryStore, project_id: string, word: string): Promise<void> {
  const trace_id = traceId(word);
  const theirs = word === 'goes';
  await store.write({
    rows: [
      anObservation({ project_id, trace_id, observation_id: spanId(`${word} root`), name: word, input: 'oslo', user_id: theirs ? 'ada' : 'bob' }),
      anObservation({ project_id, trace_id, observation_id: spanId(`${word} step`), parent_observation_id: spanId(`${word} root`), name: word, output: 'oslo', session_id: theirs ? 'session of one step' : null }),
    ],
    scores: [aScore({ project_id, trace_id, score_id: `score of ${word}` })], logs: [aLog({ project_id, trace_id })], metricPoints: [aPoint({ project_id, user_id: theirs ? 'ada' : 'bob' })],
  });
}

/** What reads of all kinds show of a project. */
async function everything(store: TelemetryStore, projectId: string) {
  const range = { from: NEW_YEAR - DAY_MICROS, to: NEW_YEAR + 30 * DAY_MICROS };
  return {
    traces: (await store.listTraces(projectId, { limit: 100 })).traces.map((it) => it.trace_id), observations: await store.countObservations(projectId, {}),
    scanned: (await store.scanObservations(projectId, { limit: 100 })).rows.length, hits: (await store.searchObservations(projectId, { text: 'oslo', limit: 100 })).hits.length,
    logs: (await store.listLogs(projectId, { limit: 100 })).logs.length, volume: (await store.volume(projectId, { ...range, bucket: 31 * DAY_MICROS })).reduce((sum, it) => sum + it.traces, 0),
    names: (await store.facets(projectId, { ...range, limit: 10 })).names.reduce((sum, it) => sum + it.count, 0),
  };
}
