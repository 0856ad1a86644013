import { OBSERVATION_COLUMNS, type ObservationRow } from '../../model/observation.js';
import type { ObservationCursor, ObservationPage, ObservationQuery } from '../store.js';
import { compileFilter } from './compile-filter.js';
import { liveAt, PLACE, placeOf, type Place } from './live-observations.js';
import { observationRow } from './observation-row.js';
import { BIG_KINDS, WITHOUT_PAYLOADS } from './read-trace.js';
import type { Query } from './readers.js';
import { integerLiteral, Parameters, timeLiteral } from './sql.js';
import { walkBack, type Range } from './windows.js';

type Found = { place: Place; row: ObservationRow };

/** Window after window from the newest: the places of what passes, then what is shown of it. */
export async function listObservations(query: Query, projectId: string, wanted: ObservationQuery): Promise<ObservationPage> {
  const { from, to, after, limit } = wanted;
  const range = { from, to: after === undefined ? to : Math.min(to ?? Infinity, after.start + 1) };
  const { entries, searchedUntil } = await walkBack<Found>(query, {
    projectId, table: 'observations', range, count: limit + 1, look: (within, count) => passing(query, { projectId, within }, { ...wanted, limit: count }),
  });
  return { observations: entries.slice(0, limit).map((it) => it.row), ...endOf(entries, limit, searchedUntil) };
}

function endOf(entries: readonly Found[], limit: number, searchedUntil: number | undefined): Pick<ObservationPage, 'next' | 'searchedUntil'> {
  if (entries.length > limit) {
    const { start, trace_id, observation_id } = entries[limit - 1].place;
    return { next: { start, trace_id, observation_id } };
  }
  return searchedUntil === undefined ? {} : { next: { start: searchedUntil - 1, trace_id: '', observation_id: '' }, searchedUntil };
}

interface Extent { projectId: string; within: Range }

/** Versions that were replaced leave too few: it goes on behind them. */
async function passing(query: Query, extent: Extent, wanted: ObservationQuery): Promise<Found[]> {
  const found: Found[] = [];
  let { after } = wanted;
  for (;;) {
    const limit = wanted.limit - found.length;
    const places = await nextPlaces(query, extent, { ...wanted, after, limit });
    if (places.length === 0) return found;
    const rows = await liveAt(query, extent.projectId, places, SHOWN);
    for (const place of places) {
      const row = rows.get(placeOf(place));
      if (row !== undefined) found.push({ place, row: { ...WITHOUT_PAYLOADS, ...row } });
    }
    if (places.length < limit || found.length === wanted.limit) return found;
    after = places[places.length - 1];
  }
}

const SHOWN = OBSERVATION_COLUMNS.filter(([, kind]) => !BIG_KINDS.has(kind)).map(([name]) => name);

function nextPlaces(query: Query, { projectId, within }: Extent, { after, where, limit }: ObservationQuery): Promise<Place[]> {
  const parameters = new Parameters();
  const conditions = inWindow(projectId, within, parameters);
  const traces = `trace_id IN (SELECT trace_id FROM observations WHERE ${conditions.join(' AND ')})`;
  if (after !== undefined) conditions.push(behind(after, parameters));
  if (where !== undefined) conditions.push(compileFilter(where, observationRow('listed', { projectId, traces }, parameters), parameters));
  return query<Place>(`
SELECT ${PLACE} FROM observations AS listed WHERE NOT is_deleted AND ${conditions.join(' AND ')}
ORDER BY start_time DESC, trace_id, observation_id, version DESC LIMIT ${integerLiteral(limit)}`, parameters);
}

export function inWindow(projectId: string, { from, to }: Range, parameters: Parameters): string[] {
  const conditions = [`project_id = ${parameters.text(projectId)}`];
  if (from !== undefined) conditions.push(`start_time >= ${timeLiteral(from)}`);
  if (to !== undefined) conditions.push(`start_time < ${timeLiteral(to)}`);
  return conditions;
}

function behind({ start, trace_id, observation_id }: ObservationCursor, parameters: Parameters): string {
  const time = timeLiteral(start);
  const trace = parameters.text(trace_id);
  return `start_time <= ${time} AND (start_time < ${time} OR trace_id > ${trace} OR (trace_id = ${trace} AND observation_id > ${parameters.text(observation_id)}))`;
}
