import type { Micros } from '../../model/time.js';
import type { Span } from './span.js';

/** 2^32 nanoseconds are this many whole microseconds and this rest: with it both halves stay exact in a double. */
const MICROS_OF_HIGH = 4294967;
const REST_OF_HIGH = 296;

/** Whole microseconds of an unsigned 64-bit number of nanoseconds in two halves. Exact until 2^53 microseconds, the year 2255. */
export function microsOf(high: number, low: number): Micros {
  return high * MICROS_OF_HIGH + Math.floor((high * REST_OF_HIGH + low) / 1000);
}

/** The nanoseconds below the microsecond, 0 to 999. */
export function nanosRestOf(high: number, low: number): number {
  const rest = high * REST_OF_HIGH + low;
  return rest - Math.floor(rest / 1000) * 1000;
}

/**
 * Sets the exact duration of a span whose `start` and `end` are set.
 * @returns whether the times are odd: one is missing or beyond the year 2255, or the end lies before the start
 */
export function settleDuration(span: Span, startRest: number, endRest: number): boolean {
  const { start, end } = span;
  const durationNs = (end - start) * 1000 + (endRest - startRest);
  const isPlausible = start > 0 && end > 0 && durationNs >= 0;
  span.durationNs = isPlausible ? durationNs : 0;
  return !isPlausible || start > Number.MAX_SAFE_INTEGER || end > Number.MAX_SAFE_INTEGER;
}
