import { OBSERVATION_COLUMNS, type ObservationRow } from '../../model/observation.js';
import type { ScanCursor, ScanPage, ScanQuery } from '../store.js';
import type { Query } from './readers.js';
import { integerLiteral, microsOf, Parameters, readable, timeLiteral } from './sql.js';

/**
 * First the places where a page's rows stand, versions that were replaced among them; then, of the traces that stand there, the rows that count.
 * So what is wide is read for the rows of the page alone. What was replaced leaves a page short, and it goes on.
 */
export async function scanObservations(query: Query, projectId: string, wanted: ScanQuery): Promise<ScanPage> {
  const rows: ObservationRow[] = [];
  let { after } = wanted;
  for (;;) {
    const count = wanted.limit - rows.length;
    const places = await nextPlaces(query, projectId, { ...wanted, after, limit: count + 1 });
    const page = places.slice(0, count);
    if (page.length > 0) rows.push(...await rowsBetween(query, projectId, { ...wanted, after }, page));
    after = page.at(-1);
    if (places.length <= count) return { rows };
    if (rows.length === wanted.limit) return { rows, next: after };
  }
}

export async function countObservations(query: Query, projectId: string, { from, to }: Pick<ScanQuery, 'from' | 'to'>): Promise<number> {
  const parameters = new Parameters();
  const [{ rows }] = await query<{ rows: number }>(`SELECT count() AS rows FROM observations FINAL WHERE ${beyond(projectId, { from, to, limit: 0 }, parameters).join(' AND ')}`, parameters);
  return rows;
}

/** Versions of one row that stand in one place come side by side. The day is what the table is ordered by: the engine stops after the first that has enough. */
function nextPlaces(query: Query, projectId: string, wanted: ScanQuery): Promise<ScanCursor[]> {
  const parameters = new Parameters();
  return query<ScanCursor>(`
SELECT ${microsOf('start_time')} AS start, trace_id, observation_id FROM observations WHERE ${beyond(projectId, wanted, parameters).join(' AND ')}
ORDER BY toDate32(start_time), start_time, trace_id, observation_id LIMIT ${integerLiteral(wanted.limit)}`, parameters);
}

function rowsBetween(query: Query, projectId: string, wanted: ScanQuery, places: readonly ScanCursor[]): Promise<ObservationRow[]> {
  const parameters = new Parameters();
  const conditions = [...beyond(projectId, wanted, parameters), notAfter(places[places.length - 1], parameters), `trace_id IN ${parameters.texts([...new Set(places.map((it) => it.trace_id))])}`];
  return query<ObservationRow>(`
SELECT ${readable(OBSERVATION_COLUMNS)} FROM observations FINAL WHERE ${conditions.join(' AND ')}
ORDER BY observations.start_time, trace_id, observation_id`, parameters);
}

function beyond(projectId: string, { from, to, after }: ScanQuery, parameters: Parameters): string[] {
  const conditions = [`project_id = ${parameters.text(projectId)}`];
  if (from !== undefined) conditions.push(`start_time >= ${timeLiteral(from)}`);
  if (to !== undefined) conditions.push(`start_time < ${timeLiteral(to)}`);
  if (after === undefined) return conditions;
  const start = timeLiteral(after.start);
  const trace = parameters.text(after.trace_id);
  return [...conditions, `start_time >= ${start}`, `(start_time > ${start} OR trace_id > ${trace} OR (trace_id = ${trace} AND observation_id > ${parameters.text(after.observation_id)}))`];
}

function notAfter(last: ScanCursor, parameters: Parameters): string {
  const start = timeLiteral(last.start);
  const trace = parameters.text(last.trace_id);
  return `start_time <= ${start} AND (start_time < ${start} OR trace_id < ${trace} OR (trace_id = ${trace} AND observation_id <= ${parameters.text(last.observation_id)}))`;
}
