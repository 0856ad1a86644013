import type { DuckDBConnection } from '@duckdb/node-api';
import type { ObservationRow } from '../../model/observation.js';
import { byTrace, idOf, isSame } from '../batch-traces.js';
import type { Rederived } from '../store.js';
import { suspectsIn } from './resent.js';
import type { Segment } from './segment.js';
import { storedRows, storedVersions } from './stored-rows.js';

/** The rows whose observation is still stored as it was read, by the segment that holds it. Of spans alone the version tells; rows in which logs have a part are compared whole. */
export async function stillAsRead(connection: DuckDBConnection, segments: readonly Segment[], projectId: string, rederived: readonly Rederived[]): Promise<Map<Segment, ObservationRow[]>> {
  const byId = new Map(rederived.map((it) => [idOf(it.row), it]));
  for (const { read, row } of rederived) {
    if (row.project_id !== projectId || idOf(read) !== idOf(row)) throw new TypeError(`${idOf(row)} is not what was read, or of another project`);
  }
  if (byId.size < rederived.length) throw new TypeError('an observation occurs twice');
  const traces = byTrace<Segment>(rederived.map((it) => it.read));
  const found = new Map<Segment, ObservationRow[]>();
  for (const segment of segments) {
    const suspects = suspectsIn(segment, traces).flatMap((it) => it.rows);
    const replacing = suspects.length === 0 ? [] : await unchanged(connection, segment, suspects);
    if (replacing.length > 0) found.set(segment, replacing.map((it) => byId.get(idOf(it))!.row));
  }
  return found;
}

async function unchanged(connection: DuckDBConnection, segment: Segment, read: readonly ObservationRow[]): Promise<ObservationRow[]> {
  const versions = await storedVersions(connection, segment, read);
  const candidates = read.filter((it) => {
    const stored = versions.get(idOf(it));
    return stored?.event_version === it.event_version && stored.source === it.source;
  });
  const told = candidates.filter((it) => it.source !== 'span');
  if (told.length === 0) return candidates;
  const stored = await storedRows(connection, segment, told);
  return candidates.filter((it) => it.source === 'span' || isSame(stored.get(idOf(it))!, it));
}
