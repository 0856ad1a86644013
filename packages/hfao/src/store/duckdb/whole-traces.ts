import { USAGE_COLUMNS, type Usage } from '../../model/usage.js';
import { twinUsage } from '../counted-calls.js';
import { foldedDeltas, foldSources, MAY_HAVE_TWINS, type DeltaColumn } from './fold-deltas.js';
import type { Query } from './readers.js';
import type { Segment } from './segment.js';
import { Parameters, unionAll } from './sql.js';

/** Some segments, and all that a read knows of: where the rest of their traces may be. With none in `all`, only what is nowhere else is read. */
export interface Extent { window: readonly Segment[]; all: readonly Segment[]; projectId: string; /** Those of the window, all folded, of which nothing is wanted but the traces that are elsewhere, too. */ known?: ReadonlySet<Segment> }

/** By trace, what sums have too much because twins of calls came in different batches (counted-calls.ts). */
export type TwinExcess = ReadonlyMap<string, Partial<Record<keyof Usage, number>>>;

/**
 * SELECT of these columns of every trace of the project that has a delta in the window, one row each, folded from wherever its deltas are.
 * Only traces that may have several deltas are folded: to group all of them takes ten times as long as to read them.
 * @param excess of {@link twinExcess}, where a column of usage is among them
 */
export function wholeTraces(extent: Extent, columns: readonly DeltaColumn[], parameters: Parameters, excess: TwinExcess = new Map()): string {
  const names = columns.map((it) => `"${it}"`).join(', ');
  const project = `project_id = ${parameters.text(extent.projectId)}`;
  const { spread, isSpread } = spreadTraces(extent, parameters);
  const folded = extent.window.filter((it) => it.isFolded && extent.known?.has(it) !== true);
  const parts = folded.length === 0 ? [] : [`SELECT ${names} FROM (
${unionAll(folded, ({ database }) => `SELECT ${[...new Set([...columns, 'trace_id'])].join(', ')} FROM ${database}.trace_deltas WHERE ${project}`)}
)${spread.length === 0 ? '' : ` WHERE NOT ${isSpread()}`}`];
  const several = severalDeltas(extent, spread, isSpread, project, foldSources(columns));
  if (several !== undefined) parts.push(corrected(foldedDeltas(several, [...new Set([...columns, 'trace_id' as const])]), columns, excess, parameters));
  return parts.length === 0 ? `SELECT ${names} FROM ${extent.window[0].database}.trace_deltas WHERE ${project} AND false` : parts.join('\nUNION ALL\n');
}

export const usesUsage = (columns: ReadonlySet<DeltaColumn>) => USAGE_COLUMNS.some((it) => columns.has(it));

/** Of the traces with a delta in the window. */
export async function twinExcess(query: Query, extent: Extent): Promise<TwinExcess> {
  const parameters = new Parameters();
  const project = `project_id = ${parameters.text(extent.projectId)} AND calls IS NOT NULL`;
  const { spread, isSpread } = spreadTraces(extent, parameters);
  const several = severalDeltas(extent, spread, isSpread, project, ['trace_id', 'calls']);
  if (several === undefined) return new Map();
  const traces = await query<{ trace_id: string; calls: string[] }>(`
SELECT trace_id, calls FROM (SELECT trace_id, flatten(list(calls)) AS calls FROM (${several}) GROUP BY trace_id HAVING count(*) > 1) WHERE ${MAY_HAVE_TWINS}`, parameters);
  return new Map(traces.flatMap(({ trace_id, calls }) => {
    const excess = twinUsage(calls);
    return excess === undefined ? [] : [[trace_id, excess] as const];
  }));
}

/** The ids of the window's traces that are in several segments, and the condition to be one of them. */
function spreadTraces({ window }: Extent, parameters: Parameters): { spread: string[]; isSpread: () => string } {
  const spread = [...new Set(window.flatMap((it) => [...it.spread]))];
  let placeholder: string | undefined;
  return { spread, isSpread: () => `trace_id IN (SELECT unnest(${placeholder ??= parameters.texts(spread)}))` };
}

/** The deltas of all traces in the window that may have several. */
function severalDeltas({ window, all }: Extent, spread: readonly string[], isSpread: () => string, condition: string, columns: readonly DeltaColumn[]): string | undefined {
  const open = window.filter((it) => !it.isFolded);
  const others = all.filter((it) => !open.includes(it) && spread.some((id) => it.spread.has(id)));
  const names = columns.map((it) => `"${it}"`).join(', ');
  const deltas = ({ database }: Segment) => `SELECT ${names} FROM ${database}.trace_deltas WHERE ${condition}`;
  // One table of ids for all segments: each takes a megabyte.
  const parts = [...open.map(deltas), ...(others.length === 0 ? [] : [`SELECT ${names} FROM (\n${unionAll(others, deltas)}\n) WHERE ${isSpread()}`])];
  return parts.length === 0 ? undefined : parts.join('\nUNION ALL\n');
}

function corrected(traces: string, columns: readonly DeltaColumn[], excess: TwinExcess, parameters: Parameters): string {
  const usage = USAGE_COLUMNS.filter((it) => columns.includes(it));
  const names = columns.map((it) => `"${it}"`);
  if (excess.size === 0 || usage.length === 0) return `SELECT ${names.join(', ')} FROM (${traces})`;
  const ids = parameters.texts([...excess.keys()]);
  const tooMuch = usage.map((it) => `unnest(${parameters.numbers([...excess.values()].map((of) => of[it] ?? 0))}) AS "more_${it}"`);
  const shown = columns.map((it) => {
    if (!(usage as readonly string[]).includes(it)) return `"${it}"`;
    const rest = `("${it}" - "more_${it}")${it.endsWith('_usd') ? '' : '::BIGINT'}`;
    return `CASE WHEN "more_${it}" IS NULL THEN "${it}" ELSE ${rest} END AS "${it}"`;
  });
  return `SELECT ${shown.join(', ')} FROM (${traces}) LEFT JOIN (SELECT unnest(${ids}) AS twin_trace_id, ${tooMuch.join(', ')}) ON trace_id = twin_trace_id`;
}
