import { boundsOf, type TimeRange } from '../ui/time-range';
import type { Query } from './client';

/** Where everything of a project lies. */
export const of = (project: string) => `/projects/${encodeURIComponent(project)}`;

/** A range as lists take it: one that ends now is left open, so that what comes later is in it. */
export function bounds(range: TimeRange): Query {
  const { from, to } = boundsOf(range, Date.now());
  return { from: new Date(from).toISOString(), to: range.kind === 'preset' ? undefined : new Date(to).toISOString() };
}

/** As totals take it. */
export function closedBounds(range: TimeRange): Query {
  const { from, to } = boundsOf(range, Date.now());
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}
