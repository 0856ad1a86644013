import type { DuckDBConnection } from '@duckdb/node-api';
import type { ObservationRow } from '../../model/observation.js';
import { keyWithin, KeySet, traceKey, type Key } from './key-set.js';
import { readRows } from './read-rows.js';
import type { Segment } from './segment.js';
import { Parameters } from './sql.js';

/** The rows of a batch, grouped by trace and without doubles of their own. */
export interface BatchTrace {
  project_id: string;
  trace_id: string;
  key: Key;
  rows: ObservationRow[];
  /** Of the rows, in the same order. */
  spanKeys: Key[];
}

/** Groups a batch by trace. Of a span that occurs more than once the highest `event_version` stays, of equal ones the last. */
export function byTrace(rows: readonly ObservationRow[]): BatchTrace[] {
  const traces = new Map<string, BatchTrace[]>();
  const seen = new KeySet(rows.length);
  let last: BatchTrace | undefined;
  for (const row of rows) {
    if (last === undefined || last.trace_id !== row.trace_id || last.project_id !== row.project_id) last = traceOf(traces, row);
    const spanKey = keyWithin(last.key, row.observation_id);
    const twin = seen.add(spanKey) ? -1 : last.rows.findIndex((it) => it.observation_id === row.observation_id);
    if (twin >= 0) {
      if (row.event_version >= last.rows[twin].event_version) last.rows[twin] = row;
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
  const made: BatchTrace = { project_id, trace_id, key: traceKey(project_id, trace_id), rows: [], spanKeys: [] };
  if (known === undefined) traces.set(trace_id, [made]);
  else known.push(made);
  return made;
}

/**
 * Takes the rows that are already stored out of the batch. Those at least as new as the stored one are to replace it where it is;
 * older ones are dropped. Asks the database only about rows whose key a segment may hold.
 */
export async function takeResent(connection: DuckDBConnection, segments: readonly Segment[], traces: BatchTrace[]): Promise<Map<Segment, ObservationRow[]>> {
  const replacements = new Map<Segment, ObservationRow[]>();
  for (const segment of segments) {
    const suspects = suspectsIn(segment, traces);
    if (suspects.length === 0) continue;
    const stored = await storedVersions(connection, segment, suspects.flatMap((it) => it.rows));
    const replacing: ObservationRow[] = [];
    for (const { trace } of suspects) {
      const isKept = trace.rows.map((row) => {
        const old = stored.get(idOf(row));
        if (old === undefined) return true;
        if (row.event_version >= old) replacing.push(row);
        return false;
      });
      trace.rows = trace.rows.filter((_, i) => isKept[i]);
      trace.spanKeys = trace.spanKeys.filter((_, i) => isKept[i]);
    }
    if (replacing.length > 0) replacements.set(segment, replacing);
  }
  return replacements;
}

interface Suspect { trace: BatchTrace; rows: ObservationRow[] }

/** Rows that the segment may hold: by their own keys where it knows them, else all of a trace of which it has something. */
function suspectsIn({ spans, traces: stored }: Segment, traces: readonly BatchTrace[]): Suspect[] {
  const suspects: Suspect[] = [];
  for (const trace of traces) {
    if (!stored.has(trace.key)) continue;
    const rows = spans === undefined ? trace.rows : trace.rows.filter((_, i) => spans.has(trace.spanKeys[i]));
    if (rows.length > 0) suspects.push({ trace, rows });
  }
  return suspects;
}

type SpanId = Pick<ObservationRow, 'project_id' | 'trace_id' | 'observation_id'>;
const idOf = (it: SpanId) => `${it.project_id} ${it.trace_id} ${it.observation_id}`;

/** `event_version` of these rows in one segment, by {@link idOf}. */
async function storedVersions(connection: DuckDBConnection, segment: Segment, rows: readonly ObservationRow[]): Promise<Map<string, number>> {
  const parameters = new Parameters();
  const traceIds = parameters.texts([...new Set(rows.map((it) => it.trace_id))]);
  const observationIds = parameters.texts([...new Set(rows.map((it) => it.observation_id))]);
  const stored = await readRows<SpanId & { event_version: number }>(connection, `
SELECT project_id, trace_id, observation_id, event_version FROM ${segment.database}.observations
WHERE trace_id IN (SELECT unnest(${traceIds})) AND observation_id IN (SELECT unnest(${observationIds}))`, parameters);
  return new Map(stored.map((it) => [idOf(it), it.event_version]));
}
