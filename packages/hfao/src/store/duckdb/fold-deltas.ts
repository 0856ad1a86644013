import { DELTA_COLUMNS, type Fold, type TraceDelta } from '../trace-delta.js';

export type DeltaColumn = keyof TraceDelta;

const ALL_COLUMNS: readonly DeltaColumn[] = DELTA_COLUMNS.map(([name]) => name);

/** The columns of trace_deltas, in order. */
export const DELTA_COLUMN_NAMES = ALL_COLUMNS.map((name) => `"${name}"`).join(', ');

/** What else it takes to fold a column. */
const FOLDED_BY: Partial<Record<Fold, readonly DeltaColumn[]>> = { head: ['is_root', 'head_start_time', 'head_id'], error: ['error_start_time', 'error_id'], usage: ['counted'] };

/**
 * SELECT of one row a trace from rows of trace_deltas, with these columns: each folded as {@link DELTA_COLUMNS} says.
 * @param source a relation, of one project, with at least the {@link foldSources} of the columns
 */
export function foldedDeltas(source: string, columns: readonly DeltaColumn[] = ALL_COLUMNS): string {
  const wanted = DELTA_COLUMNS.filter(([name]) => columns.includes(name));
  const folded = wanted.filter(([, , fold]) => fold !== 'head' && fold !== 'error').map(([name, kind, fold]) => `${aggregate(name, kind === 'int', fold)} AS "${name}"`);
  const chosen = (['head', 'error'] as const).filter((fold) => wanted.some((it) => it[2] === fold)).map((fold) => `${CHOICES[fold](struct(wanted, fold))} AS ${fold}`);
  return `SELECT ${wanted.map(([name, , fold]) => (fold === 'head' || fold === 'error' ? `${fold}."${name}" AS "${name}"` : `"${name}"`)).join(', ')}
FROM (
  SELECT ${[...folded, ...chosen].join(', ')}
  FROM (${source})
  GROUP BY project_id, trace_id
)`;
}

/** The columns of trace_deltas that folding these takes. */
export function foldSources(columns: readonly DeltaColumn[] = ALL_COLUMNS): DeltaColumn[] {
  const needed = DELTA_COLUMNS.filter(([name]) => columns.includes(name)).flatMap(([name, , fold]) => [name, ...(FOLDED_BY[fold] ?? [])]);
  return [...new Set<DeltaColumn>(['project_id', 'trace_id', ...needed])];
}

const CHOICES = {
  head: (values: string) => `arg_min(${values}, {root: NOT is_root, start: head_start_time, id: head_id})`,
  error: (values: string) => `arg_min(${values}, {start: error_start_time, id: error_id}) FILTER (error_start_time IS NOT NULL)`,
};

const struct = (columns: typeof DELTA_COLUMNS, fold: Fold) => `{${columns.filter((it) => it[2] === fold).map(([name]) => `"${name}": "${name}"`).join(', ')}}`;

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

/** Whether among the `calls` of a trace one is the parent of another: only such can be twins. */
export const MAY_HAVE_TWINS = "list_has_any(list_transform(calls, lambda call: split_part(call, ' ', 1)), list_transform(calls, lambda call: split_part(call, ' ', 2)))";
