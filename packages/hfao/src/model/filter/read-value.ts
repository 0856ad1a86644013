import type { FilterValue } from './filter.js';
import type { Operand } from './operand.js';
import { nanosOf, readTime, TIME_EXAMPLES } from './read-time.js';
import { suggest } from './suggest.js';
import { shortened, shown, type TokenReader } from './token-reader.js';
import type { Token } from './tokenize.js';

const QUOTED_DURATION = /^\s*(\d+(?:\.\d+)?)\s*([a-zµμ]+)\s*$/u;
const WANTED = {
  text: "a text in single quotes ('…')",
  number: 'a number',
  duration: 'a duration (500ms, 2s, 5m) or a number',
  bool: 'true or false',
  time: `a time (${TIME_EXAMPLES})`,
  list: "a text in single quotes ('…')",
  any: 'a text in quotes, a number, true or false',
} as const;

/**
 * Reads a value that fits what it is compared with.
 * @throws FilterError saying what is accepted
 */
export function readValue(reader: TokenReader, operand: Operand): FilterValue {
  const { field, spec } = operand;
  if (reader.isEnd) throw reader.unexpected(WANTED[wantedKey(operand)], { what: 'value', operand });
  if (reader.isWord('NULL')) throw reader.error(`Nothing is compared with NULL. Write IS NULL or IS NOT NULL.`);
  if (field.kind !== 'column') return anyValue(reader, operand);
  switch (field.type) {
    case 'number': return numberValue(reader, operand);
    case 'bool': return truthValue(reader) ?? refuse(reader, operand);
    case 'time': return { time: readTime(reader) ?? refuse(reader, operand) };
    default: return spec?.values === undefined ? textValue(reader, operand) : closedValue(reader, operand, spec.values);
  }
}

/** A text, for what looks into texts. */
export function readText(reader: TokenReader, operand: Operand): string {
  if (reader.isEnd) throw reader.unexpected(WANTED.text, { what: 'value', operand });
  return textValue(reader, operand);
}

function wantedKey({ field, spec }: Operand): keyof typeof WANTED {
  if (field.kind !== 'column') return 'any';
  return spec?.unit === undefined ? field.type : 'duration';
}

function refuse(reader: TokenReader, operand: Operand, suggestions?: readonly string[]): never {
  throw reader.error(`${operand.name} is compared with ${WANTED[wantedKey(operand)]}, not with ${shown(reader.token)}.`, { suggestions });
}

function textValue(reader: TokenReader, operand: Operand): string {
  const { token } = reader;
  if (token.kind === 'string' || token.kind === 'quoted') return reader.take().text;
  throw reader.error(`${operand.name} is compared with ${WANTED.text}, not with ${shown(token)}.`, { suggestions: inQuotes(token) });
}

/** What was meant as a text, as a text. */
function inQuotes(token: Token): string[] {
  const text = `${token.text}${token.unit ?? ''}`;
  return (token.kind === 'word' || token.kind === 'number') && text.length <= 100 ? [`'${text}'`] : [];
}

/** One of a few words: in any case, and quotes may be left out. */
function closedValue(reader: TokenReader, operand: Operand, values: readonly string[]): string {
  const { token } = reader;
  if (token.kind !== 'string' && token.kind !== 'quoted' && token.kind !== 'word') return refuse(reader, operand);
  const value = values.find((it) => it.toLowerCase() === token.text.toLowerCase());
  if (value === undefined) {
    throw reader.error(`${operand.name} is one of ${values.join(', ')}, never ${shown(token)}.`, { suggestions: suggest(token.text, values).map((it) => `'${it}'`) });
  }
  reader.take();
  return value;
}

function truthValue(reader: TokenReader): boolean | undefined {
  const word = reader.takeWord('TRUE', 'FALSE');
  return word === undefined ? undefined : word.text.toUpperCase() === 'TRUE';
}

function anyValue(reader: TokenReader, operand: Operand): FilterValue {
  const truth = truthValue(reader);
  if (truth !== undefined) return truth;
  const { token } = reader;
  if (token.kind === 'string' || token.kind === 'quoted') return reader.take().text;
  if (token.kind === 'word') refuse(reader, operand, inQuotes(token));
  return numberValue(reader, operand);
}

function numberValue(reader: TokenReader, operand: Operand): number {
  const unit = operand.spec?.unit;
  const { token } = reader;
  if (token.kind === 'string' || token.kind === 'quoted') return quotedDuration(reader, operand);
  const sign = reader.takeSymbol('-', '+')?.text === '-' ? -1 : 1;
  if (reader.token.kind !== 'number') return refuse(reader, operand);
  const number = reader.take();
  if (number.unit === undefined) return finite(reader, number, sign * Number(number.text));
  if (unit === undefined) throw reader.error(`${operand.name} is not a duration: write a number without "${shortened(number.unit)}".`, { token: number });
  return finite(reader, number, (sign * Number(number.text) * nanosOf(reader, number, number.unit)) / (unit === 'ms' ? 1e6 : 1));
}

function quotedDuration(reader: TokenReader, operand: Operand): number {
  const { token } = reader;
  const unit = operand.spec?.unit;
  const parts = QUOTED_DURATION.exec(token.text);
  if (unit === undefined || parts === null) return refuse(reader, operand, /^-?\d+(?:\.\d+)?$/.test(token.text) ? [token.text] : undefined);
  const nanos = Number(parts[1]) * nanosOf(reader, token, parts[2]);
  return finite(reader, reader.take(), unit === 'ms' ? nanos / 1e6 : nanos);
}

/** Zero has one sign. */
function finite(reader: TokenReader, token: Token, value: number): number {
  if (!Number.isFinite(value)) throw reader.error('This number is too large.', { token });
  return value + 0;
}
