import type { Micros } from '../time.js';
import type { Filter } from './filter.js';
import { FilterError, type Expected } from './filter-error.js';
import { tokenize, type Token } from './tokenize.js';

const MAX_DEPTH = 20;
const MAX_NODES = 200;

/** Goes through a filter's parts, and holds what is built of them within bounds. */
export class TokenReader {
  readonly #tokens: Token[];
  #next = 0;
  #depth = 0;
  #nodes = 0;

  constructor(readonly text: string, readonly now: Micros) {
    this.#tokens = tokenize(text);
  }

  get token(): Token { return this.#tokens[this.#next]; }
  get following(): Token { return this.#tokens[Math.min(this.#next + 1, this.#tokens.length - 1)]; }

  get isEnd(): boolean { return this.token.kind === 'end'; }

  take(): Token {
    const { token } = this;
    if (token.kind !== 'end') this.#next++;
    return token;
  }

  isSymbol(...symbols: string[]): boolean {
    return this.token.kind === 'symbol' && symbols.includes(this.token.text);
  }

  /** Whether the part in hand is one of these words, given in capitals, in any case. */
  isWord(...words: string[]): boolean {
    return isWord(this.token, ...words);
  }

  takeSymbol(...symbols: string[]): Token | undefined {
    return this.isSymbol(...symbols) ? this.take() : undefined;
  }

  takeWord(...words: string[]): Token | undefined {
    return this.isWord(...words) ? this.take() : undefined;
  }

  /** @throws FilterError saying what should stand here */
  demandSymbol(symbol: string): void {
    if (this.takeSymbol(symbol) === undefined) throw this.unexpected(`"${symbol}"`, { what: 'words', words: [symbol] });
  }

  demandWord(...words: string[]): Token {
    const taken = this.takeWord(...words);
    if (taken === undefined) throw this.unexpected(words.join(' or '), { what: 'words', words });
    return taken;
  }

  /** One level down, which goes on only so far. */
  within<T>(read: () => T): T {
    if (this.#depth >= MAX_DEPTH) throw this.error(`Brackets and NOT stand within each other more than ${MAX_DEPTH} deep.`);
    this.#depth++;
    const result = read();
    this.#depth--;
    return result;
  }

  made(filter: Filter): Filter {
    if (++this.#nodes > MAX_NODES) throw this.error(`The filter has more than ${MAX_NODES} conditions. Use IN (…) for many values of one field.`);
    return filter;
  }

  error(problem: string, { token = this.token, suggestions, expected }: { token?: Pick<Token, 'at' | 'length'>; suggestions?: readonly string[]; expected?: Expected } = {}): FilterError {
    return new FilterError(problem, { text: this.text, at: token.at, length: token.length, suggestions, expected });
  }

  /** An error about the part in hand, which is not what should stand here. */
  unexpected(wanted: string, expected: Expected, suggestions?: readonly string[]): FilterError {
    const { token } = this;
    if (token.kind === 'end') return this.error(`The filter ends where ${wanted} should follow.`, { expected });
    return this.error(`Here should stand ${wanted}, not ${shown(token)}.`, { suggestions });
  }
}

export function isWord(token: Token, ...words: string[]): boolean {
  return token.kind === 'word' && words.includes(token.text.toUpperCase());
}

/** What a message quotes of a text: its beginning, never half a surrogate pair. */
export function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40).replace(/[\ud800-\udbff]$/, '')}…` : text;
}

/** A part as messages show it. */
export function shown(token: Token): string {
  const text = token.kind === 'number' ? `${token.text}${token.unit ?? ''}` : token.text;
  return token.kind === 'string' ? `'${shortened(text)}'` : `"${shortened(text)}"`;
}
