import type { DuckDBConnection } from '@duckdb/node-api';
import { mayMerge, mergeObservations } from '../../model/merge-observation.js';
import type { ObservationRow } from '../../model/observation.js';
import { keyWithin, KeySet, traceKey, type Key } from './key-set.js';
import type { Segment } from './segment.js';
import { idOf, isSame, storedRows, storedVersions, type Version } from './stored-rows.js';

/** The rows of a batch, grouped by trace and without doubles of their own. */
export interface BatchTrace {
  project_id: string;
  trace_id: string;
  key: Key;
  rows: ObservationRow[];
  /** Of the rows, in the same order. */
  spanKeys: Key[];
  /** The segments that have something of it already, of those that were looked through. */
  holders: Segment[];
}

/** Groups a batch by trace. Of a span that occurs more than once the highest `event_version` stays, of equal ones the last; what logs say of it is merged. */
export function byTrace(rows: readonly ObservationRow[]): BatchTrace[] {
  const traces = new Map<string, BatchTrace[]>();
  const seen = new KeySet(rows.length);
  let last: BatchTrace | undefined;
  for (const row of rows) {
    if (last === undefined || last.trace_id !== row.trace_id || last.project_id !== row.project_id) last = traceOf(traces, row);
    const spanKey = keyWithin(last.key, row.observation_id);
    const twin = seen.add(spanKey) ? -1 : last.rows.findIndex((it) => it.observation_id === row.observation_id);
    if (twin >= 0) {
      last.rows[twin] = settled(last.rows[twin], row);
      continue;
    }
    last.rows.push(row);
    last.spanKeys.push(spanKey);
  }
  return [...traces.values()].flat();
}

function traceOf(traces: Map<string, BatchTrace[]>, { project_id, trace_id }: ObservationRow): BatchTrace {
  const known = traces.get(trace_id);
  const found = known?.find((it) => it.project_id === project_id);
  if (found !== undefined) return found;
  const made: BatchTrace = { project_id, trace_id, key: traceKey(project_id, trace_id), rows: [], spanKeys: [], holders: [] };
  if (known === undefined) traces.set(trace_id, [made]);
  else known.push(made);
  return made;
}

/** What stands of an observation when a row of it arrives. */
function settled(known: ObservationRow, row: ObservationRow): ObservationRow {
  if (mayMerge(known, row)) return mergeObservations(known, row);
  return row.event_version >= known.event_version ? row : known;
}

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
