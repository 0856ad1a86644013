import type { MetricFigures, MetricKeys, MetricsQuery, MetricsResult } from '../store.js';

/** What a query gives of each measure. */
export type Values = Record<`v${number}`, number | null>;

/** What an engine says of a group, by its place (-1: of all others, null: of the whole), in a bucket of time (null: at all times). */
export type Cell = Values & { place: number | null; index: number | null; /** How many groups it is about, at place -1. */ groups: number };

export const keyNames = ({ group_by }: MetricsQuery) => group_by.map((_, i) => `k${i}`);

export function figuresFrom(wanted: MetricsQuery, whole: Values, buckets: readonly (Values & { index: number | null })[]): MetricFigures {
  const valuesOf = (row: Values) => wanted.measures.map((_, i) => row[`v${i}`]);
  return { values: valuesOf(whole), buckets: buckets.map((it) => ({ start: wanted.from + it.index! * wanted.bucket!, values: valuesOf(it) })) };
}

/** @param cells by bucket, what is at all times first @returns undefined where nothing is at this place */
export function figuresAt<T extends Omit<Cell, 'groups'>>(wanted: MetricsQuery, cells: readonly T[], place: number | null): { first: T; figures: MetricFigures } | undefined {
  const [first, ...buckets] = cells.filter((it) => it.place === place);
  return first && { first, figures: figuresFrom(wanted, first, buckets) };
}

/** The groups with these keys, each at its place, and the rest. @param cells as in {@link figuresAt} */
export function groupFigures(wanted: MetricsQuery, groups: readonly MetricKeys[], cells: readonly Cell[]): Pick<MetricsResult, 'groups' | 'others'> {
  const others = figuresAt(wanted, cells, -1);
  return {
    groups: groups.map((keys, place) => ({ keys, ...figuresAt(wanted, cells, place)?.figures ?? nothing(wanted) })),
    ...(others !== undefined && { others: { groups: others.first.groups, ...others.figures } }),
  };
}

/** Counts are zero where there is nothing, all else is absent. */
export function nothing({ measures }: MetricsQuery): MetricFigures {
  return { values: measures.map((it) => (it.kind === 'count' || it.kind === 'errors' || (it.kind === 'aggregate' && (it.aggregate === 'count' || it.aggregate === 'distinct')) ? 0 : null)), buckets: [] };
}
