import type { MetricListQuery, MetricPage, MetricSummary } from '../store.js';
import type { Query } from './readers.js';
import type { Segment } from './segment.js';
import { integerLiteral, Parameters, timeLiteral, unionAll } from './sql.js';

const MOST_KEYS = 100;

/** What each metric's last point says of it, and how much there is. Points that were sent again count once. */
export async function listMetrics(query: Query, segments: readonly Segment[], projectId: string, { from, to, name, limit, after }: MetricListQuery): Promise<MetricPage> {
  const candidates = segments.filter(({ pointTimes }) => pointTimes.from < (to ?? Infinity) && pointTimes.to >= (from ?? -Infinity));
  if (candidates.length === 0) return { metrics: [] };
  const parameters = new Parameters();
  const conditions = [`project_id = ${parameters.text(projectId)}`];
  if (from !== undefined) conditions.push(`time >= ${timeLiteral(from)}`);
  if (to !== undefined) conditions.push(`time < ${timeLiteral(to)}`);
  if (name !== undefined) conditions.push(`name = ${parameters.text(name)}`);
  if (after !== undefined) conditions.push(`name > ${parameters.text(after)}`);
  const last = ['description', 'unit', 'type', 'temporality', 'is_monotonic', 'measure'].map((it) => `arg_max_null(${it}, {time: time, id: point_id}) AS ${it}`);
  const metrics = await query<MetricSummary>(`
SELECT name, ${last.join(', ')}, count(DISTINCT point_id) AS points, count(DISTINCT series_id) AS series, min(time) AS first_time, max(time) AS last_time,
  list_sort(list_distinct(flatten(list(DISTINCT map_keys(attributes)) FILTER (attributes IS NOT NULL))))[1:${MOST_KEYS}] AS attribute_keys
FROM (${unionAll(candidates, (it) => `SELECT * FROM ${it.database}.metric_points WHERE ${conditions.join(' AND ')}`)})
GROUP BY name ORDER BY name LIMIT ${integerLiteral(limit + 1)}`, parameters);
  const page = metrics.slice(0, limit).map((it) => ({ ...it, attribute_keys: it.attribute_keys ?? [] }));
  return { metrics: page, ...(metrics.length > limit ? { next: page[page.length - 1].name } : {}) };
}
