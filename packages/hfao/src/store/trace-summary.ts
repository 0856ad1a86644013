import type { Status } from '../model/observation.js';
import type { Score } from '../model/score.js';
import { isoTime } from '../model/time.js';
import type { TraceSummary } from '../model/trace.js';
import { USAGE_COLUMNS } from '../model/usage.js';
import { twinUsage } from './counted-calls.js';
import { CONTEXT_COLUMNS, type TraceDelta } from './trace-delta.js';

/** A whole trace's delta, that is all its deltas folded, as lists show it. */
export function traceSummary(trace: TraceDelta, scores: Score[]): TraceSummary {
  const context = Object.fromEntries(CONTEXT_COLUMNS.map((name) => [name, trace[name] ?? trace[`any_${name}`]]));
  const excess = twinUsage(trace.calls);
  const usage = Object.fromEntries(USAGE_COLUMNS.map((name) => [name, excess === undefined || trace[name] === null ? trace[name] : trace[name] - (excess[name] ?? 0)]));
  return {
    trace_id: trace.trace_id,
    name: trace.name,
    status: traceStatus(trace),
    start_time: isoTime(trace.start_time),
    end_time: isoTime(trace.end_time),
    duration_ns: (trace.end_time - trace.start_time) * 1000,
    observation_count: trace.observation_count,
    error_count: trace.error_count,
    input_preview: trace.input_preview,
    output_preview: trace.output_preview,
    error_message: trace.error_message,
    models: trace.models ?? [],
    agents: trace.agents ?? [],
    tags: trace.tags ?? [],
    ...(context as Pick<TraceSummary, (typeof CONTEXT_COLUMNS)[number]>),
    ...(usage as Pick<TraceSummary, (typeof USAGE_COLUMNS)[number]>),
    scores,
  };
}

/** The root's status; while no root has arrived, `error` as soon as one observation failed. */
export function traceStatus(trace: Pick<TraceDelta, 'is_root' | 'status' | 'error_count'>): Status {
  if (trace.is_root) return trace.status;
  return trace.error_count > 0 ? 'error' : 'unset';
}

export { wordsOf } from '../model/filter/named-filters.js';
