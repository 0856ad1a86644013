import { z } from 'zod';
import { Failure } from '../runtime/errors.js';
import type { Micros } from '../model/time.js';
import { TIME_FORMS, timeFromText } from '../model/time-text.js';

/** A time as a caller writes it. Resolve it with {@link timeOf}, which knows the present. */
export const TimeInput = z.union([z.string(), z.number()], { error: `give a time as ${TIME_FORMS}` })
  .refine((it) => timeFromText(String(it), 1e15) !== undefined, { error: `is not a time. Use ${TIME_FORMS}` });
export type TimeInput = string | number;

/**
 * @param nowMs milliseconds since 1970, for spans before now
 * @throws Failure `invalid_input` when it is none of the accepted forms
 */
export function timeOf(value: TimeInput, nowMs: number): Micros {
  const micros = timeFromText(String(value), nowMs);
  if (micros === undefined) throw new Failure('invalid_input', `"${value}" is not a time. Use ${TIME_FORMS}.`);
  return micros;
}
