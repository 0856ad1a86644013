import { twinIds } from '../../counted-calls.js';
import type { Query } from '../readers.js';
import { Parameters } from '../sql.js';
import { liveDeltas, tracesTouching, twinExcess, type Extent } from '../whole-traces.js';

/**
 * SELECT of trace_id and observation_id of the model calls in these traces that another span recorded, too: their deltas name them.
 * Where the calls of one came in different batches they are worked out here.
 */
export async function twinRows(query: Query, extent: Extent, parameters: Parameters): Promise<string> {
  const unsettled = [...(await twinExcess(query, extent, (it) => tracesTouching(extent, it))).keys()];
  const settled = `SELECT trace_id, splitByChar(' ', call)[1] AS observation_id
FROM (SELECT trace_id, arrayJoin(calls) AS call FROM (${liveDeltas(parameters.text(extent.projectId), tracesTouching(extent, parameters))}))
WHERE splitByChar(' ', call)[3] = '1'`;
  if (unsettled.length === 0) return settled;
  const found = await twinsOfTraces(query, extent.projectId, unsettled);
  return `${settled} AND trace_id NOT IN ${parameters.texts(unsettled)}
UNION ALL SELECT trace_id, observation_id FROM (SELECT 1) ARRAY JOIN ${parameters.texts(found.map((it) => it.trace_id))} AS trace_id, ${parameters.texts(found.map((it) => it.observation_id))} AS observation_id`;
}

async function twinsOfTraces(query: Query, projectId: string, traceIds: readonly string[]): Promise<{ trace_id: string; observation_id: string }[]> {
  const parameters = new Parameters();
  const traces = await query<{ trace_id: string; calls: string[] }>(`
SELECT trace_id, arrayFlatten(groupArray(calls)) AS calls FROM (${liveDeltas(parameters.text(projectId), `trace_id IN ${parameters.texts(traceIds)}`)}) WHERE notEmpty(calls) GROUP BY trace_id`, parameters);
  return traces.flatMap(({ trace_id, calls }) => twinIds(calls).map((observation_id) => ({ trace_id, observation_id })));
}
