import type { Micros } from '../../model/time.js';
import { foldedDeltas } from './fold-deltas.js';
import type { Segment } from './segment.js';
import { timeLiteral, unionAll, type Parameters } from './sql.js';

/**
 * SELECT of every trace of the project that began in [from, to), folded, with its status as lists show it. Undefined when there can be none.
 * All deltas from `from` on count, those after `to` included: they belong to traces that began before. Traces with an earlier delta began earlier.
 */
export function startedTraces(segments: readonly Segment[], projectId: string, from: Micros, to: Micros, parameters: Parameters): string | undefined {
  const holding = segments.filter((it) => it.deltasTo >= from);
  if (holding.length === 0 || !holding.some((it) => it.from < to)) return undefined;
  const project = `project_id = ${parameters.text(projectId)}`;
  const earlier = segments.filter((it) => it.from < from);
  const isEarlier = earlier.length === 0 ? '' : ` AND trace_id NOT IN (
${unionAll(earlier, (it) => `SELECT trace_id FROM ${it.database}.trace_deltas WHERE ${project} AND start_time < ${timeLiteral(from)}`)})`;
  const deltas = `SELECT * FROM (
${unionAll(holding, (it) => `SELECT * FROM ${it.database}.trace_deltas WHERE ${project} AND start_time >= ${timeLiteral(from)}`)}
) WHERE true${isEarlier}`;
  return `SELECT * REPLACE (CASE WHEN is_root THEN status WHEN error_count > 0 THEN 'error' ELSE 'unset' END AS status)
FROM (${foldedDeltas(deltas, `min(start_time) < ${timeLiteral(to)}`)})`;
}
