import type { Micros } from '../../model/time.js';
import { groupedSeries, isColumnGroup, LOOKBACK, type BucketRow, type CountRow } from '../grouped-series.js';
import type { MetricSeriesQuery, MetricSeriesResult } from '../store.js';
import type { Query } from './readers.js';
import { integerLiteral, Parameters, timeLiteral } from './sql.js';

export async function metricSeries(query: Query, projectId: string, wanted: MetricSeriesQuery): Promise<MetricSeriesResult> {
  const run = <Row>(select: string) => {
    const parameters = new Parameters();
    return query<Row>(`WITH points AS (${pointsOf(projectId, wanted, parameters)}) ${select}`, parameters);
  };
  const rows = await run<BucketRow>(bucketTotals(wanted));
  const counts = rows.length === 0 ? [] : await run<CountRow>(bucketCounts(wanted));
  return groupedSeries(rows, counts, wanted);
}

/** Every point once, with the group that it belongs to; also those just before the range, where cumulative series go on from. */
function pointsOf(projectId: string, { name, from, to, group_by }: MetricSeriesQuery, parameters: Parameters): string {
  const condition = `project_id = ${parameters.text(projectId)} AND name = ${parameters.text(name)} AND time < ${timeLiteral(to)} AND (value IS NOT NULL OR count IS NOT NULL)
  AND (time >= ${timeLiteral(from)} OR (temporality = 'cumulative' AND time >= ${timeLiteral(from - LOOKBACK)}))`;
  return `SELECT point_id, series_id, time, start_time, type, temporality, is_monotonic, value, count, sum, min, max, buckets, ${groupColumn(group_by, parameters)} AS grouping
FROM metric_points WHERE ${condition} LIMIT 1 BY point_id`;
}

function groupColumn(group: string | undefined, parameters: Parameters): string {
  if (group === undefined) return 'CAST(NULL, \'Nullable(String)\')';
  if (isColumnGroup(group)) return group;
  const key = parameters.text(group);
  return `if(mapContains(attributes, ${key}), attributes[${key}], NULL)`;
}

const IS_LEVEL = "(type = 'gauge' OR (type = 'sum' AND ifNull(temporality, '') <> 'delta' AND NOT ifNull(is_monotonic, false)))";
/** The point before in its series: of cumulative points what has been counted before. */
const before = (column: string) => `lag(toNullable(${column})) OVER (PARTITION BY series_id ORDER BY time, point_id) AS before_${column}`;
const IS_RUNNING = "ifNull(temporality, '') = 'cumulative' AND type <> 'sum'";

/** What a cumulative point adds. The first that is known of a series adds all that it has when the series began within the range, else nothing. */
function increase(column: string, from: Micros): string {
  return `multiIf(ifNull(temporality, '') <> 'cumulative', ${column},
    before_time IS NULL, if(start_time >= ${timeLiteral(from)}, ${column}, NULL),
    start_time >= before_time OR ${column} < before_${column}, ${column},
    ${column} - before_${column})`;
}

/** One row a group and bucket: first of each series, because of levels the last counts. */
function bucketTotals({ from, bucket }: MetricSeriesQuery): string {
  return `, steps AS (
  SELECT *, ${['time', 'value', 'count', 'sum'].map(before).join(', ')} FROM points
), added AS (
  SELECT grouping, series_id, ${indexOf(from, bucket)} AS place, time, point_id, value, ${IS_LEVEL} AS is_level, value IS NULL AS is_distribution,
    if(type = 'sum', ${increase('value', from)}, NULL) AS grown, ${increase('count', from)} AS measured, ${increase('sum', from)} AS total,
    if(${IS_RUNNING}, NULL, ifNull(min, value)) AS low, if(${IS_RUNNING}, NULL, ifNull(max, value)) AS high
  FROM steps WHERE time >= ${timeLiteral(from)}
), of_series AS (
  SELECT grouping, place, argMaxIf(tuple(value), tuple(time, point_id), is_level).1 AS level, sum(multiIf(is_distribution, total, NOT is_level, grown, NULL)) AS grown,
    sum(measured) AS measured, sumIf(total, is_distribution) AS total, countIf(NOT is_distribution) AS valued, sum(value) AS of_values, min(low) AS low, max(high) AS high
  FROM added GROUP BY grouping, place, series_id
)
SELECT grouping AS "group", place AS "index", ifNull(sum(level), sum(grown)) AS "value", toInt64(ifNull(sum(measured), 0) + sum(valued)) AS "count",
  if(ifNull(sum(measured), 0) > 0, sum(total) / sum(measured), sum(of_values) / nullIf(sum(valued), 0)) AS average, min(low) AS "min", max(high) AS "max"
FROM of_series GROUP BY grouping, place ORDER BY grouping, place`;
}

/** Of histograms, one row a group, bucket of time and upper bound. */
function bucketCounts({ from, bucket }: MetricSeriesQuery): string {
  return `, parsed AS (
  SELECT *, JSONExtract(ifNull(buckets, ''), 'le', 'Array(Nullable(Float64))') AS bounds, JSONExtract(ifNull(buckets, ''), 'counts', 'Array(Nullable(Int64))') AS counts FROM points WHERE buckets IS NOT NULL
), cells AS (
  SELECT grouping, series_id, point_id, time, start_time, temporality, lower, le, cell
  FROM parsed ARRAY JOIN arrayPopBack(arrayPushFront(bounds, NULL)) AS lower, bounds AS le, arrayResize(counts, length(bounds), NULL) AS cell
), steps AS (
  SELECT *, ${['time', 'cell'].map((it) => before(it).replace('series_id', 'series_id, le')).join(', ')} FROM cells
)
SELECT grouping AS "group", ${indexOf(from, bucket)} AS "index", max(lower) AS lower, le, toInt64(sum(${increase('cell', from)})) AS "count"
FROM steps WHERE time >= ${timeLiteral(from)} GROUP BY grouping, "index", le HAVING "count" > 0 ORDER BY le NULLS LAST`;
}

const indexOf = (from: Micros, bucket: Micros) => `intDiv(toUnixTimestamp64Micro(time) - ${integerLiteral(from)}, ${integerLiteral(bucket)})`;
