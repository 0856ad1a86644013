import type { Micros } from '../../model/time.js';

/** Levels of lists and maps inside one attribute value. */
export const MAX_VALUE_DEPTH = 100;

/** Why a span, log record or data point is refused alone while the rest of its request is taken: what is wrong with it, as `its trace id is all zero`. */
export type Refusal = string;

export const TOO_DEEP: Refusal = `an attribute is nested deeper than ${MAX_VALUE_DEPTH} levels`;

/** An id as it lies in the body, in bytes; 0 when it was left out. */
export interface IdBytes {
  readonly length: number;
  isZero(): boolean;
}

/** Of an id or a name: enough to recognise it, little enough to log. */
export const SHOWN_CHARACTERS = 80;

/** How what is refused is named to its sender: `"chat" (trace 0af7…, span b7ad…)`, every part cut to {@link SHOWN_CHARACTERS}. Asked only where it is shown. */
export interface Refused { shown(): string }

export function shownWithIds(name: string, traceId: string, spanId: string): string {
  return `"${name}" (trace ${traceId || 'none'}, span ${spanId || 'none'})`;
}

export const shownMetric = (name: string) => `"${name.slice(0, SHOWN_CHARACTERS)}"`;

/**
 * The one rule by which the check refuses a span and the readers pass over it.
 * Ids by the OTLP specification (trace.proto): 16 and 8 bytes, not all zero. A parent of zeros is none.
 */
export function refusalOf(traceId: IdBytes, spanId: IdBytes, parentId: IdBytes, tooDeep: boolean): Refusal | undefined {
  if (traceId.length !== 16) return traceId.length === 0 ? 'it has no trace id' : 'its trace id is not 16 bytes long';
  if (traceId.isZero()) return 'its trace id is all zero';
  if (spanId.length !== 8) return spanId.length === 0 ? 'it has no span id' : 'its span id is not 8 bytes long';
  if (spanId.isZero()) return 'its span id is all zero';
  if (parentId.length !== 8 && parentId.length !== 0) return 'its parent span id is not 8 bytes long';
  return tooDeep ? TOO_DEEP : undefined;
}

/**
 * The same for log records. They need neither ids (the data model takes odd ones as none) nor any one field, but something has to be said:
 * a body may hold millions of hollow records.
 */
export function logRefusalOf(saysSomething: boolean, tooDeep: boolean): Refusal | undefined {
  if (!saysSomething) return 'it has no time, no body, no attributes and no event name';
  return tooDeep ? TOO_DEEP : undefined;
}

/** The same for the data points of metrics (metrics.proto: a time is required of all of them). */
export function pointRefusalOf(metricName: string, time: Micros, tooDeep: boolean): Refusal | undefined {
  if (metricName === '') return 'its metric has no name';
  if (time === 0) return 'it has no time';
  return tooDeep ? TOO_DEEP : undefined;
}
