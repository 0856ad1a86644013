import { OBSERVATION_COLUMNS, type ObservationRow } from '../../model/observation.js';
import type { ObservationCursor } from '../store.js';
import type { Query } from './readers.js';
import { microsOf, Parameters, readable, timeLiteral } from './sql.js';

/** Where an observation, or a version of it that was replaced, stands: found without FINAL, which would read every column of every row around. */
export interface Place extends ObservationCursor { version: number }

/** The columns of a {@link Place}. */
export const PLACE = `${microsOf('start_time')} AS start, trace_id, observation_id, row_version AS version`;

/** These columns of the observations in these places, by {@link placeOf}; of a version that was replaced or moved, nothing. @param places at least one, by start_time, in either direction */
export async function liveAt<Column extends keyof ObservationRow>(query: Query, projectId: string, places: readonly Place[], columns: readonly Column[]): Promise<Map<string, Pick<ObservationRow, Column>>> {
  const starts = [places[0].start, places[places.length - 1].start];
  const parameters = new Parameters();
  const shown = readable(OBSERVATION_COLUMNS.filter(([name]) => (columns as readonly string[]).includes(name)));
  const rows = await query<Pick<ObservationRow, Column> & { live_place: string }>(`
SELECT ${shown}, concat(toString(${microsOf('start_time')}), ' ', trace_id, ' ', observation_id, ' ', toString(row_version)) AS live_place FROM observations FINAL
WHERE project_id = ${parameters.text(projectId)} AND start_time >= ${timeLiteral(Math.min(...starts))} AND start_time <= ${timeLiteral(Math.max(...starts))}
  AND trace_id IN ${parameters.texts([...new Set(places.map((it) => it.trace_id))])} AND observation_id IN ${parameters.texts([...new Set(places.map((it) => it.observation_id))])}`, parameters);
  return new Map(rows.map(({ live_place, ...row }) => [live_place, row as unknown as Pick<ObservationRow, Column>]));
}

export const placeOf = ({ start, trace_id, observation_id, version }: Place) => `${start} ${trace_id} ${observation_id} ${version}`;
