import { ClickHouseError } from '@clickhouse/client';
import { Failure } from '../../../runtime/errors.js';
import { refusal } from '../../sql/refusal.js';
import type { Statement } from './check-statement.js';
import { placeOf, textOf } from './tokens.js';

/** The engine's codes for what is wrong with the words of a query: names, types, numbers of arguments. Its sentence quotes the query alone. */
const OF_WORDS = new Set(['1', '8', '10', '20', '35', '36', '42', '43', '44', '46', '47', '48', '50', '51', '53', '60', '62', '63', '179', '184', '207', '215', '258', '352', '386', '403', '440', '456', '573']);
/** For a text that is not what it is cast to: the sentence quotes it. */
const OF_TEXTS = new Set(['6', '26', '27', '32', '38', '41', '72', '349', '376', '467', '675']);
/** For another value that does not fit. */
const OF_VALUES = new Set(['69', '70', '117', '125', '128', '130', '131', '153', '190', '321', '407', '427', '691']);
const TOO_DEEP = new Set(['161', '167', '168', '306']);
const TOO_SLOW = new Set(['159', '160', '394']);
const TOO_BIG = new Set(['241', '307', '396', '158', '173', '191', '198', '243']);
const TOO_MANY = new Set(['202', '203']);

/**
 * What ClickHouse says of a query, for its author: the sentence and the place in their own text. What a value was is left out, and so is every text of ours around the query.
 */
export function toldError(error: unknown, { sql, tokens }: Statement): unknown {
  if (!(error instanceof ClickHouseError)) return error;
  const { code } = error;
  const sentence = firstSentence(error.message);
  if (code === '62') return refusal(syntaxError(error.message), sql, syntaxPlace(error.message, tokens));
  if (TOO_BIG.has(code)) return tooLarge();
  if (TOO_MANY.has(code)) return new Failure('overloaded', 'ClickHouse has too many statements in hand. Try again.', { cause: error });
  if (TOO_SLOW.has(code)) return error;
  if (OF_WORDS.has(code)) return refusal(stop(sentence), sql, placeOfName(sentence, tokens));
  if (OF_TEXTS.has(code)) return refusal(`A text cannot be read as ${typeIn(error.message)}. Functions that end in OrNull, such as toInt64OrNull, give null where a value does not fit.`, sql);
  if (OF_VALUES.has(code)) return refusal(stop(withoutValues(sentence)), sql);
  if (TOO_DEEP.has(code)) return refusal('The query is nested too deep.', sql);
  return refusal(`ClickHouse cannot answer this query (${error.type ?? code}).`, sql);
}

export function tooLarge(): Failure {
  return new Failure('too_large', 'The query needs more memory than a query may take and was stopped. Narrow the time range, select fewer columns, or aggregate before joining and sorting.', { field: 'sql' });
}

/** Behind the first it says what it was doing, and shows the whole statement. */
function firstSentence(message: string): string {
  return message.split(/\n|[:,.]? (?:[Ii]n scope|while executing|[Ww]hile processing|In query|Maybe you meant)\b|: [Ww]hile |\. Stack trace/, 1)[0].replace(/\b__table\d+\./g, '').slice(0, 300) + maybeMeant(message);
}

function maybeMeant(message: string): string {
  const names = /Maybe you meant: \[([^\]]*)\]/.exec(message)?.[1].match(/'(\w+)'/g)?.slice(0, 3).join(', ');
  return names === undefined ? '' : `. Maybe you meant ${names}`;
}

const stop = (sentence: string) => (/[.!?]$/.test(sentence.trim()) ? sentence.trim() : `${sentence.trim()}.`);

const withoutValues = (sentence: string) => sentence.replace(/'[^']*'|"[^"]*"|`[^`]*`/g, '…').replace(/(?<![A-Za-z\d])-?\d[\d.e+-]*/g, '…');

const typeIn = (message: string) => /\b(?:as|read|parse) ((?:U?Int|Float|Decimal|Date|Time|Bool|UUID)\w*)/.exec(message)?.[1] ?? 'what it is cast to';

function syntaxError(message: string): string {
  const found = /failed at position \d+ \(([^)]{0,60})\)?/.exec(message)?.[1];
  return found === undefined || found === '' || found === 'end of query' ? 'Syntax error: the query ends too early.' : `Syntax error at ${found.split(/[\s]/, 1)[0] || found}.`;
}

/** The engine shows what is left of the query; a long rest has dots at its end. */
function syntaxPlace(message: string, tokens: Statement['tokens']): number | undefined {
  const rest = /failed at position [^]*?\): ([^]*?)\.? Expected one of/.exec(message)?.[1].replace(/\.\.\.$/, '').trim();
  const place = rest === undefined || rest === '' ? -1 : textOf(tokens).lastIndexOf(rest);
  return place === -1 ? undefined : placeOf(tokens, place);
}

function placeOfName(sentence: string, tokens: Statement['tokens']): number | undefined {
  for (const [, name] of sentence.matchAll(/[`'"]([^`'"]+)[`'"]/g)) {
    const last = name.split('.').at(-1);
    const token = tokens.find((it) => it.kind !== 'text' && it.value === last);
    if (token !== undefined) return token.at;
  }
  return undefined;
}
