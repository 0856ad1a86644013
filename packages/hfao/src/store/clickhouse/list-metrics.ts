import type { MetricListQuery, MetricPage, MetricSummary } from '../store.js';
import type { Query } from './readers.js';
import { integerLiteral, Parameters, timeLiteral } from './sql.js';

const MOST_KEYS = 100;
/** Of the last point, also where it says nothing: of a tuple what is NULL counts. */
const lastOf = (column: string) => `argMax(tuple(${column}), tuple(time, point_id)).1 AS ${column}`;

/** What each metric's last point says of it, and how much there is. Points that were sent again count once. */
export async function listMetrics(query: Query, projectId: string, { from, to, name, limit, after }: MetricListQuery): Promise<MetricPage> {
  const parameters = new Parameters();
  const conditions = [`project_id = ${parameters.text(projectId)}`];
  if (from !== undefined) conditions.push(`time >= ${timeLiteral(from)}`);
  if (to !== undefined) conditions.push(`time < ${timeLiteral(to)}`);
  if (name !== undefined) conditions.push(`name = ${parameters.text(name)}`);
  if (after !== undefined) conditions.push(`name > ${parameters.text(after)}`);
  const metrics = await query<MetricSummary>(`
SELECT name, ${['description', 'unit', 'type', 'temporality', 'is_monotonic', 'measure'].map(lastOf).join(', ')},
  uniqExact(point_id) AS points, uniqExact(series_id) AS series, toUnixTimestamp64Micro(min(time)) AS first_time, toUnixTimestamp64Micro(max(time)) AS last_time,
  arraySlice(arraySort(groupUniqArrayArray(mapKeys(attributes))), 1, ${MOST_KEYS}) AS attribute_keys
FROM metric_points WHERE ${conditions.join(' AND ')}
GROUP BY name ORDER BY name LIMIT ${integerLiteral(limit + 1)}`, parameters);
  const page = metrics.slice(0, limit).map((it) => ({ ...it, attribute_keys: it.attribute_keys ?? [] }));
  return { metrics: page, ...(metrics.length > limit ? { next: page[page.length - 1].name } : {}) };
}
