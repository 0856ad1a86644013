import type { DuckDBConnection } from '@duckdb/node-api';
import type { Expiry, ExpiryOutcome } from '../../model/forgetting.js';
import { sortedOut, type OldTrace } from '../expired-traces.js';
import { newDeletion, type Deletion } from '../known-deletions.js';
import { survey } from './forget.js';
import { listTraces } from './list-traces.js';
import { readRows } from './read-rows.js';
import type { Query } from './readers.js';
import type { Segment } from './segment.js';
import { Parameters, timeLiteral, unionAll } from './sql.js';

/** What of one project has passed its time at this moment, as the deletion that would take it. Reads only. */
export async function expiring(connection: DuckDBConnection, segments: readonly Segment[], expiry: Expiry): Promise<{ deletion: Deletion; outcome: ExpiryOutcome }> {
  const { project_id, before } = expiry;
  const { leaving, kept, young } = await sorted(connection, segments, expiry);
  const ids = (traces: readonly OldTrace[]) => traces.map((it) => it.trace_id);
  const deletion = newDeletion(project_id, { kind: 'age', before }, before, ids(leaving), ids([...kept, ...young]));
  const { counts, holders } = await survey(connection, segments, deletion);
  const bytes = [...holders].reduce((sum, [segment, rows]) => sum + (segment.bytes() * rows) / Math.max(rows, segment.rows), 0);
  return { deletion, outcome: { project_id, leaving: counts, bytes: Math.round(bytes), kept: { traces: kept.length, observations: kept.reduce((sum, it) => sum + it.observations, 0) } } };
}

/** The traces that stay by a rule although they have passed their time. */
export async function keptTraces(connection: DuckDBConnection, segments: readonly Segment[], expiry: Expiry): Promise<string[]> {
  return (await sorted(connection, segments, expiry)).kept.map((it) => it.trace_id);
}

function sorted(connection: DuckDBConnection, segments: readonly Segment[], expiry: Expiry): ReturnType<typeof sortedOut> {
  const query: Query = (sql, parameters) => readRows(connection, sql, parameters);
  return sortedOut({
    old: (it) => oldTraces(connection, segments, it),
    receivedSince: (it) => receivedSince(connection, segments, it),
    listTraces: (wanted) => listTraces(query, segments, expiry.project_id, wanted),
  }, expiry);
}

/** The traces that began before the time. */
async function oldTraces(connection: DuckDBConnection, segments: readonly Segment[], { project_id, before, keep }: Expiry): Promise<OldTrace[]> {
  if (!segments.some((it) => it.from < before)) return [];
  const parameters = new Parameters();
  const project = `project_id = ${parameters.text(project_id)}`;
  const scored = `trace_id IN (${unionAll(segments, ({ database }) => `SELECT trace_id FROM ${database}.scores WHERE ${project}`)})`;
  const reasons = [...(keep.errors ? ['sum(error_count) > 0'] : []), ...(keep.scored ? [scored] : [])];
  return readRows<OldTrace>(connection, `
SELECT trace_id, max(last_start_time) < ${timeLiteral(before)} AS is_over, sum(observation_count)::BIGINT AS observations, ${reasons.length === 0 ? 'false' : `(${reasons.join(' OR ')})`} AS is_kept
FROM (${unionAll(segments, ({ database }) => `SELECT trace_id, start_time, last_start_time, observation_count, error_count FROM ${database}.trace_deltas WHERE ${project}`)})
GROUP BY trace_id HAVING min(start_time) < ${timeLiteral(before)}`, parameters);
}

/** Traces with an old observation that came late: what is imported. */
async function receivedSince(connection: DuckDBConnection, segments: readonly Segment[], { project_id, before }: Expiry): Promise<Set<string>> {
  const late = new Set<string>();
  for (const { database, from } of segments) {
    if (from >= before) continue;
    const parameters = new Parameters();
    const found = await readRows<{ trace_id: string }>(connection, `
SELECT DISTINCT trace_id FROM ${database}.observations WHERE project_id = ${parameters.text(project_id)} AND ingested_at > ${timeLiteral(before)} AND start_time < ${timeLiteral(before)}`, parameters);
    for (const it of found) late.add(it.trace_id);
  }
  return late;
}
