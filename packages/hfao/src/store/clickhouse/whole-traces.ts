import type { Micros } from '../../model/time.js';
import { USAGE_COLUMNS, type Usage } from '../../model/usage.js';
import { twinUsage } from '../counted-calls.js';
import { foldedDeltas, type DeltaColumn } from './fold-deltas.js';
import type { Query } from './readers.js';
import { Parameters, timeLiteral } from './sql.js';

/** The traces of a project that began within [from, to). */
export interface Extent { projectId: string; from?: Micros; to?: Micros }

/** By trace, what sums have too much because twins of calls came in different batches (counted-calls.ts). */
export type TwinExcess = ReadonlyMap<string, Partial<Record<keyof Usage, number>>>;

/**
 * SELECT of the deltas that count of some traces: of each trace those of its highest generation. Few traces have more than one.
 * @param project the placeholder of the project
 * @param traces a condition that all deltas of a trace fulfil, or none
 */
export function liveDeltas(project: string, traces: string): string {
  const later = `FROM trace_deltas WHERE project_id = ${project} AND generation > 0`;
  return `SELECT * FROM trace_deltas WHERE project_id = ${project} AND ${traces}
  AND if(generation = 0, trace_id NOT IN (SELECT trace_id ${later}), (trace_id, generation) IN (SELECT trace_id, max(generation) ${later} GROUP BY trace_id))`;
}

/**
 * SELECT of these columns of every trace that began within the extent, one row each, with columns as the table has them.
 * @param excess of {@link twinExcess}, where a column of usage is among them
 * @param among a condition that all deltas of a trace fulfil, or none: those of no other are read
 */
export function wholeTraces(extent: Extent, columns: readonly DeltaColumn[], parameters: Parameters, excess: TwinExcess = new Map(), among = tracesWithin(extent, parameters)): string {
  const traces = foldedDeltas(liveDeltas(parameters.text(extent.projectId), among), columns.includes('trace_id') ? columns : [...columns, 'trace_id'], bounds(extent, 'min(start_time)').join(' AND ') || undefined);
  const usage = USAGE_COLUMNS.filter((it) => columns.includes(it));
  if (excess.size === 0 || usage.length === 0) return traces;
  const ids = parameters.texts([...excess.keys()]);
  const rest = usage.map((it) => `"${it}" - ${it.endsWith('_usd') ? '' : 'toInt64'}(transform(trace_id, ${ids}, ${parameters.numbers([...excess.values()].map((of) => of[it] ?? 0))}, 0.)) AS "${it}"`);
  return `SELECT * REPLACE (${rest.join(', ')}) FROM (${traces})`;
}

/** A condition that every observation and every delta of a trace of the extent fulfils, and of others all or none. */
export function tracesWithin({ projectId, ...extent }: Extent, parameters: Parameters): string {
  const conditions = bounds(extent, 'start_time');
  return conditions.length === 0 ? 'true' : `trace_id IN (SELECT trace_id FROM trace_deltas WHERE ${[`project_id = ${parameters.text(projectId)}`, ...conditions].join(' AND ')})`;
}

/** Likewise of the traces that have an observation which began within the extent. */
export function tracesTouching({ projectId, from, to }: Extent, parameters: Parameters): string {
  const conditions = [...bounds({ to }, 'start_time'), ...bounds({ from }, 'last_start_time')];
  return conditions.length === 0 ? 'true' : `trace_id IN (SELECT trace_id FROM trace_deltas WHERE ${[`project_id = ${parameters.text(projectId)}`, ...conditions].join(' AND ')})`;
}

export const usesUsage = (columns: Iterable<string>) => [...columns].some((it) => (USAGE_COLUMNS as readonly string[]).includes(it));

/** @param among as of {@link wholeTraces} */
export async function twinExcess(query: Query, extent: Extent, among: (parameters: Parameters) => string = (it) => tracesWithin(extent, it)): Promise<TwinExcess> {
  const parameters = new Parameters();
  const traces = await query<{ trace_id: string; calls: string[] }>(`
SELECT trace_id, calls FROM (
  SELECT trace_id, arrayFlatten(groupArray(calls)) AS calls FROM (${liveDeltas(parameters.text(extent.projectId), among(parameters))}) WHERE notEmpty(calls) GROUP BY trace_id HAVING count() > 1
) WHERE hasAny(${wordsOfCalls(1)}, ${wordsOfCalls(2)})`, parameters);
  return new Map(traces.flatMap(({ trace_id, calls }) => {
    const excess = twinUsage(calls);
    return excess === undefined ? [] : [[trace_id, excess] as const];
  }));
}

/** Of a call that is its own id and its parent's: only where one is the other's parent can be twins. */
const wordsOfCalls = (place: number) => `arrayMap(it -> splitByChar(' ', it)[${place}], calls)`;

function bounds({ from, to }: Pick<Extent, 'from' | 'to'>, start: string): string[] {
  return [...(from === undefined ? [] : [`${start} >= ${timeLiteral(from)}`]), ...(to === undefined ? [] : [`${start} < ${timeLiteral(to)}`])];
}
