import type { DuckDBConnection } from '@duckdb/node-api';
import { mayMerge } from '../../model/merge-observation.js';
import type { ObservationRow } from '../../model/observation.js';
import { idOf, isSame, settled, type BatchTrace as AnyBatchTrace } from '../batch-traces.js';
import type { Segment } from './segment.js';
import { storedRows, storedVersions, type Version } from './stored-rows.js';

/** Held by segments. */
export type BatchTrace = AnyBatchTrace<Segment>;

/**
 * Takes the rows that are already stored out of the batch. What they make of the stored ones is to replace these where they are;
 * older versions are dropped. Asks the database only about rows whose key a segment may hold, and reads whole rows only of what logs have a part in.
 */
export async function takeResent(connection: DuckDBConnection, segments: readonly Segment[], traces: BatchTrace[]): Promise<Map<Segment, ObservationRow[]>> {
  const replacements = new Map<Segment, ObservationRow[]>();
  for (const segment of segments) {
    const suspects = suspectsIn(segment, traces);
    if (suspects.length === 0) continue;
    const versions = await storedVersions(connection, segment, suspects.flatMap((it) => it.rows));
    const resent: ObservationRow[] = [];
    for (const { trace } of suspects) {
      const isKept = trace.rows.map((row) => !versions.has(idOf(row)));
      resent.push(...trace.rows.filter((_, i) => !isKept[i]));
      trace.rows = trace.rows.filter((_, i) => isKept[i]);
      trace.spanKeys = trace.spanKeys.filter((_, i) => isKept[i]);
    }
    const replacing = await replacementsOf(connection, segment, resent, versions);
    if (replacing.length > 0) replacements.set(segment, replacing);
  }
  return replacements;
}

async function replacementsOf(connection: DuckDBConnection, segment: Segment, resent: readonly ObservationRow[], versions: ReadonlyMap<string, Version>): Promise<ObservationRow[]> {
  const merging = resent.filter((row) => mayMerge(versions.get(idOf(row))!, row));
  const stored = merging.length === 0 ? undefined : await storedRows(connection, segment, merging);
  return resent.flatMap((row) => {
    const known = stored?.get(idOf(row));
    if (known === undefined) return row.event_version >= versions.get(idOf(row))!.event_version ? [row] : [];
    const merged = settled(known, row);
    return isSame(merged, known) ? [] : [merged];
  });
}

interface Suspect { trace: BatchTrace; rows: ObservationRow[] }

/** Rows that the segment may hold: by their own keys where it knows them, else all of a trace of which it has something. */
export function suspectsIn(segment: Segment, traces: readonly BatchTrace[]): Suspect[] {
  const { spans, traces: stored } = segment;
  const suspects: Suspect[] = [];
  for (const trace of traces) {
    if (!stored.has(trace.key)) continue;
    trace.holders.push(segment);
    const rows = spans === undefined ? trace.rows : trace.rows.filter((_, i) => spans.has(trace.spanKeys[i]));
    if (rows.length > 0) suspects.push({ trace, rows });
  }
  return suspects;
}
