import type { Micros } from '../../model/time.js';
import type { Span } from '../decode/span.js';

export interface Times { start: Micros; end: Micros; durationNs: number; repaired: boolean }

/** Clocks of senders are wrong now and then. A span without a usable time still has to stand somewhere on the axis. */
export function timesOf(span: Span, receivedAt: Micros): Times {
  const { start, end } = span;
  if (isTime(start) && isTime(end) && end >= start) return { start, end, durationNs: span.durationNs, repaired: false };
  const from = isTime(start) ? start : receivedAt;
  const until = isTime(end) ? end : end > 0 ? receivedAt : from;
  const to = Math.max(from, until);
  return { start: from, end: to, durationNs: (to - from) * 1000, repaired: true };
}

/** Not missing, and not beyond the year 2255, where microseconds stop being exact. */
function isTime(time: Micros): boolean {
  return time > 0 && Number.isSafeInteger(time);
}
