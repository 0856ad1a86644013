import type { FacetsQuery, FacetValue, TraceFacets } from '../store.js';
import type { Query } from './readers.js';
import type { Segment } from './segment.js';
import { integerLiteral, Parameters, unionAll } from './sql.js';
import { startedTraces } from './started-traces.js';

type Facet = keyof TraceFacets;

/** The column of a trace's summary that each is about. */
const COLUMNS: Record<Facet, string> = {
  names: 'name', models: 'models', agents: 'agents', tags: 'tags', environments: 'environment', sessions: 'session_id', users: 'user_id',
};
const LISTS = new Set(['models', 'agents', 'tags']);
const ALL = Object.keys(COLUMNS) as Facet[];

/**
 * Values and the number of traces that have them, the most frequent first, then by the alphabet. One column after the other: to hold all of every trace at once takes longer;
 * not where a filter would be asked for each of them.
 */
export async function facets(query: Query, segments: readonly Segment[], projectId: string, { from, to, limit, where }: FacetsQuery): Promise<TraceFacets> {
  const found: TraceFacets = { names: [], models: [], agents: [], tags: [], environments: [], sessions: [], users: [] };
  for (const together of where === undefined ? ALL.map((it) => [it]) : [ALL]) {
    const parameters = new Parameters();
    const traces = await startedTraces(query, segments, { projectId, from, to, where }, together.map((it) => COLUMNS[it]), parameters);
    if (traces === undefined) break;
    const values = await query<FacetValue & { facet: Facet }>(`WITH traces AS (${traces})
${unionAll(together, (it) => `SELECT * FROM (SELECT '${it}' AS facet, value, count(*) AS count FROM (SELECT ${valuesOf(COLUMNS[it])} AS value FROM traces) WHERE value <> '' GROUP BY value ORDER BY count DESC, value LIMIT ${integerLiteral(limit)})`)}
ORDER BY count DESC, value`, parameters);
    for (const { facet, value, count } of values) found[facet].push({ value, count });
  }
  return found;
}

const valuesOf = (column: string) => (LISTS.has(column) ? `unnest("${column}")` : `"${column}"`);
