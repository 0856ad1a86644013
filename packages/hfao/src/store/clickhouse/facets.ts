import type { FacetsQuery, FacetValue, TraceFacets } from '../store.js';
import { deltaColumnsOf, traceColumn } from './trace-row.js';
import type { Query } from './readers.js';
import { integerLiteral, Parameters } from './sql.js';
import { startedTraces } from './started-traces.js';

const one = (value: string) => `[ifNull(${value}, '')]`;
const VALUES: Record<keyof TraceFacets, string> = {
  names: one('name'), models: 'models', agents: 'agents', tags: 'tags',
  environments: one(traceColumn('environment')), sessions: one(traceColumn('session_id')), users: one(traceColumn('user_id')),
};
const COLUMNS = ['name', 'models', 'agents', 'tags', ...['environment', 'session_id', 'user_id'].flatMap(deltaColumnsOf)] as const;
const FACETS = Object.keys(VALUES) as (keyof TraceFacets)[];

/** Values and the number of traces that have them, the most frequent first, then by the alphabet. */
export async function facets(query: Query, projectId: string, { from, to, limit, where }: FacetsQuery): Promise<TraceFacets> {
  const found: TraceFacets = { names: [], models: [], agents: [], tags: [], environments: [], sessions: [], users: [] };
  const parameters = new Parameters();
  const traces = await startedTraces(query, { projectId, from, to, where }, COLUMNS, parameters);
  const pairs = FACETS.map((it) => `arrayMap(it -> ('${it}', toString(it)), ${VALUES[it]})`);
  const rows = await query<FacetValue & { facet: keyof TraceFacets }>(`
SELECT pair.1 AS facet, pair.2 AS value, count() AS "count" FROM (
  SELECT arrayJoin(arrayConcat(${pairs.join(', ')})) AS pair FROM (${traces})
) WHERE pair.2 <> ''
GROUP BY facet, value ORDER BY "count" DESC, value LIMIT ${integerLiteral(limit)} BY facet`, parameters);
  for (const { facet, value, count } of rows) found[facet].push({ value, count });
  return found;
}
