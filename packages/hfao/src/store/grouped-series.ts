import { decodeAttribute } from '../model/attribute-value.js';
import type { Micros } from '../model/time.js';
import { quantile, type HistogramBucket } from './histogram-quantile.js';
import { METRIC_GROUPS, type MetricBucket, type MetricGroup, type MetricSeriesQuery, type MetricSeriesResult } from './store.js';

/** How long before the range the point is looked for from which a cumulative series goes on. */
export const LOOKBACK: Micros = 24 * 3600 * 1_000_000;

/** What a backend adds up: one row a group and bucket of time, by group. */
export interface BucketRow extends Omit<MetricBucket, 'start' | 'p50' | 'p95' | 'p99'> { group: string | null; index: number }
/** Of histograms, one row a group, bucket of time and upper bound (null: infinity), by rising bound. */
export interface CountRow { group: string | null; index: number; lower: number | null; le: number | null; count: number }

/** Whether a group is named by a column of data points; else it is an attribute's key. */
export function isColumnGroup(group: string): boolean {
  return (METRIC_GROUPS as readonly string[]).includes(group);
}

/** The series that these rows make: the groups with the most points, each with the quantiles of its buckets. */
export function groupedSeries(rows: readonly BucketRow[], counts: readonly CountRow[], { from, bucket, group_by, limit }: MetricSeriesQuery): MetricSeriesResult {
  const histograms = new Map<string, HistogramBucket[]>();
  for (const { group, index, lower, le, count } of counts) {
    const key = cellKey(group, index);
    histograms.set(key, [...(histograms.get(key) ?? []), { lower, le: le ?? Infinity, count }]);
  }
  const groups = new Map<string | null, { points: number; buckets: MetricBucket[] }>();
  for (const { group, index, ...totals } of rows) {
    const found = groups.get(group) ?? { points: 0, buckets: [] };
    groups.set(group, found);
    found.points += totals.count;
    const histogram = histograms.get(cellKey(group, index));
    const at = (share: number) => (histogram === undefined ? null : quantile(histogram, share, totals));
    found.buckets.push({ start: from + index * bucket, ...totals, p50: at(0.5), p95: at(0.95), p99: at(0.99) });
  }
  const shown = [...groups].sort(([, a], [, b]) => b.points - a.points).slice(0, limit);
  return { groups: shown.map(([group, { buckets }]): MetricGroup => ({ group: shownGroup(group, group_by), buckets })), omitted: groups.size - shown.length };
}

function shownGroup(group: string | null, groupBy: string | undefined): string | null {
  if (group === null || groupBy === undefined || isColumnGroup(groupBy)) return group;
  const value = decodeAttribute(group);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const cellKey = (group: string | null, index: number) => `${index} ${group ?? '\0'}`;
