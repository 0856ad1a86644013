import type { Aggregate, Figure } from '../../../model/metric-query.js';
import type { MetricFigures, MetricKeys, MetricsQuery, MetricsResult } from '../../store.js';
import type { Query } from '../readers.js';
import type { Segment } from '../segment.js';
import { integerLiteral, Parameters } from '../sql.js';
import { metricRows } from './rows.js';

type Values = Record<`v${number}`, number | null>;

/** First the largest groups, then what each of them and the rest has over time, then the whole. */
export async function queryMetrics(query: Query, all: readonly Segment[], projectId: string, wanted: MetricsQuery): Promise<MetricsResult> {
  const rowsOf = (parameters: Parameters, isGrouped: boolean) => metricRows({ query, all, projectId, wanted, parameters, isGrouped });
  const total = await wholeFigures(query, wanted, rowsOf);
  if (wanted.group_by.length === 0 || total === undefined) return { total: total ?? nothing(wanted), groups: [], ...(wanted.only && { groups: wanted.only.map((keys) => ({ keys, ...nothing(wanted) })) }) };
  const { keys, isAll } = wanted.only === undefined ? await largestGroups(query, wanted, rowsOf) : { keys: wanted.only, isAll: false };
  const { groups, others } = await figuresOfGroups(query, wanted, keys, rowsOf);
  return { total, groups: keys.map((it, i) => ({ keys: it, ...groups[i] })), ...(!isAll && others !== undefined && { others }) };
}

type RowsOf = (parameters: Parameters, isGrouped: boolean) => Promise<string | undefined>;

async function wholeFigures(query: Query, wanted: MetricsQuery, rowsOf: RowsOf): Promise<MetricFigures | undefined> {
  const parameters = new Parameters();
  const rows = await rowsOf(parameters, false);
  if (rows === undefined) return undefined;
  const found = await query<Values & { index: number | null }>(`
SELECT ${bucketOf(wanted)} AS index, ${figures(wanted)} FROM (${rows})
GROUP BY GROUPING SETS (()${wanted.bucket === undefined ? '' : ', (index)'}) ORDER BY index NULLS FIRST`, parameters);
  return figuresFrom(wanted, found[0], found.slice(1));
}

/** The keys of the groups that are shown, and whether there are no others. */
async function largestGroups(query: Query, wanted: MetricsQuery, rowsOf: RowsOf): Promise<{ keys: MetricKeys[]; isAll: boolean }> {
  const parameters = new Parameters();
  const rows = await rowsOf(parameters, true);
  const keys = keyNames(wanted);
  const found = await query<Record<string, string | null>>(`
SELECT ${keys.join(', ')}, ${figure(wanted.measures[0], 0)} AS first FROM (${rows!}) GROUP BY ${keys.join(', ')}
ORDER BY first DESC NULLS LAST, ${keys.map((it) => `${it} NULLS LAST`).join(', ')} LIMIT ${integerLiteral(wanted.limit + 1)}`, parameters);
  return { keys: found.slice(0, wanted.limit).map((it) => keys.map((key) => it[key])), isAll: found.length <= wanted.limit };
}

async function figuresOfGroups(query: Query, wanted: MetricsQuery, groups: readonly MetricKeys[], rowsOf: RowsOf): Promise<{ groups: MetricFigures[]; others?: MetricsResult['others'] }> {
  const parameters = new Parameters();
  const rows = await rowsOf(parameters, true);
  const keys = keyNames(wanted);
  const places = groups.map((group, place) => `(${[...group.map((it) => (it === null ? 'NULL::VARCHAR' : `${parameters.text(it)}::VARCHAR`)), integerLiteral(place)].join(', ')})`);
  const placed = groups.length === 0 ? `SELECT *, -1 AS place FROM (${rows!})`
    : `SELECT counted.*, coalesce(place, -1) AS place FROM (${rows!}) AS counted LEFT JOIN (VALUES ${places.join(', ')}) AS shown(${keys.map((it) => `shown_${it}`).join(', ')}, place) ON ${keys.map((it) => `counted.${it} IS NOT DISTINCT FROM shown_${it}`).join(' AND ')}`;
  const found = await query<Values & { place: number; index: number | null; groups: number }>(`
SELECT place, ${bucketOf(wanted)} AS index, ${figures(wanted)}, count(DISTINCT row(${keys.join(', ')})) FILTER (place = -1) AS groups FROM (${placed})
GROUP BY GROUPING SETS ((place)${wanted.bucket === undefined ? '' : ', (place, index)'}) ORDER BY place, index NULLS FIRST`, parameters);
  const figuresAt = (place: number): MetricFigures & { groups: number } => {
    const [whole, ...buckets] = found.filter((it) => it.place === place);
    return whole === undefined ? { ...nothing(wanted), groups: 0 } : { ...figuresFrom(wanted, whole, buckets), groups: whole.groups };
  };
  const others = figuresAt(-1);
  return { groups: groups.map((_, place) => { const { groups: _count, ...rest } = figuresAt(place); return rest; }), ...(others.groups > 0 && { others }) };
}

const keyNames = ({ group_by }: MetricsQuery) => group_by.map((_, i) => `k${i}`);

const bucketOf = ({ from, bucket }: MetricsQuery) => (bucket === undefined ? 'NULL::BIGINT' : `(epoch_us(time) - ${integerLiteral(from)}) // ${integerLiteral(bucket)}`);

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

function figuresFrom(wanted: MetricsQuery, whole: Values, buckets: readonly (Values & { index: number | null })[]): MetricFigures {
  const valuesOf = (row: Values) => wanted.measures.map((_, i) => row[`v${i}`]);
  return { values: valuesOf(whole), buckets: buckets.map((it) => ({ start: wanted.from + it.index! * wanted.bucket!, values: valuesOf(it) })) };
}

/** Counts are zero where there is nothing, all else is absent. */
function nothing({ measures }: MetricsQuery): MetricFigures {
  return { values: measures.map((it) => (it.kind === 'count' || it.kind === 'errors' || (it.kind === 'aggregate' && (it.aggregate === 'count' || it.aggregate === 'distinct')) ? 0 : null)), buckets: [] };
}
