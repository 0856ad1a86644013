import { parseIsoTime, type Micros } from './time.js';

/** The forms of {@link timeFromText}, as a message names them. */
export const TIME_FORMS = 'ISO 8601 (2026-11-23T08:00:00Z; UTC when it names no zone), milliseconds since 1970, or a span before now (30m, 1h, 7d)';

const ISO = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+ -]\d{2}:?\d{2})?)?$/;
const RELATIVE = /^-?(\d{1,6})\s*(s|m|h|d|w)(?: ago)?$/;
const MILLIS_OF = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** A time as people write it, see {@link TIME_FORMS}; undefined when it is none. */
export function timeFromText(written: string, nowMs: number): Micros | undefined {
  const text = written.trim();
  if (text === 'now') return nowMs * 1000;
  if (/^\d{1,15}(?:\.\d+)?$/.test(text)) return inRange(Math.round(Number(text) * 1000));
  const relative = RELATIVE.exec(text);
  if (relative !== null) return Math.max(0, (nowMs - Number(relative[1]) * MILLIS_OF[relative[2] as keyof typeof MILLIS_OF]) * 1000);
  return ISO.test(text) && isDate(text.slice(0, 10)) ? inRange(parseIsoTime(withZone(text))) : undefined;
}

/** A plus sign that was not escaped in a URL arrives as a space; a time without a zone is UTC, not the server's own. */
function withZone(text: string): string {
  const zoned = text.replace(/^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}.*)$/, '$1T$2').replace(/ (\d{2}:?\d{2})$/, '+$1');
  return /T.*(?:Z|[+-]\d{2}:?\d{2})$/.test(zoned) || !zoned.includes('T') ? zoned : `${zoned}Z`;
}

/** February has no 31st: Date would make it the 3rd of March. */
function isDate(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

const inRange = (micros: Micros | undefined) => (micros !== undefined && micros >= 0 && micros <= Number.MAX_SAFE_INTEGER ? micros : undefined);
