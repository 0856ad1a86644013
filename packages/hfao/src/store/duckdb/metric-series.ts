import type { Micros } from '../../model/time.js';
import { groupedSeries, isColumnGroup, LOOKBACK, type BucketRow, type CountRow } from '../grouped-series.js';
import type { MetricSeriesQuery, MetricSeriesResult } from '../store.js';
import type { Query } from './readers.js';
import type { Segment } from './segment.js';
import { integerLiteral, Parameters, timeLiteral, unionAll } from './sql.js';

export async function metricSeries(query: Query, segments: readonly Segment[], projectId: string, wanted: MetricSeriesQuery): Promise<MetricSeriesResult> {
  const earliest = wanted.from - LOOKBACK;
  const candidates = segments.filter(({ pointTimes }) => pointTimes.from < wanted.to && pointTimes.to >= earliest);
  if (candidates.length === 0) return { groups: [], omitted: 0 };
  const run = <Row>(select: string) => {
    const parameters = new Parameters();
    return query<Row>(`WITH points AS (${pointsOf(candidates, projectId, wanted, parameters)}) ${select}`, parameters);
  };
  const rows = await run<BucketRow>(bucketTotals(wanted));
  const counts = rows.length === 0 ? [] : await run<CountRow>(bucketCounts(wanted));
  return groupedSeries(rows, counts, wanted);
}

/** Every point once, with the group that it belongs to; also those just before the range, where cumulative series go on from. */
function pointsOf(segments: readonly Segment[], projectId: string, { name, from, to, group_by }: MetricSeriesQuery, parameters: Parameters): string {
  const condition = `project_id = ${parameters.text(projectId)} AND name = ${parameters.text(name)} AND time < ${timeLiteral(to)} AND (value IS NOT NULL OR count IS NOT NULL)
  AND (time >= ${timeLiteral(from)} OR (temporality = 'cumulative' AND time >= ${timeLiteral(from - LOOKBACK)}))`;
  return `SELECT DISTINCT ON (point_id) point_id, series_id, time, start_time, type, temporality, is_monotonic, value, count, sum, min, max, buckets, ${groupColumn(group_by, parameters)} AS "group"
FROM (${unionAll(segments, (it) => `SELECT * FROM ${it.database}.metric_points WHERE ${condition}`)})`;
}

function groupColumn(group: string | undefined, parameters: Parameters): string {
  if (group === undefined) return 'NULL::VARCHAR';
  return isColumnGroup(group) ? `"${group}"` : `attributes[${parameters.text(group)}]`;
}

const IS_LEVEL = "(type = 'gauge' OR (type = 'sum' AND temporality IS DISTINCT FROM 'delta' AND NOT coalesce(is_monotonic, false)))";
/** The point before in its series: of cumulative points what has been counted before. */
const SERIES = 'OVER (PARTITION BY series_id ORDER BY time, point_id)';

/** What a cumulative point adds. The first that is known of a series adds all that it has when the series began within the range, else nothing. */
function increase(column: string, from: Micros): string {
  return `CASE WHEN temporality IS DISTINCT FROM 'cumulative' THEN ${column}
    WHEN before_time IS NULL THEN CASE WHEN start_time >= ${timeLiteral(from)} THEN ${column} END
    WHEN start_time >= before_time OR ${column} < before_${column} THEN ${column}
    ELSE ${column} - before_${column} END`;
}

/** One row a group and bucket. */
function bucketTotals({ from, bucket }: MetricSeriesQuery): string {
  return `, steps AS (
  SELECT *, lag(time) ${SERIES} AS before_time, lag(value) ${SERIES} AS before_value, lag(count) ${SERIES} AS before_count, lag(sum) ${SERIES} AS before_sum FROM points
), added AS (
  SELECT "group", series_id, ${indexOf(from, bucket)} AS index, time, point_id, type, value, ${IS_LEVEL} AS is_level, value IS NULL AS is_distribution,
    CASE WHEN type = 'sum' THEN ${increase('value', from)} END AS grown, ${increase('count', from)} AS measured, ${increase('sum', from)} AS total,
    CASE WHEN temporality = 'cumulative' AND type <> 'sum' THEN NULL ELSE coalesce(min, value) END AS low, CASE WHEN temporality = 'cumulative' AND type <> 'sum' THEN NULL ELSE coalesce(max, value) END AS high
  FROM steps WHERE time >= ${timeLiteral(from)}
), levels AS (
  SELECT "group", index, sum(level) AS level FROM (
    SELECT "group", index, series_id, arg_max(value, {time: time, id: point_id}) AS level FROM added WHERE is_level GROUP BY ALL
  ) GROUP BY ALL
), totals AS (
  SELECT "group", index, sum(CASE WHEN is_distribution THEN total WHEN NOT is_level THEN grown END) AS value,
    (coalesce(sum(measured), 0) + count(*) FILTER (NOT is_distribution))::BIGINT AS count,
    CASE WHEN sum(measured) > 0 THEN sum(total) FILTER (is_distribution) / sum(measured) ELSE avg(value) END AS average, min(low) AS min, max(high) AS max
  FROM added GROUP BY ALL
)
SELECT totals."group", totals.index, coalesce(level, totals.value) AS value, count, average, min, max
FROM totals LEFT JOIN levels ON levels.index = totals.index AND levels."group" IS NOT DISTINCT FROM totals."group" ORDER BY totals."group", totals.index`;
}

/** Of histograms, one row a group, bucket of time and upper bound. */
function bucketCounts({ from, bucket }: MetricSeriesQuery): string {
  return `, parsed AS (
  SELECT *, from_json(buckets, '{"le":["DOUBLE"],"counts":["BIGINT"]}') AS histogram FROM points WHERE buckets IS NOT NULL
), cells AS (
  SELECT "group", series_id, point_id, time, start_time, temporality, unnest(list_concat([NULL], histogram.le)[1:len(histogram.le)]) AS lower, unnest(histogram.le) AS le, unnest(histogram.counts) AS cell FROM parsed
), steps AS (
  SELECT *, lag(time) OVER cell AS before_time, lag(cell) OVER cell AS before_cell FROM cells WINDOW cell AS (PARTITION BY series_id, le ORDER BY time, point_id)
)
SELECT "group", ${indexOf(from, bucket)} AS index, max(lower) AS lower, le, sum(${increase('cell', from)})::BIGINT AS count
FROM steps WHERE time >= ${timeLiteral(from)} GROUP BY "group", index, le HAVING count > 0 ORDER BY le NULLS LAST`;
}

const indexOf = (from: Micros, bucket: Micros) => `(epoch_us(time) - ${integerLiteral(from)}) // ${integerLiteral(bucket)}`;
