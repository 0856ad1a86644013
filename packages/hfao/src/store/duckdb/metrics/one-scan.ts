import type { Figure } from '../../../model/metric-query.js';
import { figuresAt, keyNames, nothing, type Cell } from '../../metrics/figures.js';
import { isList } from '../../metrics/measures.js';
import type { MetricsQuery, MetricsResult } from '../../store.js';
import type { Query } from '../readers.js';
import { integerLiteral, Parameters } from '../sql.js';
import { bucketOf, shownGroups, type RowsOf } from './figures.js';

/** Whether figures of parts make the figure of the whole, so that rows need to be read once only. Not quantiles and different values; not where a row counts for several groups. */
export function addsUp({ measures, group_by }: MetricsQuery): boolean {
  return !group_by.some(isList) && measures.every((it) => it.kind !== 'aggregate' || ['sum', 'avg', 'min', 'max', 'count'].includes(it.aggregate));
}

/** Adds up each group and bucket of time, and makes all else of these. */
export async function queryInOneScan(query: Query, wanted: MetricsQuery, rowsOf: RowsOf): Promise<MetricsResult | undefined> {
  const parameters = new Parameters();
  const rows = await rowsOf(parameters, true);
  if (rows === undefined) return undefined;
  const keys = keyNames(wanted);
  const withKeys = (more: readonly string[]) => [...keys, ...more].join(', ');
  const sets = ['()', ...(wanted.bucket === undefined ? [] : ['(index)']), ...(keys.length === 0 ? [] : ['(place)', ...(wanted.bucket === undefined ? [] : ['(place, index)'])])];
  const found = await query<Cell & Record<string, string | null>>(`
WITH cells AS MATERIALIZED (
  SELECT ${withKeys([`${bucketOf(wanted)} AS index`, ...wanted.measures.flatMap(parts)])} FROM (${rows}) GROUP BY ${withKeys(['index'])}
), shown AS (
  ${wanted.only === undefined ? largest(wanted, keys) : shownGroups(wanted.only, keys, parameters)}
), placed AS (
  SELECT cells.*, coalesce(place, -1) AS place FROM cells LEFT JOIN shown ON ${['true', ...keys.map((it) => `cells.${it} IS NOT DISTINCT FROM shown.${it}`)].join(' AND ')}
)
SELECT ${keys.length === 0 ? 'NULL::BIGINT AS ' : ''}place, ${wanted.bucket === undefined ? 'NULL::BIGINT AS ' : ''}index, ${[...keys.map((it) => `any_value(${it}) AS ${it}`), ...wanted.measures.map((it, i) => `${whole(it, i)} AS v${i}`)].join(', ')},
  ${keys.length === 0 ? '0' : `count(DISTINCT row(${keys.join(', ')})) FILTER (place = -1)`} AS groups
FROM placed GROUP BY GROUPING SETS (${sets.join(', ')}) ORDER BY place NULLS FIRST, index NULLS FIRST`, parameters);
  const at = (place: number | null) => {
    const { first, figures } = figuresAt(wanted, found, place) ?? {};
    return { ...figures ?? nothing(wanted), first };
  };
  const places = wanted.only?.map((_, i) => i) ?? [...new Set(found.map((it) => it.place))].filter((it) => it !== null && it >= 0) as number[];
  const { first: _, ...total } = at(null);
  const { first: rest, ...others } = at(-1);
  return {
    total: { ...total, values: total.values.map((it, i) => it ?? nothing(wanted).values[i]) },
    groups: keys.length === 0 ? [] : places.map((place) => {
      const { first, ...figures } = at(place);
      return { keys: wanted.only?.[place] ?? keys.map((it) => first![it]), ...figures };
    }),
    ...(rest !== undefined && keys.length > 0 && { others: { groups: rest.groups, ...others } }),
  };
}

function largest(wanted: MetricsQuery, keys: readonly string[]): string {
  if (keys.length === 0) return 'SELECT -1 AS place';
  return `SELECT ${keys.join(', ')}, row_number() OVER (ORDER BY first DESC NULLS LAST, ${keys.map((it) => `${it} NULLS LAST`).join(', ')}) - 1 AS place
  FROM (SELECT ${keys.join(', ')}, ${whole(wanted.measures[0], 0)} AS first FROM cells GROUP BY ${keys.join(', ')}) QUALIFY place < ${integerLiteral(wanted.limit)}`;
}

/** What is kept of the rows of a cell. */
function parts(measure: Figure, i: number): string[] {
  switch (measure.kind) {
    case 'count': return [`count(*) AS n${i}`];
    case 'errors': return [`count(*) FILTER (failed) AS n${i}`];
    case 'error_rate': return [`count(*) FILTER (failed) AS e${i}`, `count(*) AS n${i}`];
    case 'aggregate': switch (measure.aggregate) {
      case 'count': return [`count(m${i}) AS n${i}`];
      case 'avg': return [`sum(m${i}) AS s${i}`, `count(m${i}) AS n${i}`];
      default: return [`${measure.aggregate}(m${i}) AS s${i}`];
    }
  }
}

/** The figure of several cells. */
function whole(measure: Figure, i: number): string {
  switch (measure.kind) {
    case 'count': case 'errors': return `sum(n${i})::DOUBLE`;
    case 'error_rate': return `sum(e${i})::DOUBLE / nullif(sum(n${i}), 0)`;
    case 'aggregate': switch (measure.aggregate) {
      case 'count': return `sum(n${i})::DOUBLE`;
      case 'avg': return `sum(s${i})::DOUBLE / nullif(sum(n${i}), 0)`;
      default: return `${measure.aggregate}(s${i})::DOUBLE`;
    }
  }
}
