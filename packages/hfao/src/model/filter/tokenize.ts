import { FilterError } from './filter-error.js';

/** Longer filters are refused: nobody writes them by hand, and every part costs on every row. */
export const MAX_FILTER_LENGTH = 4_000;

/**
 * One part of a filter's text. `text`: of a word or symbol as written, of a quotation what it says, of a number its digits.
 * `string` is in single quotes, `quoted` in double ones. A number may carry a unit: `2s`.
 */
export interface Token { kind: 'word' | 'number' | 'string' | 'quoted' | 'symbol' | 'end'; text: string; unit?: string; at: number; length: number }

const SPACE = /\s+/y;
/** A name, with dots in it for keys of attributes. Letters of any script: so that a name that only looks right is shown as what it is. */
const WORD = /[\p{L}_][\p{L}\p{M}\p{N}_$]*(?:\.[\p{L}\p{N}_$][\p{L}\p{M}\p{N}_$]*)*/uy;
const NUMBER = /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const UNIT = /[\p{L}_][\p{L}\p{N}_]*/uy;
const SYMBOL = /==|=|!=|<>|<=|>=|<|>|&&|\|\||[!()[\],+-]/y;

/** What people paste or know from elsewhere, and what to write. */
const INSTEAD = new Map([
  ['≠', '!='], ['≤', '<='], ['≥', '>='], ['‘', "'"], ['’', "'"], ['“', '"'], ['”', '"'], ['`', '"'], [':', '='], ['~', 'CONTAINS'], ['&', 'AND'], ['|', 'OR'], ['＝', '='], ['（', '('], ['）', ')'],
]);

/**
 * The parts of a filter's text, `end` last.
 * @throws FilterError at the first thing that is none
 */
export function tokenize(text: string): Token[] {
  refuseOddText(text);
  const tokens: Token[] = [];
  for (let at = skipSpace(text, 0); at < text.length; at = skipSpace(text, at)) {
    const token = tokenAt(text, at);
    tokens.push(token);
    at += token.length;
  }
  return [...tokens, { kind: 'end', text: '', at: text.length, length: 0 }];
}

/** What no stored text holds, so that nothing else is looked for than what was written. */
function refuseOddText(text: string): void {
  if (text.length > MAX_FILTER_LENGTH) {
    throw new FilterError(`The filter has ${text.length} characters; ${MAX_FILTER_LENGTH} are the most.`, { text, at: MAX_FILTER_LENGTH, length: 1 });
  }
  const odd = /\0|\p{Surrogate}/u.exec(text);
  if (odd !== null) throw new FilterError(odd[0] === '\0' ? 'The filter holds a NUL character.' : 'The filter holds half a character (a lone surrogate).', { text, at: odd.index, length: 1 });
}

function skipSpace(text: string, at: number): number {
  return at + (matched(SPACE, text, at)?.length ?? 0);
}

function tokenAt(text: string, at: number): Token {
  const first = text[at];
  if (first === "'" || first === '"') return quotation(text, at, first);
  const word = matched(WORD, text, at);
  if (word !== undefined) return { kind: 'word', text: word, at, length: word.length };
  const digits = matched(NUMBER, text, at);
  if (digits !== undefined) {
    const unit = matched(UNIT, text, at + digits.length);
    return { kind: 'number', text: digits, at, length: digits.length + (unit?.length ?? 0), ...(unit === undefined ? {} : { unit }) };
  }
  const comment = /--|\/\*|\/\/|#/y;
  if (matched(comment, text, at) !== undefined) throw new FilterError('A comment has no place in a filter.', { text, at, length: 2 });
  const symbol = matched(SYMBOL, text, at);
  if (symbol !== undefined) return { kind: 'symbol', text: symbol, at, length: symbol.length };
  throw strange(text, at);
}

/** The quote itself is written twice within. */
function quotation(text: string, at: number, quote: '"' | "'"): Token {
  for (let from = at + 1; ;) {
    const end = text.indexOf(quote, from);
    if (end === -1) throw new FilterError(`This ${quote} is never closed. Within a text, write it twice.`, { text, at, length: 1, isUnclosed: true });
    if (text[end + 1] === quote) {
      from = end + 2;
      continue;
    }
    return { kind: quote === "'" ? 'string' : 'quoted', text: text.slice(at + 1, end).replaceAll(quote + quote, quote), at, length: end + 1 - at };
  }
}

function strange(text: string, at: number): FilterError {
  const character = String.fromCodePoint(text.codePointAt(at)!);
  const code = `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
  const instead = INSTEAD.get(character);
  return new FilterError(`"${/[\p{C}\p{Z}]/u.test(character) ? code : character}" (${code}) means nothing here.`, { text, at, length: character.length, suggestions: instead === undefined ? [] : [instead] });
}

function matched(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
