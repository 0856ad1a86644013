import type { Filter } from '../../../model/filter/filter.js';
import { scoreName, usageColumn } from '../../metrics/measures.js';
import type { MetricsQuery } from '../../store.js';
import { KnownSums } from '../known-sums.js';
import type { Query } from '../readers.js';
import type { Segment } from '../segment.js';
import { holding } from '../segment.js';
import { Parameters } from '../sql.js';
import { twinExcess } from '../whole-traces.js';
import { cellsOf, type CellParts } from './cells.js';
import { metricRows } from './rows.js';

/** Of the figures of segments at rest, what each cell has. */
export type KnownCells = KnownSums<readonly CellParts[]>;

export const newKnownCells = (): KnownCells => new KnownSums({ sizeOf: (it) => it.length, mostOfOne: 5_000, most: 100_000 });

/** What is known of figures that add up, where rows are counted that no other segment has a say in. */
export async function knownCells(known: KnownCells, query: Query, all: readonly Segment[], projectId: string, wanted: MetricsQuery): Promise<ReadonlyMap<Segment, readonly CellParts[]>> {
  if (!isOfRowsAlone(wanted)) return new Map();
  const { subject, measures, group_by, where, bucket, from, to } = wanted;
  const last = subject === 'traces' ? (it: Segment) => it.deltasTo : (it: Segment) => it.to;
  const atRest = all.filter((it) => it.isFolded && it.projects.has(projectId) && it.from >= from && last(it) < to);
  const origin = originOf(wanted);
  const found = await known.of(JSON.stringify({ projectId, subject, measures, group_by, where, bucket, origin }), { all, atRest }, async (segment) => {
    const parameters = new Parameters();
    const rows = await metricRows({ query, projectId, wanted, parameters, segments: [segment], all: [], isGrouped: true });
    return query<CellParts>(cellsOf(wanted, rows!, origin), parameters);
  });
  if (found.size === 0 || subject !== 'observations' || !measures.some((it) => usageColumn(it) !== undefined)) return found;
  // A call that another segment has, too, counts but once: those segments are asked.
  const twins = [...(await twinExcess(query, { window: [...found.keys()], all, projectId })).keys()];
  const holders = new Set(holding([...found.keys()], projectId, twins));
  return new Map([...found].filter(([it]) => !holders.has(it)));
}

/** Where the buckets of known cells are counted from: the same for queries whose buckets begin at the same times. */
export const originOf = ({ from, bucket }: MetricsQuery) => (bucket === undefined ? 0 : from % bucket);

function isOfRowsAlone({ subject, measures, where }: MetricsQuery): boolean {
  return subject !== 'scores' && !measures.some((it) => scoreName(it) !== undefined) && (where === undefined || isOwn(where));
}

/** Whether it asks a row for nothing but itself. */
function isOwn(filter: Filter): boolean {
  switch (filter.kind) {
    case 'and': case 'or': return filter.of.every(isOwn);
    case 'not': return isOwn(filter.of);
    case 'related': return false;
    case 'text': return true;
    default: return filter.field.kind !== 'score';
  }
}
