import { figuresAt, keyNames, nothing, type Cell } from '../../metrics/figures.js';
import { isList } from '../../metrics/measures.js';
import type { MetricsQuery, MetricsResult } from '../../store.js';
import type { Query } from '../readers.js';
import { integerLiteral, Parameters, unionAll } from '../sql.js';
import { cellsOf, givenCells, wholeOf, type CellParts } from './cells.js';
import { shownGroups, type RowsOf } from './figures.js';
import { originOf } from './known-cells.js';

/** Whether figures of parts make the figure of the whole, so that rows need to be read once only. Not quantiles and different values; not where a row counts for several groups. */
export function addsUp({ measures, group_by }: MetricsQuery): boolean {
  return !group_by.some(isList) && measures.every((it) => it.kind !== 'aggregate' || ['sum', 'avg', 'min', 'max', 'count'].includes(it.aggregate));
}

/** Adds up each group and bucket of time, and makes all else of these. @param known what it need not ask for */
export async function queryInOneScan(query: Query, wanted: MetricsQuery, rowsOf: RowsOf, known: readonly CellParts[]): Promise<MetricsResult | undefined> {
  const parameters = new Parameters();
  const rows = await rowsOf(parameters, true);
  const cells = [...(rows === undefined ? [] : [cellsOf(wanted, rows)]), ...(known.length === 0 ? [] : [givenCells(wanted, known, originOf(wanted), parameters)])];
  if (cells.length === 0) return undefined;
  const keys = keyNames(wanted);
  const sets = ['()', ...(wanted.bucket === undefined ? [] : ['(index)']), ...(keys.length === 0 ? [] : ['(place)', ...(wanted.bucket === undefined ? [] : ['(place, index)'])])];
  const found = await query<Cell & Record<string, string | null>>(`
WITH cells AS MATERIALIZED (
  ${unionAll(cells, (it) => it)}
), shown AS (
  ${wanted.only === undefined ? largest(wanted, keys) : shownGroups(wanted.only, keys, parameters)}
), placed AS (
  SELECT cells.*, coalesce(place, -1) AS place FROM cells LEFT JOIN shown ON ${['true', ...keys.map((it) => `cells.${it} IS NOT DISTINCT FROM shown.${it}`)].join(' AND ')}
)
SELECT ${keys.length === 0 ? 'NULL::BIGINT AS ' : ''}place, ${wanted.bucket === undefined ? 'NULL::BIGINT AS ' : ''}index, ${[...keys.map((it) => `any_value(${it}) AS ${it}`), ...wanted.measures.map((it, i) => `${wholeOf(it, i)} AS v${i}`)].join(', ')},
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
  FROM (SELECT ${keys.join(', ')}, ${wholeOf(wanted.measures[0], 0)} AS first FROM cells GROUP BY ${keys.join(', ')}) QUALIFY place < ${integerLiteral(wanted.limit)}`;
}
