import { DELTA_COLUMNS, type Fold, type TraceDelta } from '../trace-delta.js';
import { readable } from './sql.js';

export type DeltaColumn = keyof TraceDelta;
type Column = (typeof DELTA_COLUMNS)[number];

const ALL_COLUMNS: readonly DeltaColumn[] = DELTA_COLUMNS.map(([name]) => name);

/** SELECT of one row a trace from rows of trace_deltas, as readRows gives it out: each column folded as {@link DELTA_COLUMNS} says. @param source as of {@link folded} */
export function foldedDeltas(source: string): string {
  return `SELECT ${readable(DELTA_COLUMNS.map(([name, kind]) => [name, kind]))} FROM (${folded(source)})`;
}

/**
 * The same for statements that go on with it: with columns as the table has them.
 * @param source a relation with the columns of trace_deltas, of one project, of each trace those that count; it reads no column that is not wanted
 * @param having a condition on the aggregated trace, where only some are wanted
 */
export function folded(source: string, wanted: readonly DeltaColumn[] = ALL_COLUMNS, having?: string): string {
  const columns = DELTA_COLUMNS.filter(([name]) => wanted.includes(name));
  const namesOf = (fold: Fold) => columns.filter((it) => it[2] === fold).map(([name]) => `"${name}"`);
  const tuples = (['head', 'error'] as const).filter((it) => namesOf(it).length > 0).map((it) => `, tuple(${namesOf(it).join(', ')}) AS ${it}_values`);
  return `SELECT ${columns.map((it) => `${aggregated(it, namesOf(it[2]))} AS "${it[0]}"`).join(', ')}
FROM (SELECT *${tuples.join('')} FROM (${source}))
GROUP BY project_id, trace_id${having === undefined ? '' : ` HAVING ${having}`}`;
}

/** A tuple is taken whole, with what is NULL in it; bare NULLs would be passed over. */
const CHOSEN = {
  head: 'argMin(head_values, tuple(NOT is_root, head_start_time, head_id))',
  error: 'argMinIf(error_values, tuple(error_start_time, error_id), error_start_time IS NOT NULL)',
};

function aggregated([name, kind, fold]: Column, together: readonly string[]): string {
  switch (fold) {
    case 'sum': return total(name, kind === 'int');
    case 'usage': return `if(sum(counted) > 0, ${total(name, kind === 'int', 'counted > 0')}, max("${name}"))`;
    case 'union': return `arraySort(groupUniqArrayArray("${name}"))`;
    case 'min': case 'max': return `${fold}("${name}")`;
    case 'head': case 'error': return `${CHOSEN[fold]}.${together.indexOf(`"${name}"`) + 1}`;
    case 'key': return `"${name}"`;
  }
}

/** Sums of 64-bit integers would wrap around: added wider, and clamped, one absurd span cannot make every list wrong. */
function total(name: string, isInteger: boolean, condition?: string): string {
  const value = isInteger ? `toInt128("${name}")` : `"${name}"`;
  const sum = condition === undefined ? `sum(${value})` : `sumIf(${value}, ${condition})`;
  return isInteger ? clamped(sum) : sum;
}

export const clamped = (sum: string) => `toInt64(if(${sum} > ${Number.MAX_SAFE_INTEGER}, ${Number.MAX_SAFE_INTEGER}, ${sum}))`;
