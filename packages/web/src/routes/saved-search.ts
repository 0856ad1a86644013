import type { SavedView } from '../api/views';
import { PRESETS, rangeFrom, searchOf, type RangeSearch, type TimeRange } from '../ui/time-range';

type Looks = Pick<SavedView, 'where' | 'columns' | 'range'>;
const UNIT_MS = { s: 1000, m: 60_000, h: 3600_000, d: 86400_000, w: 7 * 86400_000 };

/** A list as it stands in the address, as a view keeps it. What is relative stays so. */
export function looksOf(where: string, range: TimeRange, cols: string | undefined): Looks {
  return {
    where, columns: columnsIn(cols) ?? null,
    range: range.kind === 'preset' ? { from: range.preset, to: null } : { from: new Date(range.from).toISOString(), to: new Date(range.to).toISOString() },
  };
}

/** The address of a view: every key that a view decides, so that it takes the place of what was there. */
export function addressOf(view: Looks, now: number): RangeSearch & { where: string | undefined; cols: string | undefined } {
  return { ...(view.range === null ? { range: undefined, from: undefined, to: undefined } : rangeOf(view.range, now)), where: view.where === '' ? undefined : view.where, cols: view.columns?.join(',') };
}

function rangeOf({ from, to }: NonNullable<Looks['range']>, now: number): RangeSearch {
  if (from !== null && to === null && from in PRESETS) return searchOf(rangeFrom({ range: from }));
  const start = from === null ? 0 : timeOf(from, now);
  const end = to === null ? now : timeOf(to, now);
  return Number.isNaN(start) || Number.isNaN(end) ? searchOf(rangeFrom({})) : searchOf({ kind: 'fixed', from: start, to: end });
}

/** A time as the API takes it: a span before now, or a point. */
function timeOf(text: string, now: number): number {
  const span = /^(\d+(?:\.\d+)?)([smhdw])$/.exec(text);
  return span === null ? Date.parse(text) : now - Number(span[1]) * UNIT_MS[span[2] as keyof typeof UNIT_MS];
}

export const sameLooks = (a: Looks, b: Looks) => a.where === b.where && JSON.stringify(a.columns) === JSON.stringify(b.columns) && JSON.stringify(a.range) === JSON.stringify(b.range);

export const columnsIn = (cols: string | undefined): string[] | undefined => (cols === undefined ? undefined : cols.split(','));
