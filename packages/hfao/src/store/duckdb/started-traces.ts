import type { Filter } from '../../model/filter/filter.js';
import type { Micros } from '../../model/time.js';
import { compileFilter } from './compile-filter.js';
import type { DeltaColumn } from './fold-deltas.js';
import type { Query } from './readers.js';
import type { Segment } from './segment.js';
import { timeLiteral, type Parameters } from './sql.js';
import { surroundingsOf } from './surroundings.js';
import { deltaColumnsOf, traceColumn, traceRow } from './trace-row.js';
import { twinExcess, usesUsage, wholeTraces, type Extent } from './whole-traces.js';

export interface Started { projectId: string; from: Micros; to: Micros; where?: Filter; /** As in {@link Extent}. */ known?: Extent['known']; /** Only traces that are nowhere else than in these segments. */ isAlone?: boolean }

/** SELECT of these columns of the summary of every trace of the project that began in [from, to) and passes the filter. Undefined when there can be none. */
export async function startedTraces(query: Query, all: readonly Segment[], { projectId, from, to, where, known, isAlone = false }: Started, names: readonly string[], parameters: Parameters): Promise<string | undefined> {
  const window = all.filter((it) => it.projects.has(projectId) && it.from < to && it.deltasTo >= from);
  if (window.length === 0) return undefined;
  const extent = { window, all: isAlone ? [] : all, projectId, known };
  const columns = new Set<DeltaColumn>(['start_time', ...names.flatMap(deltaColumnsOf)]);
  const conditions = [`start_time >= ${timeLiteral(from)}`, `start_time < ${timeLiteral(to)}`];
  if (where !== undefined) conditions.push(compileFilter(where, traceRow(surroundingsOf(extent), parameters, (used) => { for (const it of used) columns.add(it); }), parameters));
  const traces = wholeTraces(extent, [...columns], parameters, usesUsage(columns) ? await twinExcess(query, extent) : undefined);
  return `SELECT ${names.map((it) => `${traceColumn(it)} AS "${it}"`).join(', ')} FROM (${traces}) WHERE ${conditions.join(' AND ')}`;
}
