import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseIsoTime, type Micros } from '../../model/time.js';
import type { TraceSummary } from '../../model/trace.js';
import { USAGE_COLUMNS } from '../../model/usage.js';
import { anObservation, NEW_YEAR } from './an-observation.js';
import { randomBatches, rowsOf, scoresOf } from './random-rows.js';
import type { Subject } from './telemetry-store.js';

const ALL = { limit: 500 };
const second = fc.nat(13).map((it) => NEW_YEAR + it * 1_000_000);

export function sessions(subject: Subject): void {
  it('puts sessions and users together from their traces, of any range, whatever was sent', async () => {
    await fc.assert(fc.asyncProperty(randomBatches, fc.record({ from: second, to: second }, { requiredKeys: [] }), async (batches, range) => {
      const { store } = subject;
      const project = subject.project();
      for (const batch of batches) await store.write({ rows: rowsOf(project, batch), scores: scoresOf(project, batch) });

      const { traces } = await store.listTraces(project, { ...range, ...ALL });
      const found = { sessions: (await store.listSessions(project, { ...range, ...ALL })).sessions, users: (await store.listUsers(project, { ...range, ...ALL })).users };

      expect(found).toEqual({
        sessions: grouped(traces, 'session_id').map(([session_id, its]) => {
          const totals = totalsOf(its);
          return { session_id, user_ids: distinct(its.map((it) => it.user_id)), duration_ns: (micros(totals.end_time) - micros(totals.start_time)) * 1000, ...totals, scores: scoresIn(its) };
        }),
        users: grouped(traces, 'user_id').map(([user_id, its]) => ({ user_id, session_count: distinct(its.map((it) => it.session_id)).length, ...totalsOf(its) })),
      });
    }), subject.runs(25));
  }, 240_000);

  it('pages through sessions and users, each once, newest activity first', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const rows = Array.from({ length: 120 }, (_, i) => anObservation({ project_id, start_time: NEW_YEAR + Math.floor(i / 3) * 1000, session_id: `s${i % 17}`, user_id: `u${i % 11}` }));
    for (let i = 0; i < rows.length; i += 40) await store.write({ rows: rows.slice(i, i + 40), scores: [] });

    const listed = { sessions: [] as string[], users: [] as string[] };
    for (let after; ;) {
      const page = await store.listSessions(project_id, { limit: 5, after });
      listed.sessions.push(...page.sessions.map((it) => it.session_id));
      if ((after = page.next) === undefined) break;
    }
    for (let after; ;) {
      const page = await store.listUsers(project_id, { limit: 4, after });
      listed.users.push(...page.users.map((it) => it.user_id));
      if ((after = page.next) === undefined) break;
    }

    const { traces } = await store.listTraces(project_id, ALL);
    expect(listed).toEqual({ sessions: grouped(traces, 'session_id').map(([id]) => id), users: grouped(traces, 'user_id').map(([id]) => id) });
  });

  it('knows no session of another project', async () => {
    const { store } = subject;
    const [ours, theirs] = [subject.project(), subject.project()];
    await store.write({ rows: [anObservation({ project_id: theirs, session_id: 's', user_id: 'u' })], scores: [] });

    expect(await store.listSessions(ours, ALL)).toEqual({ sessions: [] });
    expect(await store.listUsers(ours, ALL)).toEqual({ users: [] });
    expect(await store.listObservations(ours, ALL)).toEqual({ observations: [] });
  });
}

/** By the newest of its traces, newest first, then by the alphabet. */
function grouped(traces: readonly TraceSummary[], key: 'session_id' | 'user_id'): [string, TraceSummary[]][] {
  const groups = new Map<string, TraceSummary[]>();
  for (const it of traces) if (it[key] !== null) groups.set(it[key], [...(groups.get(it[key]) ?? []), it]);
  const newest = (its: readonly TraceSummary[]) => Math.max(...its.map((it) => micros(it.start_time)));
  return [...groups].sort(([a, mine], [b, theirs]) => newest(theirs) - newest(mine) || (a < b ? -1 : 1));
}

function totalsOf(traces: readonly TraceSummary[]) {
  const times = (column: 'start_time' | 'end_time') => traces.map((it) => it[column]).sort();
  return {
    start_time: times('start_time')[0], end_time: times('end_time').at(-1)!, last_trace_time: times('start_time').at(-1)!,
    trace_count: traces.length, failed_trace_count: traces.filter((it) => it.status === 'error').length,
    observation_count: sum(traces.map((it) => it.observation_count)), error_count: sum(traces.map((it) => it.error_count)),
    environments: distinct(traces.map((it) => it.environment)), models: distinct(traces.flatMap((it) => it.models)), agents: distinct(traces.flatMap((it) => it.agents)), tags: distinct(traces.flatMap((it) => it.tags)),
    ...Object.fromEntries(USAGE_COLUMNS.map((column) => {
      const known = traces.flatMap((it) => it[column] ?? []);
      return [column, known.length === 0 ? null : sum(known)];
    })),
  };
}

function scoresIn(traces: readonly TraceSummary[]) {
  return traces.flatMap((it) => it.scores).sort((a, b) => (a.timestamp === b.timestamp ? (a.score_id < b.score_id ? -1 : 1) : a.timestamp < b.timestamp ? -1 : 1));
}

const micros = (time: string): Micros => parseIsoTime(time)!;
const distinct = (values: readonly (string | null)[]) => [...new Set(values.filter((it) => it !== null))].sort();
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
