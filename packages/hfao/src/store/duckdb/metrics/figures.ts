import type { MetricKeys, MetricsQuery } from '../../store.js';
import { integerLiteral, type Parameters } from '../sql.js';

/** Writes the rows that figures are taken of, with the dimensions or as if there were none; undefined when there can be none. */
export type RowsOf = (parameters: Parameters, isGrouped: boolean) => Promise<string | undefined>;

/** @param from where buckets are counted from */
export const bucketOf = ({ bucket, ...wanted }: MetricsQuery, from = wanted.from) => (bucket === undefined ? 'NULL::BIGINT' : `(epoch_us(time) - ${integerLiteral(from)}) // ${integerLiteral(bucket)}`);

/** SELECT of groups by their keys, each with its place. */
export function shownGroups(groups: readonly MetricKeys[], keys: readonly string[], parameters: Parameters): string {
  if (groups.length === 0) return `SELECT ${keys.map((it) => `NULL::VARCHAR AS ${it}`).join(', ')}, -1 AS place WHERE false`;
  const places = groups.map((group, place) => `(${[...group.map((it) => (it === null ? 'NULL::VARCHAR' : `${parameters.text(it)}::VARCHAR`)), integerLiteral(place)].join(', ')})`);
  return `SELECT * FROM (VALUES ${places.join(', ')}) AS given(${[...keys, 'place'].join(', ')})`;
}
