import { z } from 'zod';
import { Failure } from '../runtime/errors.js';
import { parseIsoTime, type Micros } from '../model/time.js';

const FORMS = 'ISO 8601 (2026-11-23T08:00:00Z; UTC when it names no zone), milliseconds since 1970, or a span before now (30m, 1h, 7d)';

const ISO = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+ -]\d{2}:?\d{2})?)?$/;
const RELATIVE = /^-?(\d{1,6})\s*(s|m|h|d|w)(?: ago)?$/;
const MILLIS_OF = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** A time as a caller writes it. Resolve it with {@link timeOf}, which knows the present. */
export const TimeInput = z.union([z.string(), z.number()], { error: `give a time as ${FORMS}` })
  .refine((it) => parse(it, 1e15) !== undefined, { error: `is not a time. Use ${FORMS}` });
export type TimeInput = string | number;

/**
 * @param nowMs milliseconds since 1970, for spans before now
 * @throws Failure `invalid_input` when it is none of the accepted forms
 */
export function timeOf(value: TimeInput, nowMs: number): Micros {
  const micros = parse(value, nowMs);
  if (micros === undefined) throw new Failure('invalid_input', `"${value}" is not a time. Use ${FORMS}.`);
  return micros;
}

function parse(value: string | number, nowMs: number): Micros | undefined {
  const text = String(value).trim();
  if (text === 'now') return nowMs * 1000;
  if (/^\d{1,15}(?:\.\d+)?$/.test(text)) return inRange(Math.round(Number(text) * 1000));
  const relative = RELATIVE.exec(text);
  if (relative !== null) return Math.max(0, (nowMs - Number(relative[1]) * MILLIS_OF[relative[2] as keyof typeof MILLIS_OF]) * 1000);
  return ISO.test(text) ? inRange(parseIsoTime(withZone(text))) : undefined;
}

/** A plus sign that was not escaped in a URL arrives as a space; a time without a zone is UTC, not the server's own. */
function withZone(text: string): string {
  const zoned = text.replace(/^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}.*)$/, '$1T$2').replace(/ (\d{2}:?\d{2})$/, '+$1');
  return /T.*(?:Z|[+-]\d{2}:?\d{2})$/.test(zoned) || !zoned.includes('T') ? zoned : `${zoned}Z`;
}

const inRange = (micros: Micros | undefined) => (micros !== undefined && micros >= 0 && micros <= Number.MAX_SAFE_INTEGER ? micros : undefined);
