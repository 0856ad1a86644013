import type { Filter, FilterField } from '../../../model/filter/filter.js';
import type { Figure } from '../../../model/metric-query.js';
import type { MetricsQuery } from '../../store.js';
import { COST_COLUMNS } from '../create-tables.js';

/** Whether all that a query of observations is about is in `observation_costs`, which has every row whose usage counts, and of it few columns. */
export function costsSuffice({ where, measures, group_by }: MetricsQuery): boolean {
  return where !== undefined && requiresCounted(where) && fieldsSuffice(where) && measures.every(measureSuffices) && group_by.every(isThere);
}

function requiresCounted(filter: Filter): boolean {
  if (filter.kind === 'and') return filter.of.some(requiresCounted);
  return filter.kind === 'compare' && filter.field.kind === 'column' && filter.field.name === 'usage_counted' && filter.op === '=' && filter.value === true;
}

function fieldsSuffice(filter: Filter): boolean {
  switch (filter.kind) {
    case 'and': case 'or': return filter.of.every(fieldsSuffice);
    case 'not': return fieldsSuffice(filter.of);
    case 'text': case 'related': return false;
    default: return isThere(filter.field);
  }
}

function measureSuffices(measure: Figure): boolean {
  return measure.kind === 'count' || (measure.kind === 'aggregate' && isThere(measure.field));
}

/** Scores are found by ids, which it has. */
const isThere = (field: FilterField) => field.kind === 'score' || (field.kind === 'column' && (COST_COLUMNS as readonly string[]).includes(field.name));
