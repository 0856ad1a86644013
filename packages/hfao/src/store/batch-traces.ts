import { mayMerge, mergeObservations } from '../model/merge-observation.js';
import { OBSERVATION_COLUMNS, type ObservationRow } from '../model/observation.js';
import { keyWithin, KeySet, traceKey, type Key } from './key-set.js';

/** The rows of a batch that belong to one trace, without doubles of their own. */
export interface BatchTrace<Holder = unknown> {
  project_id: string;
  trace_id: string;
  key: Key;
  rows: ObservationRow[];
  /** Of the rows, in the same order. */
  spanKeys: Key[];
  /** What has something of it already, of what was looked through. */
  holders: Holder[];
}

/** Groups a batch by trace. Of a span that occurs more than once the highest `event_version` stays, of equal ones the last; what logs say of it is merged. */
export function byTrace<Holder = unknown>(rows: readonly ObservationRow[]): BatchTrace<Holder>[] {
  const traces = new Map<string, BatchTrace<Holder>[]>();
  const seen = new KeySet(rows.length);
  let last: BatchTrace<Holder> | undefined;
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

function traceOf<Holder>(traces: Map<string, BatchTrace<Holder>[]>, { project_id, trace_id }: ObservationRow): BatchTrace<Holder> {
  const known = traces.get(trace_id);
  const found = known?.find((it) => it.project_id === project_id);
  if (found !== undefined) return found;
  const made: BatchTrace<Holder> = { project_id, trace_id, key: traceKey(project_id, trace_id), rows: [], spanKeys: [], holders: [] };
  if (known === undefined) traces.set(trace_id, [made]);
  else known.push(made);
  return made;
}

/** What stands of an observation when a row of it arrives. */
export function settled(known: ObservationRow, row: ObservationRow): ObservationRow {
  if (mayMerge(known, row)) return mergeObservations(known, row);
  return row.event_version >= known.event_version ? row : known;
}

/** What occurs twice in a batch counts as its last version. */
export function lastOfEach<T extends { project_id: string }>(items: readonly T[], idOf: (item: T) => string): readonly T[] {
  return items.length < 2 ? items : [...new Map(items.map((it) => [`${it.project_id} ${idOf(it)}`, it])).values()];
}

export type SpanId = Pick<ObservationRow, 'project_id' | 'trace_id' | 'observation_id'>;
export const idOf = (it: SpanId) => `${it.project_id} ${it.trace_id} ${it.observation_id}`;
export const traceOfSpan = (it: Pick<SpanId, 'project_id' | 'trace_id'>) => `${it.project_id} ${it.trace_id}`;

export function isSame(a: ObservationRow, b: ObservationRow): boolean {
  return OBSERVATION_COLUMNS.every(([name]) => a[name] === b[name] || (Array.isArray(a[name]) && JSON.stringify(a[name]) === JSON.stringify(b[name])));
}
