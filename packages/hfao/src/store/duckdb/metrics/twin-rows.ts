import { twinIds } from '../../counted-calls.js';
import type { Query } from '../readers.js';
import type { Segment } from '../segment.js';
import { Parameters, unionAll } from '../sql.js';
import { twinExcess, type Extent } from '../whole-traces.js';

const IS_LEFT_OUT = "split_part(call, ' ', 3) = '1'";

/** Whether a segment knew of twins when it was asked, and its revision then. */
const known = new WeakMap<Segment, { revision: number; hasTwins: boolean }>();

/**
 * SELECT of trace_id and observation_id of the model calls in the window that another span recorded, too: the deltas of their traces name them.
 * Undefined when there are none, as in most projects.
 */
export async function twinRows(query: Query, extent: Extent, parameters: Parameters): Promise<string | undefined> {
  const segments = await withTwins(query, extent.window);
  const unsettled = [...(await twinExcess(query, extent)).keys()];
  if (segments.length === 0 && unsettled.length === 0) return undefined;
  const parts = segments.length === 0 ? [] : [settledTwins(segments, extent.projectId, unsettled, parameters)];
  const found = await twinsOfTraces(query, extent, unsettled);
  if (found.length > 0) parts.push(`SELECT unnest(${parameters.texts(found.map((it) => it.trace_id))}) AS trace_id, unnest(${parameters.texts(found.map((it) => it.observation_id))}) AS observation_id`);
  return parts.length === 0 ? undefined : parts.join('\nUNION ALL\n');
}

/** Those that deltas name, but for some traces. */
function settledTwins(segments: readonly Segment[], projectId: string, except: readonly string[], parameters: Parameters): string {
  const others = except.length === 0 ? '' : ` AND trace_id NOT IN (SELECT unnest(${parameters.texts(except)}))`;
  const condition = `project_id = ${parameters.text(projectId)}${others}`;
  return unionAll(segments, ({ database }) => `SELECT trace_id, split_part(call, ' ', 1) AS observation_id FROM (SELECT trace_id, unnest(calls) AS call FROM ${database}.trace_deltas WHERE ${condition}) WHERE ${IS_LEFT_OUT}`);
}

async function withTwins(query: Query, segments: readonly Segment[]): Promise<Segment[]> {
  const unknown = segments.filter((it) => known.get(it)?.revision !== it.revision);
  for (const it of unknown) {
    const { revision } = it;
    const found = await query<object>(`SELECT 1 AS one FROM ${it.database}.trace_deltas WHERE len(list_filter(calls, lambda call: ${IS_LEFT_OUT})) > 0 LIMIT 1`);
    known.set(it, { revision, hasTwins: found.length > 0 });
  }
  return segments.filter((it) => known.get(it)?.hasTwins !== false);
}

async function twinsOfTraces(query: Query, { all, projectId }: Extent, traceIds: readonly string[]): Promise<{ trace_id: string; observation_id: string }[]> {
  if (traceIds.length === 0) return [];
  const parameters = new Parameters();
  const condition = `project_id = ${parameters.text(projectId)} AND calls IS NOT NULL AND trace_id IN (SELECT unnest(${parameters.texts(traceIds)}))`;
  const traces = await query<{ trace_id: string; calls: string[] }>(`
SELECT trace_id, flatten(list(calls)) AS calls FROM (${unionAll(all, ({ database }) => `SELECT trace_id, calls FROM ${database}.trace_deltas WHERE ${condition}`)}) GROUP BY trace_id`, parameters);
  return traces.flatMap(({ trace_id, calls }) => twinIds(calls).map((observation_id) => ({ trace_id, observation_id })));
}
