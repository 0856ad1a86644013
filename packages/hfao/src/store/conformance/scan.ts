import { expect, it } from 'vitest';
import type { ObservationRow } from '../../model/observation.js';
import type { ScanCursor, ScanQuery, TelemetryStore } from '../store.js';
import { anObservation, NEW_YEAR, spanId, traceId } from './an-observation.js';
import type { Subject } from './telemetry-store.js';

export function scan(subject: Subject): void {
  it.each([13, 1000])('reads every whole row once, in one order, %d at a time', async (limit) => {
    const { store } = subject;
    const project_id = subject.project();
    // Times that occur often and come in no order, in batches that fill several segments.
    const rows = Array.from({ length: 450 }, (_, i) => anObservation({
      project_id, trace_id: traceId(`scan ${i % 9}`), observation_id: spanId(`scan ${i}`), start_time: NEW_YEAR + ((i * 37) % 60), input: `in ${i}`, attributes: ['n', String(i)],
    }));
    for (let i = 0; i < rows.length; i += 90) await store.write({ rows: rows.slice(i, i + 90), scores: [] });

    const read = await readAll(store, project_id, { limit });

    expect(read).toEqual(rows.toSorted(inScanOrder));
  });

  it('reads from one time up to another, and counts the same', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const rows = [0, 1, 2, 3].map((i) => anObservation({ project_id, start_time: NEW_YEAR + i }));
    await store.write({ rows: [...rows, anObservation({ project_id: subject.project(), start_time: NEW_YEAR + 1 })], scores: [] });

    const range = { from: NEW_YEAR + 1, to: NEW_YEAR + 3 };

    expect(await readAll(store, project_id, { ...range, limit: 1 })).toEqual([rows[1], rows[2]]);
    expect(await store.countObservations(project_id, range)).toBe(2);
    expect(await store.countObservations(project_id, {})).toBe(4);
  });

  it('goes on where it was while rows are replaced and others come', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const rows = Array.from({ length: 40 }, (_, i) => anObservation({ project_id, start_time: NEW_YEAR + i * 10 }));
    await store.write({ rows, scores: [] });
    const seen: string[] = [];
    let after: ScanCursor | undefined;

    do {
      const page = await store.scanObservations(project_id, { after, limit: 5 });
      seen.push(...page.rows.map((it) => it.observation_id));
      // As a job does that writes back what it read, while spans with an earlier and a later start arrive.
      await store.write({ rows: [...page.rows.map((it) => ({ ...it, name: 'again' })), anObservation({ project_id, start_time: NEW_YEAR + 1 })], scores: [] });
      after = page.next;
    } while (after !== undefined);

    expect(seen).toEqual(rows.map((it) => it.observation_id));
  });

  it('has nothing to read of a project without observations', async () => {
    const { store } = subject;
    const project = subject.project();

    expect(await store.scanObservations(project, { limit: 10 })).toEqual({ rows: [] });
    expect(await store.countObservations(project, {})).toBe(0);
  });
}

async function readAll(store: TelemetryStore, projectId: string, query: ScanQuery): Promise<ObservationRow[]> {
  const rows: ObservationRow[] = [];
  let after: ScanCursor | undefined;
  do {
    const page = await store.scanObservations(projectId, { ...query, after });
    expect(page.rows.length).toBeLessThanOrEqual(query.limit);
    rows.push(...page.rows);
    after = page.next;
  } while (after !== undefined);
  return rows;
}

function inScanOrder(a: ObservationRow, b: ObservationRow): number {
  return a.start_time - b.start_time || (a.trace_id < b.trace_id ? -1 : a.trace_id > b.trace_id ? 1 : 0) || (a.observation_id < b.observation_id ? -1 : 1);
}
