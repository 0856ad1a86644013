/** The largest of 1, 2, 2.5, 5 times a power of ten that is not above `value`. */
export function niceStep(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const leading = value / power;
  return power * (leading >= 5 ? 5 : leading >= 2.5 ? 2.5 : leading >= 2 ? 2 : 1);
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [1000, 5000, 15_000, 30_000, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 91 * DAY, 365 * DAY];
/** Small charts need their few labels close together; wide ones would look like a ruler. */
const tickPx = (width: number) => Math.min(96, Math.max(42, width / 10));

/** Round local times between two moments, as many as fit without crowding. */
export function timeTicks(from: number, to: number, widthPx: number): number[] {
  if (!(to > from)) return [];
  const fit = Math.max(1, Math.floor(widthPx / tickPx(widthPx)));
  const step = STEPS.find((it) => (to - from) / it <= fit + 0.4) ?? STEPS.at(-1)!;
  const shift = new Date(from).getTimezoneOffset() * MINUTE;
  const ticks: number[] = [];
  const last = to - ((to - from) * 34) / Math.max(widthPx, 1);   // a label begins at its tick: it needs room to the right
  for (let at = Math.ceil((from - shift) / step) * step + shift; at <= last; at += step) ticks.push(at);
  return ticks;
}

/** Clock times within two days, days beyond. */
export function timeLabel(at: number, spanMs: number): string {
  const time = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  if (spanMs > 2.5 * DAY) return `${time.getDate()} ${time.toLocaleString('en-GB', { month: 'short' })}`;
  return `${two(time.getHours())}:${two(time.getMinutes())}${spanMs < 4 * MINUTE ? `:${two(time.getSeconds())}` : ''}`;
}
