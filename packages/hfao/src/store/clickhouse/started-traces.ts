import type { Filter } from '../../model/filter/filter.js';
import type { Micros } from '../../model/time.js';
import { compileFilter } from './compile-filter.js';
import type { DeltaColumn } from './fold-deltas.js';
import type { Query } from './readers.js';
import type { Parameters } from './sql.js';
import { traceRow } from './trace-row.js';
import { tracesWithin, twinExcess, usesUsage, wholeTraces } from './whole-traces.js';

/** SELECT of at least these columns of the whole delta of every trace of the project that began in [from, to) and passes the filter. */
export async function startedTraces(query: Query, { where, ...extent }: { projectId: string; from: Micros; to: Micros; where?: Filter }, columns: readonly DeltaColumn[], parameters: Parameters): Promise<string> {
  const taken = new Set<DeltaColumn>(columns);
  const condition = where && compileFilter(where, traceRow({ projectId: extent.projectId, traces: tracesWithin(extent, parameters) }, parameters, (used) => { for (const it of used) taken.add(it); }), parameters);
  const traces = wholeTraces(extent, [...taken], parameters, usesUsage(taken) ? await twinExcess(query, extent) : undefined);
  return condition === undefined ? traces : `SELECT * FROM (${traces}) WHERE ${condition}`;
}
