/** Microseconds since 1970 in UTC, a safe integer until the year 2255. How times are held inside the server. */
export type Micros = number;

export const HOUR_MICROS = 3_600_000_000;
export const DAY_MICROS = 86_400_000_000;

/** `2026-11-23T08:40:01.123456Z`: how times look on every surface. */
export function isoTime(micros: Micros): string {
  const millis = Math.floor(micros / 1000);
  const rest = micros - millis * 1000;
  return `${new Date(millis).toISOString().slice(0, -1)}${String(rest).padStart(3, '0')}Z`;
}

/** Reads an ISO 8601 time with up to nine fraction digits; digits beyond microseconds are cut. Undefined when it is not one. */
export function parseIsoTime(text: string): Micros | undefined {
  const millis = Date.parse(text);
  if (Number.isNaN(millis)) return undefined;
  const fraction = /\.(\d{4,9})/.exec(text)?.[1] ?? '';
  return millis * 1000 + Number(fraction.slice(3, 6).padEnd(3, '0'));
}
