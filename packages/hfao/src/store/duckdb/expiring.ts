import type { DuckDBConnection } from '@duckdb/node-api';
import type { Expiry, ExpiryOutcome } from '../../model/forgetting.js';
import type { Micros } from '../../model/time.js';
import type { TraceCursor } from '../store.js';
import { newDeletion } from './deletions.js';
import type { Deletion } from './deletion-journal.js';
import { survey } from './forget.js';
import { listTraces } from './list-traces.js';
import { readRows } from './read-rows.js';
import type { Query } from './readers.js';
import type { Segment } from './segment.js';
import { Parameters, timeLiteral, unionAll } from './sql.js';

const TRACES_A_PAGE = 1000;

/** What of one project has passed its time at this moment, as the deletion that would take it. Reads only. */
export async function expiring(connection: DuckDBConnection, segments: readonly Segment[], expiry: Expiry, at: Micros): Promise<{ deletion: Deletion; outcome: ExpiryOutcome }> {
  const { project_id, before } = expiry;
  const kept = await keptByFilter(connection, segments, expiry);
  const outcome: ExpiryOutcome = { project_id, leaving: { traces: 0, observations: 0, scores: 0, logs: 0, metric_points: 0, bodies: 0 }, bytes: 0, kept: { traces: 0, observations: 0 } };
  const leaving: string[] = [];
  const staying: string[] = [];
  for (const it of await oldTraces(connection, segments, expiry)) {
    const isKept = it.is_kept || kept.has(it.trace_id);
    if (isKept && it.is_over) {
      outcome.kept.traces++;
      outcome.kept.observations += it.observations;
    }
    (isKept || !it.is_over ? staying : leaving).push(it.trace_id);
  }
  const deletion = newDeletion(project_id, { kind: 'age', before }, at, leaving, staying);
  const { counts, holders } = await survey(connection, segments, deletion);
  outcome.leaving = counts;
  for (const [segment, rows] of holders) outcome.bytes += Math.round((segment.bytes() * rows) / Math.max(rows, segment.rows));
  return { deletion, outcome };
}

interface OldTrace { trace_id: string; /** Its last observation began before the time. */ is_over: boolean; is_kept: boolean; observations: number }

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

async function keptByFilter(connection: DuckDBConnection, segments: readonly Segment[], { project_id, before, keep }: Expiry): Promise<Set<string>> {
  const query: Query = (sql, parameters) => readRows(connection, sql, parameters);
  const kept = new Set<string>();
  for (const where of keep.where) {
    for (let after: TraceCursor | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
      const page = await listTraces(query, segments, project_id, { where, to: before, limit: TRACES_A_PAGE, after });
      for (const it of page.traces) kept.add(it.trace_id);
      after = page.next;
    }
  }
  return kept;
}
