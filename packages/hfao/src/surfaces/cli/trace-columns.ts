import type { TraceSummary } from '../../model/trace.js';
import { count, duration, shortTime, usd } from './amounts.js';
import type { Column } from './table.js';
import { oneLine } from './terminal-text.js';

/** A list of traces as `query` and `tail` show it. */
export const TRACE_COLUMNS: Column<TraceSummary>[] = [
  { title: 'STARTED (UTC)', value: (it) => shortTime(it.start_time), optional: true },
  { title: 'STATUS', value: (it) => it.status, style: (it) => statusStyle(it.status) },
  { title: 'NAME', value: (it) => oneLine(it.name), shrinks: true },
  { title: 'TIME', value: (it) => duration(it.duration_ns), right: true },
  { title: 'STEPS', value: (it) => count(it.observation_count), right: true, optional: true },
  { title: 'ERRORS', value: (it) => (it.error_count === 0 ? '' : count(it.error_count)), right: true, style: () => 'red' },
  { title: 'TOKENS', value: (it) => count(it.total_tokens), right: true, optional: true },
  { title: 'COST', value: (it) => usd(it.total_cost_usd), right: true, optional: true },
  { title: 'TRACE', value: (it) => it.trace_id },
];

export const statusStyle = (status: string) => (status === 'error' ? 'red' : status === 'ok' ? 'green' : undefined);
