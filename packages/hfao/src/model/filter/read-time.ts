import type { Micros } from '../time.js';
import { timeFromText } from '../time-text.js';
import { shown, type TokenReader } from './token-reader.js';
import type { Token } from './tokenize.js';

export const TIME_EXAMPLES = "'2026-01-01', '2026-01-01T08:00:00Z', now() - 1h, '1h ago'";

/** How long a unit is, in nanoseconds. */
const UNITS = new Map([
  [['ns'], 1], [['us', 'µs', 'μs'], 1e3], [['ms'], 1e6], [['s', 'sec', 'secs', 'second', 'seconds'], 1e9], [['m', 'min', 'mins', 'minute', 'minutes'], 60e9],
  [['h', 'hr', 'hrs', 'hour', 'hours'], 3_600e9], [['d', 'day', 'days'], 86_400e9], [['w', 'week', 'weeks'], 604_800e9],
].flatMap(([names, nanos]) => (names as string[]).map((name) => [name, nanos as number] as const)));

/** 1973: a smaller number of milliseconds is a slip, not a time. */
const FIRST_MILLIS = 1e11;

/**
 * Reads a point in time; undefined when what stands here is none of its kind.
 * @throws FilterError when it is a time that cannot be
 */
export function readTime(reader: TokenReader): Micros | undefined {
  if (reader.isWord('NOW')) return nowValue(reader);
  const { token } = reader;
  if (token.kind === 'number') return timeOfNumber(reader);
  if (token.kind !== 'string' && token.kind !== 'quoted') return undefined;
  const time = /^\s*\d{1,11}(?:\.\d*)?\s*$/.test(token.text) ? undefined : timeFromText(token.text, reader.now / 1000);
  if (time === undefined) throw reader.error(`${shown(token)} is no time. Write ${TIME_EXAMPLES}.`);
  reader.take();
  return time;
}

/** `now()`, `now() - 1h`, `now`. */
function nowValue(reader: TokenReader): Micros {
  reader.take();
  if (reader.takeSymbol('(') !== undefined) reader.demandSymbol(')');
  const sign = reader.takeSymbol('-', '+');
  if (sign === undefined) return reader.now;
  if (reader.isEnd) throw reader.unexpected('a duration such as 1h', { what: 'words', words: ['15m', '1h', '1d', '7d'] });
  return shifted(reader, sign.text === '-' ? -1 : 1);
}

/** `1h ago`, or milliseconds since 1970. */
function timeOfNumber(reader: TokenReader): Micros | undefined {
  const { token } = reader;
  if (token.unit !== undefined) {
    const time = shifted(reader, -1);
    reader.takeWord('AGO');
    return time;
  }
  const millis = Number(token.text);
  if (millis < FIRST_MILLIS || millis * 1000 > Number.MAX_SAFE_INTEGER) return undefined;
  reader.take();
  return Math.round(millis * 1000);
}

function shifted(reader: TokenReader, sign: 1 | -1): Micros {
  const { token } = reader;
  if (token.kind !== 'number' || token.unit === undefined) throw reader.error(`Here should stand a duration such as 1h, not ${shown(token)}.`);
  const micros = reader.now + sign * Math.round((Number(token.text) * nanosOf(reader, token, token.unit)) / 1000);
  if (micros < 0 || micros > Number.MAX_SAFE_INTEGER) throw reader.error('There is no such time.', { token });
  reader.take();
  return micros;
}

/** @throws FilterError naming the units there are */
export function nanosOf(reader: TokenReader, token: Token, unit: string): number {
  const nanos = UNITS.get(unit);
  if (nanos === undefined) throw reader.error(`"${unit.slice(0, 40)}" is no unit of time. There are ns, us, ms, s, m, h, d and w.`, { token });
  return nanos;
}
