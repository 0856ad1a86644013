import type { ClickHouseClient } from '@clickhouse/client';
import type { Expiry, ExpiryOutcome } from '../../model/forgetting.js';
import { sortedOut, type OldTrace } from '../expired-traces.js';
import { newDeletion, type Deletion } from '../known-deletions.js';
import { survey } from './forget.js';
import { listTraces } from './list-traces.js';
import { standingScores } from './observation-row.js';
import { readRows } from './read-rows.js';
import type { Query } from './readers.js';
import { Parameters, timeLiteral } from './sql.js';
import { bytesOfRows, tableSizes } from './table-sizes.js';
import { liveDeltas } from './whole-traces.js';

/** What of one project has passed its time at this moment, as the deletion that would take it. Reads only. */
export async function expiring(client: ClickHouseClient, cluster: string | undefined, expiry: Expiry): Promise<{ deletion: Deletion; outcome: ExpiryOutcome }> {
  const { project_id, before } = expiry;
  const { leaving, kept, young } = await sorted(client, expiry);
  const ids = (traces: readonly OldTrace[]) => traces.map((it) => it.trace_id);
  const deletion = newDeletion(project_id, { kind: 'age', before }, before, ids(leaving), ids([...kept, ...young]));
  const { counts } = await survey(client, deletion);
  const bytes = bytesOfRows(await tableSizes((sql, parameters) => readRows(client, sql, parameters), cluster), counts);
  return { deletion, outcome: { project_id, leaving: counts, bytes, kept: { traces: kept.length, observations: kept.reduce((sum, it) => sum + it.observations, 0) } } };
}

/** The traces that stay by a rule although they have passed their time. */
export async function keptTraces(client: ClickHouseClient, expiry: Expiry): Promise<string[]> {
  return (await sorted(client, expiry)).kept.map((it) => it.trace_id);
}

function sorted(client: ClickHouseClient, expiry: Expiry): ReturnType<typeof sortedOut> {
  const query: Query = (sql, parameters) => readRows(client, sql, parameters);
  return sortedOut({
    old: (it) => oldTraces(query, it),
    receivedSince: (it) => receivedSince(query, it),
    listTraces: (wanted) => listTraces(query, expiry.project_id, wanted),
  }, expiry);
}

/** The traces that began before the time. */
async function oldTraces(query: Query, { project_id, before, keep }: Expiry): Promise<OldTrace[]> {
  const parameters = new Parameters();
  const project = parameters.text(project_id);
  const old = `trace_id IN (SELECT trace_id FROM trace_deltas WHERE project_id = ${project} AND start_time < ${timeLiteral(before)})`;
  const scored = `trace_id IN (SELECT trace_id FROM (${standingScores({ projectId: project_id }, parameters)}))`;
  const reasons = [...(keep.errors ? ['sum(error_count) > 0'] : []), ...(keep.scored ? [scored] : [])];
  return query<OldTrace>(`
SELECT trace_id, max(last_start_time) < ${timeLiteral(before)} AS is_over, toInt64(sum(observation_count)) AS observations, ${reasons.length === 0 ? 'false' : `(${reasons.join(' OR ')})`} AS is_kept
FROM (${liveDeltas(project, old)}) GROUP BY trace_id HAVING min(start_time) < ${timeLiteral(before)}`, parameters);
}

/** Traces with an old observation that came late: what is imported. */
async function receivedSince(query: Query, { project_id, before }: Expiry): Promise<string[]> {
  const parameters = new Parameters();
  const found = await query<{ trace_id: string }>(`
SELECT DISTINCT trace_id FROM observations FINAL WHERE project_id = ${parameters.text(project_id)} AND ingested_at > ${timeLiteral(before)} AND start_time < ${timeLiteral(before)}`, parameters);
  return found.map((it) => it.trace_id);
}
