import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { passingObservations, summaryPasses } from '../../model/filter/evaluate.js';
import type { Filter } from '../../model/filter/filter.js';
import type { ObservationRow } from '../../model/observation.js';
import type { Score } from '../../model/score.js';
import type { TraceSummary } from '../../model/trace.js';
import { parseFilter } from '../../model/filter/parse.js';
import { anObservation, NEW_YEAR, spanId, traceId } from './an-observation.js';
import { randomFilter } from './random-filter.js';
import { randomBatches, rowsOf, scoresOf, type RandomBatch } from './random-rows.js';
import type { Subject } from './telemetry-store.js';

const RUNS = 25;
const MANY = 500;

/** Every list, with any filter, has what the evaluation in memory lets pass, in the same order. */
export function filters(subject: Subject): void {
  const { listed, sent } = traffic(subject);

  it('lists the traces that pass', async () => {
    await fc.assert(fc.asyncProperty(randomBatches, fc.array(randomFilter('trace'), { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 4 }), async (batches, wheres, limit) => {
      const { project, rows, scores } = await sent(batches);
      const { traces } = await subject.store.listTraces(project, { limit: MANY });

      for (const where of wheres) {
        const passing = traces.filter((it) => summaryPasses(where, 'trace', it, around([it], rows, scores)));
        expect({ where, listed: await listed('traces', project, where, limit) }).toEqual({ where, listed: passing });
      }
    }), subject.runs(RUNS));
  }, 240_000);

  it('lists the observations that pass', async () => {
    await fc.assert(fc.asyncProperty(randomBatches, fc.array(randomFilter('observation'), { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 6 }), async (batches, wheres, limit) => {
      const { project, rows, scores } = await sent(batches);

      for (const where of wheres) {
        const passing = passingObservations(where, { observations: rows, scores }).sort(newestFirst);
        expect({ where, listed: (await listed('observations', project, where, limit)).map(placeOf) }).toEqual({ where, listed: passing.map(placeOf) });
      }
    }), subject.runs(RUNS));
  }, 240_000);

  it('walks within walks', async () => {
    const project = subject.project();
    const ids = ['top', 'upper', 'lower', 'bottom'].map((it) => spanId(it));
    const rows = ids.map((observation_id, i) => anObservation({ project_id: project, trace_id: traceId('chain'), observation_id, parent_observation_id: ids[i - 1] ?? null, name: `n${i}` }));
    await subject.store.write({ rows, scores: [] });
    const passing = async (text: string) => (await subject.store.listObservations(project, { where: parseFilter(text, 'observation', NEW_YEAR), limit: MANY })).observations.map((it) => it.name).sort();

    expect(await passing('descendant(descendant(name = "n3"))')).toEqual(['n0', 'n1']);
    expect(await passing('ancestor(ancestor(name = "n0"))')).toEqual(['n2', 'n3']);
    expect(await passing('descendant(name = "n3" AND ancestor(name = "n0")) AND ancestor(name = "n0")')).toEqual(['n1', 'n2']);
  });

  it.each(['session', 'user'] as const)('lists the %ss that pass', async (kind) => {
    await fc.assert(fc.asyncProperty(randomBatches, fc.array(randomFilter(kind), { minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 3 }), async (batches, wheres, limit) => {
      const { project, rows, scores } = await sent(batches);
      const { traces } = await subject.store.listTraces(project, { limit: MANY });
      const all = kind === 'session' ? (await subject.store.listSessions(project, { limit: MANY })).sessions : (await subject.store.listUsers(project, { limit: MANY })).users;
      const tracesOf = (it: (typeof all)[number]) => traces.filter((trace) => ('session_id' in it ? trace.session_id === it.session_id : trace.user_id === it.user_id));

      for (const where of wheres) {
        const passing = all.filter((it) => summaryPasses(where, kind, it, around(tracesOf(it), rows, scores)));
        expect({ where, listed: await listed(kind === 'session' ? 'sessions' : 'users', project, where, limit) }).toEqual({ where, listed: passing });
      }
    }), subject.runs(RUNS));
  }, 240_000);
}

function around(traces: readonly TraceSummary[], rows: readonly ObservationRow[], scores: readonly Score[]) {
  const ids = new Set(traces.map((it) => it.trace_id));
  return { observations: rows.filter((it) => ids.has(it.trace_id)), scores: scores.filter((it) => ids.has(it.trace_id)) };
}

/** What a test sends, and how it reads it back page by page. */
function traffic(subject: Subject) {
  async function sent(batches: readonly RandomBatch[]): Promise<{ project: string; rows: ObservationRow[]; scores: Score[] }> {
    const project = subject.project();
    const rows = new Map<string, ObservationRow>();
    const scores = new Map<string, Score>();
    for (const batch of batches) {
      const written = { rows: rowsOf(project, batch), scores: scoresOf(project, batch) };
      for (const row of written.rows) {
        const key = row.trace_id + row.observation_id;
        if (row.event_version >= (rows.get(key)?.event_version ?? -1)) rows.set(key, row);
      }
      for (const it of written.scores) scores.set(it.score_id, it);
      await subject.store.write(written);
    }
    return { project, rows: [...rows.values()], scores: [...scores.values()] };
  }

  const pages = {
    traces: async (project: string, query: Query) => { const { traces: entries, next } = await subject.store.listTraces(project, query as never); return { entries, next }; },
    observations: async (project: string, query: Query) => { const { observations: entries, next } = await subject.store.listObservations(project, query as never); return { entries, next }; },
    sessions: async (project: string, query: Query) => { const { sessions: entries, next } = await subject.store.listSessions(project, query as never); return { entries, next }; },
    users: async (project: string, query: Query) => { const { users: entries, next } = await subject.store.listUsers(project, query as never); return { entries, next }; },
  };
  async function listed<K extends keyof typeof pages>(list: K, project: string, where: Filter, limit: number) {
    const all: Awaited<ReturnType<(typeof pages)[K]>>['entries'][number][] = [];
    let after: object | undefined;
    do {
      const { entries, next } = await pages[list](project, { where, limit, after });
      expect(entries.length).toBeLessThanOrEqual(limit);
      all.push(...entries);
      after = next;
    } while (after !== undefined);
    return all;
  }
  return { sent, listed };
}

interface Query { where: Filter; limit: number; after?: object }

function newestFirst(a: ObservationRow, b: ObservationRow): number {
  return b.start_time - a.start_time || compareText(a.trace_id, b.trace_id) || compareText(a.observation_id, b.observation_id);
}

const placeOf = ({ trace_id, observation_id }: ObservationRow) => [trace_id, observation_id];

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
