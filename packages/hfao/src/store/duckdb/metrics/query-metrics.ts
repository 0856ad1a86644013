import type { Aggregate, Figure } from '../../../model/metric-query.js';
import { figuresFrom, groupFigures, keyNames, nothing, type Cell, type Values } from '../../metrics/figures.js';
import type { MetricFigures, MetricKeys, MetricsQuery, MetricsResult } from '../../store.js';
import type { Query } from '../readers.js';
import type { Segment } from '../segment.js';
import { integerLiteral, Parameters } from '../sql.js';
import { bucketOf, shownGroups, type RowsOf } from './figures.js';
import { knownCells, type KnownCells } from './known-cells.js';
import type { CellParts } from './cells.js';
import { addsUp, queryInOneScan } from './one-scan.js';
import { metricRows } from './rows.js';

/** Of what adds up, segments at rest are asked once. Of what does not: first the largest groups, then what each of them and the rest has over time, then the whole. */
export async function queryMetrics(query: Query, all: readonly Segment[], projectId: string, wanted: MetricsQuery, knownOnes: KnownCells): Promise<MetricsResult> {
  const isSum = addsUp(wanted);
  const known = isSum ? await knownCells(knownOnes, query, all, projectId, wanted) : new Map<Segment, readonly CellParts[]>();
  const rowsOf: RowsOf = (parameters, isGrouped) => metricRows({ query, projectId, wanted, parameters, isGrouped, segments: all, all, known: new Set(known.keys()) });
  return await (isSum ? queryInOneScan(query, wanted, rowsOf, [...known.values()].flat()) : queryInScans(query, wanted, rowsOf))
    ?? { total: nothing(wanted), groups: (wanted.only ?? []).map((keys) => ({ keys, ...nothing(wanted) })) };
}

async function queryInScans(query: Query, wanted: MetricsQuery, rowsOf: RowsOf): Promise<MetricsResult | undefined> {
  const total = await wholeFigures(query, wanted, rowsOf);
  if (total === undefined || wanted.group_by.length === 0) return total && { total, groups: [] };
  const keys = wanted.only ?? await largestGroups(query, wanted, rowsOf);
  return { total, ...await figuresOfGroups(query, wanted, keys, rowsOf) };
}

async function wholeFigures(query: Query, wanted: MetricsQuery, rowsOf: RowsOf): Promise<MetricFigures | undefined> {
  const parameters = new Parameters();
  const rows = await rowsOf(parameters, false);
  if (rows === undefined) return undefined;
  const found = await query<Values & { index: number | null }>(`
SELECT ${bucketOf(wanted)} AS index, ${figures(wanted)} FROM (${rows})
GROUP BY GROUPING SETS (()${wanted.bucket === undefined ? '' : ', (index)'}) ORDER BY index NULLS FIRST`, parameters);
  return figuresFrom(wanted, found[0], found.slice(1));
}

async function largestGroups(query: Query, wanted: MetricsQuery, rowsOf: RowsOf): Promise<MetricKeys[]> {
  const parameters = new Parameters();
  const rows = await rowsOf(parameters, true);
  const keys = keyNames(wanted);
  const found = await query<Record<string, string | null>>(`
SELECT ${keys.join(', ')}, ${figure(wanted.measures[0], 0)} AS first FROM (${rows!}) GROUP BY ${keys.join(', ')}
ORDER BY first DESC NULLS LAST, ${keys.map((it) => `${it} NULLS LAST`).join(', ')} LIMIT ${integerLiteral(wanted.limit)}`, parameters);
  return found.map((it) => keys.map((key) => it[key]));
}

async function figuresOfGroups(query: Query, wanted: MetricsQuery, groups: readonly MetricKeys[], rowsOf: RowsOf): Promise<Pick<MetricsResult, 'groups' | 'others'>> {
  const parameters = new Parameters();
  const rows = await rowsOf(parameters, true);
  const keys = keyNames(wanted);
  const found = await query<Cell>(`
SELECT place, ${bucketOf(wanted)} AS index, ${figures(wanted)}, count(DISTINCT row(${keys.join(', ')})) FILTER (place = -1) AS groups FROM (
  SELECT counted.*, coalesce(place, -1) AS place FROM (${rows!}) AS counted
  LEFT JOIN (${shownGroups(groups, keys, parameters)}) AS shown ON ${keys.map((it) => `counted.${it} IS NOT DISTINCT FROM shown.${it}`).join(' AND ')}
) GROUP BY GROUPING SETS ((place)${wanted.bucket === undefined ? '' : ', (place, index)'}) ORDER BY place, index NULLS FIRST`, parameters);
  return groupFigures(wanted, groups, found);
}

const figures = ({ measures }: MetricsQuery) => measures.map((it, i) => `${figure(it, i)} AS v${i}`).join(', ');

function figure(measure: Figure, index: number): string {
  switch (measure.kind) {
    case 'count': return 'count(*)::DOUBLE';
    case 'errors': return '(count(*) FILTER (failed))::DOUBLE';
    case 'error_rate': return '(count(*) FILTER (failed)) / nullif(count(*), 0)::DOUBLE';
    case 'aggregate': return aggregated(measure.aggregate, `m${index}`);
  }
}

function aggregated(aggregate: Aggregate, column: string): string {
  switch (aggregate) {
    case 'count': return `count(${column})::DOUBLE`;
    case 'distinct': return `count(DISTINCT ${column})::DOUBLE`;
    case 'sum': case 'avg': case 'min': case 'max': return `${aggregate}(${column})::DOUBLE`;
    default: return `quantile_cont(${column}, ${Number(aggregate.slice(1)) / 100})::DOUBLE`;
  }
}
