import type { LogRow } from '../../model/log-entry.js';
import type { MetricPointRow } from '../../model/metric-point.js';
import type { ObservationRow } from '../../model/observation.js';
import type { Score } from '../../model/score.js';
import type { Fault } from './dead-letters.js';

/** What is written of requests, or of a part of one. */
export interface Items {
  rows: readonly ObservationRow[];
  scores: readonly Score[];
  logs: readonly LogRow[];
  metricPoints: readonly MetricPointRow[];
}

export const sizeOf = (items: Items) => items.rows.length + items.scores.length + items.logs.length + items.metricPoints.length;

/** All kinds in one row, from `start` to before `end`. */
export function partOf(items: Items, start: number, end: number): Items {
  let before = 0;
  const within = <T>(list: readonly T[]): readonly T[] => {
    const from = Math.max(0, start - before);
    const to = Math.max(0, end - before);
    before += list.length;
    return from === 0 && to >= list.length ? list : list.slice(from, to);
  };
  return { rows: within(items.rows), scores: within(items.scores), logs: within(items.logs), metricPoints: within(items.metricPoints) };
}

export function joined(parts: readonly Partial<Items>[]): Items {
  return { rows: parts.flatMap((it) => it.rows ?? []), scores: parts.flatMap((it) => it.scores ?? []), logs: parts.flatMap((it) => it.logs ?? []), metricPoints: parts.flatMap((it) => it.metricPoints ?? []) };
}

/** How items that are not stored are named. */
export function faultsOf({ rows, scores, logs, metricPoints }: Items, reason: string): Fault[] {
  const fault = (projectId: string, trace_id: string | null, observation_id: string | null, name: string): Fault => ({ projectId, item: { trace_id, observation_id, name, reason } });
  return [
    ...rows.map((it) => fault(it.project_id, it.trace_id, it.observation_id, it.name)),
    ...scores.map((it) => fault(it.project_id, it.trace_id, it.observation_id, `score ${it.name}`)),
    ...logs.map((it) => fault(it.project_id, it.trace_id, it.observation_id, `log record ${it.event_name ?? it.log_id}`)),
    ...metricPoints.map((it) => fault(it.project_id, null, null, `data point of ${it.name}`)),
  ];
}
