import { DELTA_COLUMNS, type Fold } from '../trace-delta.js';

/** The columns of trace_deltas, in order. */
export const DELTA_COLUMN_NAMES = DELTA_COLUMNS.map(([name]) => `"${name}"`).join(', ');

/**
 * SELECT of one row a trace from rows of trace_deltas, with the same columns: each folded as {@link DELTA_COLUMNS} says.
 * @param source a relation with these columns, of one project
 * @param having a condition on the aggregated trace, where only some are wanted
 */
export function foldedDeltas(source: string, having?: string): string {
  const folded = DELTA_COLUMNS.filter(([, , fold]) => fold !== 'head' && fold !== 'error').map(([name, kind, fold]) => `${aggregate(name, kind === 'int', fold)} AS "${name}"`);
  return `SELECT ${DELTA_COLUMNS.map(([name, , fold]) => (fold === 'head' || fold === 'error' ? `${fold}."${name}" AS "${name}"` : `"${name}"`)).join(', ')}
FROM (
  SELECT ${folded.join(', ')},
    arg_min(${struct('head')}, {root: NOT is_root, start: head_start_time, id: head_id}) AS head,
    arg_min(${struct('error')}, {start: error_start_time, id: error_id}) FILTER (error_start_time IS NOT NULL) AS error
  FROM (${source})
  GROUP BY project_id, trace_id${having === undefined ? '' : `\n  HAVING ${having}`}
)`;
}

const struct = (fold: Fold) => `{${DELTA_COLUMNS.filter((it) => it[2] === fold).map(([name]) => `"${name}": "${name}"`).join(', ')}}`;

function aggregate(name: string, isInteger: boolean, fold: Fold): string {
  switch (fold) {
    case 'sum': return total(name, isInteger, '');
    case 'usage': return `CASE WHEN sum(counted) > 0 THEN ${total(name, isInteger, ' FILTER (counted > 0)')} ELSE max("${name}") END`;
    case 'union': return `list_sort(list_distinct(flatten(list("${name}") FILTER ("${name}" IS NOT NULL))))`;
    case 'min': case 'max': return `${fold}("${name}")`;
    default: return `"${name}"`;
  }
}

/** Sums of integers are 128 bits wide: clamped, one absurd span cannot make every list fail. */
function total(name: string, isInteger: boolean, filter: string): string {
  const sum = `sum("${name}")${filter}`;
  return isInteger ? `(CASE WHEN ${sum} > ${Number.MAX_SAFE_INTEGER} THEN ${Number.MAX_SAFE_INTEGER} ELSE ${sum} END)::BIGINT` : sum;
}
