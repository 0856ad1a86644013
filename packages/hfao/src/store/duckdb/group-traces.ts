import { COST_COLUMNS, TOKEN_COLUMNS } from '../../model/usage.js';
import { deltaColumnsOf, traceColumn } from './trace-row.js';
import type { DeltaColumn } from './fold-deltas.js';

const LISTS = { environments: 'environment', user_ids: 'user_id' } as const;

/** A column of a session's or user's summary, as an aggregate over its traces; of anything that is no total, the column of its name (the key). */
export function groupColumn(name: string): { expression: string; takes: readonly DeltaColumn[] } {
  const of = (column: string, write: (expression: string) => string) => ({ expression: `(${write(traceColumn(column))})`, takes: deltaColumnsOf(column) });
  switch (name) {
    case 'trace_count': return { expression: 'count(*)', takes: [] };
    case 'failed_trace_count': return of('status', (it) => `count(*) FILTER (${it} = 'error')`);
    case 'session_count': return of('session_id', (it) => `count(DISTINCT ${it})`);
    case 'start_time': return of('start_time', (it) => `min(${it})`);
    case 'last_trace_time': return of('start_time', (it) => `max(${it})`);
    case 'end_time': return of('end_time', (it) => `max(${it})`);
    case 'duration_ns': return { expression: '((epoch_us(max(end_time)) - epoch_us(min(start_time))) * 1000)', takes: ['start_time', 'end_time'] };
    case 'duration_ms': return { expression: '((epoch_us(max(end_time)) - epoch_us(min(start_time))) / 1000::DOUBLE)', takes: ['start_time', 'end_time'] };
    case 'has_errors': return of('error_count', (it) => `sum(${it}) > 0`);
    case 'observation_count': case 'error_count': return of(name, wholeTotal);
    case 'models': case 'agents': case 'tags': return of(name, (it) => `list_sort(list_distinct(flatten(list(${it}) FILTER (${it} IS NOT NULL))))`);
    case 'environments': case 'user_ids': return of(LISTS[name], (it) => `list_sort(list(DISTINCT ${it}) FILTER (${it} IS NOT NULL))`);
    default:
      if ((TOKEN_COLUMNS as readonly string[]).includes(name)) return of(name, wholeTotal);
      if ((COST_COLUMNS as readonly string[]).includes(name)) return of(name, (it) => `sum(${it})`);
      return of(name, (it) => it);
  }
}

/** Clamped, one absurd span cannot make every list fail. */
const wholeTotal = (expression: string) => `(CASE WHEN sum(${expression}) > ${Number.MAX_SAFE_INTEGER} THEN ${Number.MAX_SAFE_INTEGER} ELSE sum(${expression}) END)::BIGINT`;
