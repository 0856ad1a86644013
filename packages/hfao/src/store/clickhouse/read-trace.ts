import { OBSERVATION_COLUMNS, type ObservationRow } from '../../model/observation.js';
import type { Score } from '../../model/score.js';
import { foldTraceDeltas } from '../fold-trace-deltas.js';
import type { TraceDelta } from '../trace-delta.js';
import type { Query } from './readers.js';
import { TABLES } from './schema.js';
import { integerLiteral, Parameters, readable } from './sql.js';

/** One whole delta for each of these traces that exists, by trace id: all its deltas of the highest generation, folded. */
export async function foldTraces(query: Query, projectId: string, traceIds: readonly string[]): Promise<Map<string, TraceDelta>> {
  if (traceIds.length === 0) return new Map();
  const parameters = new Parameters();
  const deltas = await query<TraceDelta & { generation: number }>(`
SELECT ${readable(TABLES.trace_deltas.columns)}, generation FROM trace_deltas WHERE project_id = ${parameters.text(projectId)} AND trace_id IN ${parameters.texts(traceIds)}`, parameters);
  const last = new Map<string, { generation: number; deltas: TraceDelta[] }>();
  for (const { generation, ...delta } of deltas) {
    const found = last.get(delta.trace_id);
    if (found === undefined || generation > found.generation) last.set(delta.trace_id, { generation, deltas: [delta] });
    else if (generation === found.generation) found.deltas.push(delta);
  }
  return new Map([...last].map(([traceId, it]) => [traceId, foldTraceDeltas(it.deltas)]));
}

/** Scores of these traces by trace id, oldest first. Of a score that was written again, the last version. */
export async function scoresOf(query: Query, projectId: string, traceIds: readonly string[]): Promise<Map<string, Score[]>> {
  const byTrace = new Map<string, Score[]>(traceIds.map((it) => [it, []]));
  if (traceIds.length === 0) return byTrace;
  const parameters = new Parameters();
  const project = `project_id = ${parameters.text(projectId)}`;
  const named = `${project} AND trace_id IN ${parameters.texts(traceIds)}`;
  // The last version may be another trace's.
  const scores = await query<Score>(`
SELECT ${readable(TABLES.scores.columns)} FROM scores WHERE ${named}
  AND (score_id, row_version) IN (SELECT score_id, max(row_version) FROM scores WHERE ${project} AND score_id IN (SELECT score_id FROM scores WHERE ${named}) GROUP BY score_id)
ORDER BY "timestamp", score_id`, parameters);
  for (const score of scores) byTrace.get(score.trace_id)?.push(score);
  return byTrace;
}

/** What `payloads: false` leaves out. */
export const BIG_KINDS = new Set<string>(['payload', 'json', 'map']);

/** Observations of one trace, or one of them, by start time: between the times that its deltas name, so that most parts are not read. */
export async function observationsOf(
  query: Query, { projectId, traceId, observationId, payloads, limit }: { projectId: string; traceId: string; observationId?: string; payloads: boolean; limit: number },
): Promise<ObservationRow[]> {
  const parameters = new Parameters();
  const trace = `project_id = ${parameters.text(projectId)} AND trace_id = ${parameters.text(traceId)}`;
  const bound = (of: string) => `(SELECT ${of} FROM trace_deltas WHERE ${trace})`;
  const conditions = [trace, `start_time >= ${bound('min(start_time)')}`, `start_time <= ${bound('max(last_start_time)')}`];
  if (observationId !== undefined) conditions.push(`observation_id = ${parameters.text(observationId)}`);
  const shown = OBSERVATION_COLUMNS.filter(([, kind]) => payloads || !BIG_KINDS.has(kind));
  const rows = await query<ObservationRow>(`
SELECT ${readable(shown)} FROM observations FINAL WHERE ${conditions.join(' AND ')}
ORDER BY observations.start_time, observation_id LIMIT ${integerLiteral(limit)}`, parameters);
  return payloads ? rows : rows.map((it) => ({ ...WITHOUT_PAYLOADS, ...it }));
}

export const WITHOUT_PAYLOADS = Object.fromEntries(OBSERVATION_COLUMNS.filter(([, kind]) => BIG_KINDS.has(kind)).map(([name]) => [name, null]));
