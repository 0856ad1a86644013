/** How numbers, times and ids look, everywhere. One file, so that a column never mixes two ways of writing. */

const MISSING = '–';
const groups = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** A figure and its unit apart, so that tables can draw the unit grey. */
export interface Quantity { figure: string; unit: string }

const quantity = (figure: string, unit = ''): Quantity => ({ figure, unit });
export const written = (it: Quantity) => (it.unit === '' ? it.figure : `${it.figure} ${it.unit}`);

/**
 * Nanoseconds for a list: µs and ms without decimals, seconds with three significant figures, `3 min 12 s` over two minutes, `1 h 04 min` over one hour.
 * @param detail seconds get two decimals, as in headers
 */
export function duration(ns: number | null | undefined, detail = false): Quantity {
  if (ns === null || ns === undefined || !Number.isFinite(ns)) return quantity(MISSING);
  if (ns === 0) return quantity('0', 'ms');
  if (ns < 999_500) return quantity(String(Math.max(1, Math.round(ns / 1e3))), 'µs');
  if (ns < 999_500_000) return quantity(String(Math.round(ns / 1e6)), 'ms');
  const seconds = ns / 1e9;
  if (seconds < 119.95) return quantity(detail ? seconds.toFixed(2) : threeFigures(seconds), 's');
  const whole = Math.round(seconds);
  if (whole < 3600) return quantity(`${Math.floor(whole / 60)} min ${whole % 60}`, 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 48 * 60) return quantity(`${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')}`, 'min');
  return quantity(`${Math.floor(minutes / 1440)} d ${Math.round((minutes % 1440) / 60)}`, 'h');
}

export const durationText = (ns: number | null | undefined, detail = false) => written(duration(ns, detail));

function threeFigures(value: number): string {
  if (value < 9.995) return value.toFixed(2);
  return value < 99.95 ? value.toFixed(1) : value.toFixed(0);
}

/** Tokens in a list: exact under 1,000, then `65.2 k`, `1.24 M`. */
export function tokens(count: number | null | undefined): Quantity {
  if (count === null || count === undefined) return quantity(MISSING);
  if (count < 1000) return quantity(String(count));
  if (count < 999_950) return quantity((count / 1e3).toFixed(1), 'k');
  return quantity(count < 99_950_000 ? (count / 1e6).toFixed(2) : (count / 1e6).toFixed(0), 'M');
}

/** With thousands separators, for details. */
export const exact = (count: number | null | undefined) => (count === null || count === undefined ? MISSING : groups.format(count));

/** Exact to 99,999, then three significant figures. */
export function count(value: number | null | undefined): string {
  if (value === null || value === undefined) return MISSING;
  if (value < 100_000) return groups.format(value);
  if (value < 999_500) return `${groups.format(Math.round(value / 1000))} k`;
  return value < 9_995_000 ? `${(value / 1e6).toFixed(2)} M` : value < 99_950_000 ? `${(value / 1e6).toFixed(1)} M` : `${groups.format(Math.round(value / 1e6))} M`;
}

/** From one dollar two decimals, below four; what is smaller still says so. */
export function usd(value: number | null | undefined): string {
  if (value === null || value === undefined) return MISSING;
  if (value === 0) return '$0';
  if (value < 0.0001) return '< $0.0001';
  return value < 0.99995 ? `$${value.toFixed(4)}` : `$${value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

/** A share of 1 as per cent with one decimal. */
export function share(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return MISSING;
  if (value > 0 && value < 0.0005) return '< 0.1 %';
  return `${(value * 100).toFixed(1)} %`;
}

export function bytes(value: number): string {
  if (value < 1024) return `${value} B`;
  if (value < 1024 * 1024) return `${(value / 1024).toFixed(1)} KB`;
  if (value < 1024 ** 3) return `${(value / 1024 ** 2).toFixed(1)} MB`;
  return `${(value / 1024 ** 3).toFixed(1)} GB`;
}

/** `21 s`, `4 min`, `3 h`, `5 d`: how long ago, for a column headed "Ago". */
export function ago(time: string | number, now: number): string {
  const seconds = Math.max(0, (now - (typeof time === 'number' ? time : Date.parse(time))) / 1000);
  if (seconds < 1) return 'now';
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86400)} d`;
}

/** In a sentence: `21 s ago`, `just now`. */
export const agoText = (time: string | number, now: number) => (ago(time, now) === 'now' ? 'just now' : `${ago(time, now)} ago`);

const two = (value: number) => String(value).padStart(2, '0');

/** Local wall-clock time; with `now`, the day is named when it is not today. */
export function clock(time: string | number, options: { now?: number; millis?: boolean; seconds?: boolean } = {}): string {
  const at = new Date(time);
  const seconds = options.seconds === false ? '' : `:${two(at.getSeconds())}`;
  const millis = options.millis ? `.${String(at.getMilliseconds()).padStart(3, '0')}` : '';
  const wall = `${two(at.getHours())}:${two(at.getMinutes())}${seconds}${millis}`;
  if (options.now === undefined || new Date(options.now).toDateString() === at.toDateString()) return wall;
  return `${day(at)} ${wall}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
export const day = (time: Date | string | number) => `${new Date(time).getDate()} ${MONTHS[new Date(time).getMonth()]}`;

/** For tooltips: local time with its zone, and UTC. */
export function fullTime(time: string | number): string {
  const at = new Date(time);
  const minutes = -at.getTimezoneOffset();
  const zone = `${minutes < 0 ? '−' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
  const local = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${clock(time, { millis: true })} ${zone}`;
  return `${local}\n${typeof time === 'string' ? time : at.toISOString()} (UTC)`;
}

/** Ids are cut in the middle: both ends tell them apart. */
export const cutId = (id: string, head = 6, tail = 4) => (id.length <= head + tail + 1 ? id : `${id.slice(0, head)}…${id.slice(-tail)}`);

/** Models are long names with a date behind them; a column needs the part that tells them apart. */
export const shortModel = (model: string) => model.replace(/^.*\//, '').replace(/^(?:claude|gpt)-(?=.{4})/, '').replace(/-(?:\d{8}|20\d\d-\d\d-\d\d|latest)$/, '');

export const plural = (n: number, one: string, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;
