import { DELTA_COLUMNS, type TraceDelta } from '../trace-delta.js';

export type DeltaColumn = keyof TraceDelta;
type Column = (typeof DELTA_COLUMNS)[number];

/**
 * SELECT of one row a trace from rows of trace_deltas, with these columns as the table has them: each folded as {@link DELTA_COLUMNS} says.
 * @param source a relation with the columns of trace_deltas, of one project, of each trace those that count; it reads no column that is not wanted
 * @param having a condition on the aggregated trace, where only some are wanted
 */
export function foldedDeltas(source: string, wanted: readonly DeltaColumn[], having?: string): string {
  const columns = DELTA_COLUMNS.filter(([name]) => wanted.includes(name));
  const keys = (['head', 'error'] as const).filter((fold) => columns.some((it) => it[2] === fold)).map((it) => `, ${KEYS[it]} AS ${it}_key`);
  return `SELECT ${columns.map((it) => `${aggregated(it)} AS "${it[0]}"`).join(', ')}
FROM (SELECT *${keys.join('')} FROM (${source}))
GROUP BY project_id, trace_id${having === undefined ? '' : ` HAVING ${having}`}`;
}

/** One number for (root or not, start, id): to compare tuples takes six times as long. An id is 16 hex digits, 64 bits; a time has 54 with its sign. */
const KEYS = {
  head: `if(is_root, toInt128(0), bitShiftLeft(toInt128(1), 120)) + ${placeOf('head_start_time', 'head_id')}`,
  error: placeOf('error_start_time', 'error_id'),
};

function placeOf(time: string, id: string): string {
  return `bitShiftLeft(toInt128(toUnixTimestamp64Micro(${time}) + ${Number.MAX_SAFE_INTEGER}), 64) + toInt128(reinterpretAsUInt64(reverse(unhex(${id}))))`;
}

/** What is NULL there is told apart: an aggregate passes over it. */
function chosen(name: string, key: string, isNullable: boolean): string {
  return isNullable ? `if(argMin("${name}" IS NULL, ${key}), NULL, argMin(assumeNotNull("${name}"), ${key}))` : `argMin("${name}", ${key})`;
}

const NEVER_NULL = new Set<DeltaColumn>(['is_root', 'head_start_time', 'head_id', 'name', 'status']);

function aggregated([name, kind, fold]: Column): string {
  switch (fold) {
    case 'sum': return total(name, kind === 'int');
    case 'usage': return `if(sum(counted) > 0, ${total(name, kind === 'int', 'counted > 0')}, max("${name}"))`;
    case 'union': return `arraySort(groupUniqArrayArray("${name}"))`;
    case 'min': case 'max': return `${fold}("${name}")`;
    case 'head': return chosen(name, 'head_key', !NEVER_NULL.has(name));
    // Where nothing failed there is no key, and nothing is chosen.
    case 'error': return `if(countIf(error_start_time IS NOT NULL) = 0, NULL, ${chosen(name, 'error_key', true)})`;
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
