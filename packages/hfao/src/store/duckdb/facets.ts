import type { Micros } from '../../model/time.js';
import type { FacetValue, TraceFacets } from '../store.js';
import type { Query } from './readers.js';
import type { Segment } from './segment.js';
import { integerLiteral, Parameters } from './sql.js';
import { startedTraces } from './started-traces.js';

const VALUES: Record<keyof TraceFacets, string> = {
  names: '[name]', models: 'models', agents: 'agents', tags: 'tags',
  environments: '[environment]', sessions: '[session_id]', users: '[user_id]',
};
const COLUMNS = ['name', 'models', 'agents', 'tags', 'environment', 'session_id', 'user_id'];
const FACETS = Object.keys(VALUES) as (keyof TraceFacets)[];

/** Values and the number of traces that have them, the most frequent first, then by the alphabet. */
export async function facets(query: Query, segments: readonly Segment[], projectId: string, { from, to, limit }: { from: Micros; to: Micros; limit: number }): Promise<TraceFacets> {
  const found: TraceFacets = { names: [], models: [], agents: [], tags: [], environments: [], sessions: [], users: [] };
  const parameters = new Parameters();
  const traces = await startedTraces(query, segments, { projectId, from, to }, COLUMNS, parameters);
  if (traces === undefined) return found;
  const rows = await query<FacetValue & { facet: keyof TraceFacets }>(`
WITH traces AS MATERIALIZED (${traces}),
  facet_values AS (${FACETS.map((it) => `SELECT '${it}' AS facet, unnest(${VALUES[it]}) AS value FROM traces`).join(' UNION ALL ')})
SELECT facet, value, count(*) AS count FROM facet_values WHERE value IS NOT NULL AND value <> ''
GROUP BY facet, value
QUALIFY row_number() OVER (PARTITION BY facet ORDER BY count(*) DESC, value) <= ${integerLiteral(limit)}
ORDER BY count DESC, value`, parameters);
  for (const { facet, value, count } of rows) found[facet].push({ value, count });
  return found;
}
