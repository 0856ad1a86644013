import { TEXT_FIELDS } from '../../model/filter/fields.js';
import type { GroupKey } from '../trace-delta.js';
import type { FilterRow } from './compile-filter.js';
import type { DeltaColumn } from './fold-deltas.js';
import { groupColumn } from './group-traces.js';
import { fulfilling, standingScores, type Surroundings } from './observation-row.js';
import type { Parameters } from './sql.js';

const LISTS = new Set(['environments', 'user_ids', 'models', 'agents', 'tags']);

/**
 * A session or a user, given as the group of its whole traces' deltas: every column is an aggregate, and so is whether one of its traces has a score or a related observation.
 * @param used is told of each column of the deltas that the filter takes
 */
export function groupRow(key: GroupKey, surroundings: Surroundings, parameters: Parameters, used: (columns: readonly DeltaColumn[]) => void): FilterRow {
  const someTrace = (traces: string) => {
    used(['trace_id']);
    return `bool_or(trace_id IN (${traces}))`;
  };
  return {
    column(name) {
      const { expression, takes } = groupColumn(name);
      used(takes);
      return expression;
    },
    map: () => { throw new TypeError(`a ${key} has no attributes of its own`); },
    scored: (condition) => someTrace(`SELECT trace_id FROM (${standingScores(surroundings, parameters)}) WHERE ${condition}`),
    related(relation, of) {
      if (relation !== 'any') throw new TypeError(`a ${key} has no ${relation}`);
      return someTrace(fulfilling(of, 'trace_id', surroundings, parameters));
    },
    texts: TEXT_FIELDS[key === 'session_id' ? 'session' : 'user'].map((name) => ({ name, isList: LISTS.has(name) })),
  };
}
