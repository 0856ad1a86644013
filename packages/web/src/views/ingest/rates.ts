import { useState } from 'react';
import type { IngestHealth } from '../../api/model';

/** What had been received at one moment. */
export interface Sample { at: number; logs: number; points: number }

const WINDOW_MS = 60_000;
const LEAST_MS = 1_500;

/** The samples of the last minute with one more; a count that fell (the server started anew) begins afresh. */
export function withSample(samples: readonly Sample[], next: Sample): Sample[] {
  const last = samples.at(-1);
  if (last !== undefined && (next.logs < last.logs || next.points < last.points)) return [next];
  return [...samples.filter((it) => next.at - it.at <= WINDOW_MS), next];
}

/** Between the first and the last sample; undefined until the page has watched long enough. */
export function perSecond(samples: readonly Sample[], of: 'logs' | 'points'): number | undefined {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last.at - first.at < LEAST_MS) return undefined;
  return ((last[of] - first[of]) * 1000) / (last.at - first.at);
}

/** How fast log records and data points come in while the page watches: the server counts them, and keeps no rate. */
export function useRates(health: IngestHealth, at: number): { logs: number | undefined; points: number | undefined } {
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  if (samples.at(-1)?.at !== at) setSamples(withSample(samples, { at, logs: health.received_log_records, points: health.received_data_points }));
  return { logs: perSecond(samples, 'logs'), points: perSecond(samples, 'points') };
}
