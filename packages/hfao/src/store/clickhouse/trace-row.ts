import { TEXT_FIELDS } from '../../model/filter/fields.js';
import { CONTEXT_COLUMNS } from '../trace-delta.js';
import type { FilterRow } from './compile-filter.js';
import type { DeltaColumn } from './fold-deltas.js';
import { fulfilling, standingScores, type Surroundings } from './observation-row.js';
import { microsOf, type Parameters } from './sql.js';

const DURATION = `(${microsOf('end_time')} - ${microsOf('start_time')})`;

/** What a summary shows, from the columns of a whole trace's delta; anything else is the column of its name. */
const SHOWN: Record<string, string> = {
  status: "multiIf(is_root, status, error_count > 0, 'error', 'unset')",
  duration_ns: `${DURATION} * 1000`,
  duration_ms: `${DURATION} / 1000`,
  has_errors: 'error_count > 0',
  ...Object.fromEntries(CONTEXT_COLUMNS.map((it) => [it, `ifNull(${it}, any_${it})`])),
};

const LISTS = new Set(['models', 'agents', 'tags']);

/** A column of a trace's summary, as an expression on a whole trace's delta. */
export const traceColumn = (name: string) => `(${SHOWN[name] ?? `"${name}"`})`;

/** The columns of the delta that such an expression takes. */
export function deltaColumnsOf(name: string): DeltaColumn[] {
  if (name === 'status') return ['is_root', 'status', 'error_count'];
  if (name.startsWith('duration_')) return ['start_time', 'end_time'];
  if (name === 'has_errors') return ['error_count'];
  const context = CONTEXT_COLUMNS.find((it) => it === name);
  return context === undefined ? [name as DeltaColumn] : [context, `any_${context}`];
}

/** A trace, given as its whole delta. @param used is told of each column of the delta that the filter takes */
export function traceRow(surroundings: Surroundings, parameters: Parameters, used: (columns: readonly DeltaColumn[]) => void): FilterRow {
  const mine = (traces: string) => {
    used(['trace_id']);
    return `trace_id IN (${traces})`;
  };
  return {
    column(name) {
      used(deltaColumnsOf(name));
      return traceColumn(name);
    },
    map: () => { throw new TypeError('a trace has no attributes of its own'); },
    scored: (condition) => mine(`SELECT trace_id FROM (${standingScores(surroundings, parameters)}) WHERE ${condition}`),
    related(relation, of) {
      if (relation !== 'any') throw new TypeError(`a trace has no ${relation}`);
      return mine(fulfilling(of, 'trace_id', surroundings, parameters));
    },
    texts: TEXT_FIELDS.trace.map((name) => ({ name, isList: LISTS.has(name) })),
  };
}
