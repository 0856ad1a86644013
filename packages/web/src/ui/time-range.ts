/** A window of time as the address holds it: `range=24h`, or `from` and `to`. */
export type TimeRange = { kind: 'preset'; preset: Preset } | { kind: 'fixed'; from: number; to: number };

export const PRESETS = {
  '15m': { ms: 15 * 60_000, label: 'Last 15 minutes' },
  '1h': { ms: 3600_000, label: 'Last hour' },
  '24h': { ms: 86400_000, label: 'Last 24 hours' },
  '7d': { ms: 7 * 86400_000, label: 'Last 7 days' },
  '30d': { ms: 30 * 86400_000, label: 'Last 30 days' },
} as const;
export type Preset = keyof typeof PRESETS;
export const DEFAULT_PRESET: Preset = '24h';

export interface RangeSearch { range?: string; from?: string; to?: string }

/** The window that an address names; what cannot be read is the default. */
export function rangeFrom(search: RangeSearch): TimeRange {
  const from = readTime(search.from);
  const to = readTime(search.to);
  if (from !== undefined && to !== undefined && from < to) return { kind: 'fixed', from, to };
  return { kind: 'preset', preset: search.range !== undefined && search.range in PRESETS ? (search.range as Preset) : DEFAULT_PRESET };
}

export function searchOf(range: TimeRange): RangeSearch {
  if (range.kind === 'preset') return { range: range.preset === DEFAULT_PRESET ? undefined : range.preset, from: undefined, to: undefined };
  return { range: undefined, from: new Date(range.from).toISOString(), to: new Date(range.to).toISOString() };
}

function readTime(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : time;
}

export function boundsOf(range: TimeRange, now: number): { from: number; to: number } {
  return range.kind === 'fixed' ? { from: range.from, to: range.to } : { from: now - PRESETS[range.preset].ms, to: now };
}

/** The window of the same length next to this one. Later than now is a preset again: it follows the clock. */
export function shifted(range: TimeRange, direction: -1 | 1, now: number): TimeRange {
  const { from, to } = boundsOf(range, now);
  const length = to - from;
  const next = { kind: 'fixed' as const, from: from + direction * length, to: to + direction * length };
  if (next.to < now) return next;
  return presetOfLength(length) ?? { kind: 'fixed', from: now - length, to: now };
}

function presetOfLength(ms: number): TimeRange | undefined {
  const preset = (Object.keys(PRESETS) as Preset[]).find((it) => PRESETS[it].ms === ms);
  return preset === undefined ? undefined : { kind: 'preset', preset };
}

/**
 * Reads what people write: `yesterday`, `today`, `yesterday 14:00 to 15:00`, `09:00 to 10:30`, `last 3 hours`, `90 min`,
 * `2026-11-20`, `2026-11-20 14:00 to 2026-11-21 02:00`. Undefined when it is none of these.
 */
export function readRange(text: string, now: number): TimeRange | undefined {
  const written = text.trim().toLowerCase();
  const last = /^(?:last |past )?(\d+(?:\.\d+)?) ?(m|min|minutes?|h|hours?|d|days?|w|weeks?)$/.exec(written);
  if (last !== null) return { kind: 'fixed', from: now - Number(last[1]) * UNIT_MS[last[2][0] as keyof typeof UNIT_MS], to: now };
  const [first, second] = written.split(/ +(?:to|until|–|-) +/);
  const from = readPoint(first, undefined, now);
  if (from === undefined) return undefined;
  const to = second === undefined ? from.end : readPoint(second, from.start, now)?.start;
  if (to === undefined || to <= from.start) return undefined;
  return { kind: 'fixed', from: from.start, to: Math.min(to, Math.max(now, from.start + 60_000)) };
}

const UNIT_MS = { m: 60_000, h: 3600_000, d: 86400_000, w: 7 * 86400_000 };

/** A moment, and the end of what it names: a whole day, or now. */
function readPoint(text: string, dayOf: number | undefined, now: number): { start: number; end: number } | undefined {
  const match = /^(?:(today|yesterday|now|\d{4}-\d{2}-\d{2})(?:[ t]+|$))?(?:(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/.exec(text.trim());
  if (match === null || text.trim() === '') return undefined;
  const [, word, hour, minute, second] = match;
  if (word === 'now') return { start: now, end: now };
  const day = word?.includes('-') ? new Date(`${word}T00:00:00`) : new Date(word === undefined ? (dayOf ?? now) : now);
  if (Number.isNaN(day.getTime()) || Number(hour ?? 0) > 24 || Number(minute ?? 0) > 59) return undefined;
  day.setHours(0, 0, 0, 0);
  if (word === 'yesterday') day.setDate(day.getDate() - 1);
  const next = new Date(day);
  next.setDate(next.getDate() + 1);
  if (hour === undefined) return { start: day.getTime(), end: next.getTime() };
  day.setHours(Number(hour), Number(minute), Number(second ?? 0));
  return { start: day.getTime(), end: now };
}
