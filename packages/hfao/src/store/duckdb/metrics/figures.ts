import type { MetricFigures, MetricKeys, MetricsQuery } from '../../store.js';
import { integerLiteral, type Parameters } from '../sql.js';

/** What a query gives of each measure. */
export type Values = Record<`v${number}`, number | null>;

/** Writes the rows that figures are taken of, with the dimensions or as if there were none; undefined when there can be none. */
export type RowsOf = (parameters: Parameters, isGrouped: boolean) => Promise<string | undefined>;

export const keyNames = ({ group_by }: MetricsQuery) => group_by.map((_, i) => `k${i}`);

export const bucketOf = ({ from, bucket }: MetricsQuery) => (bucket === undefined ? 'NULL::BIGINT' : `(epoch_us(time) - ${integerLiteral(from)}) // ${integerLiteral(bucket)}`);

/** SELECT of groups by their keys, each with its place. */
export function shownGroups(groups: readonly MetricKeys[], keys: readonly string[], parameters: Parameters): string {
  if (groups.length === 0) return `SELECT ${keys.map((it) => `NULL::VARCHAR AS ${it}`).join(', ')}, -1 AS place WHERE false`;
  const places = groups.map((group, place) => `(${[...group.map((it) => (it === null ? 'NULL::VARCHAR' : `${parameters.text(it)}::VARCHAR`)), integerLiteral(place)].join(', ')})`);
  return `SELECT * FROM (VALUES ${places.join(', ')}) AS given(${[...keys, 'place'].join(', ')})`;
}

export function figuresFrom(wanted: MetricsQuery, whole: Values, buckets: readonly (Values & { index: number | null })[]): MetricFigures {
  const valuesOf = (row: Values) => wanted.measures.map((_, i) => row[`v${i}`]);
  return { values: valuesOf(whole), buckets: buckets.map((it) => ({ start: wanted.from + it.index! * wanted.bucket!, values: valuesOf(it) })) };
}

/** Counts are zero where there is nothing, all else is absent. */
export function nothing({ measures }: MetricsQuery): MetricFigures {
  return { values: measures.map((it) => (it.kind === 'count' || it.kind === 'errors' || (it.kind === 'aggregate' && (it.aggregate === 'count' || it.aggregate === 'distinct')) ? 0 : null)), buckets: [] };
}
