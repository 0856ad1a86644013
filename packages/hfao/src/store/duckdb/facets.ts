import type { Micros } from '../../model/time.js';
import type { FacetValue, TraceFacets } from '../store.js';
import type { Query } from './readers.js';
import type { Segment } from './segment.js';
import { integerLiteral, Parameters } from './sql.js';
import { startedTraces } from './started-traces.js';

/** The column of a trace's summary that each is about. */
const COLUMNS: Record<keyof TraceFacets, string> = {
  names: 'name', models: 'models', agents: 'agents', tags: 'tags', environments: 'environment', sessions: 'session_id', users: 'user_id',
};
const LISTS = new Set(['models', 'agents', 'tags']);

/** Values and the number of traces that have them, the most frequent first, then by the alphabet. One column after the other: to hold all of every trace at once takes longer. */
export async function facets(query: Query, segments: readonly Segment[], projectId: string, { from, to, limit }: { from: Micros; to: Micros; limit: number }): Promise<TraceFacets> {
  const found: TraceFacets = { names: [], models: [], agents: [], tags: [], environments: [], sessions: [], users: [] };
  for (const [facet, column] of Object.entries(COLUMNS) as [keyof TraceFacets, string][]) {
    const parameters = new Parameters();
    const traces = await startedTraces(query, segments, { projectId, from, to }, [column], parameters);
    if (traces === undefined) break;
    found[facet] = await query<FacetValue>(`
SELECT value, count(*) AS count FROM (SELECT ${LISTS.has(column) ? `unnest("${column}")` : `"${column}"`} AS value FROM (${traces}))
WHERE value IS NOT NULL AND value <> '' GROUP BY value ORDER BY count DESC, value LIMIT ${integerLiteral(limit)}`, parameters);
  }
  return found;
}
