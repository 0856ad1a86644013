import { characterSet, DIGITS, runEnd, runStart } from './characters.js';
import type { Hit } from './hit.js';

const NUMBER = characterSet(`${DIGITS}+-.eE`);
const SPACE = characterSet(' \t\r\n');
const NUMBER_LIST = characterSet(`${DIGITS}+-.eE,[ `);
const MOST_LIST = 512;
const WHOLE_NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Follows a JSON text from its beginning and knows of a hit whether it is a bare number there, outside of strings: then a string must take its place.
 * To be asked in the order of hits; the text is read once.
 */
export class JsonNumbers {
  #at = 0;
  #isInString = false;
  readonly #isJson: boolean;

  constructor(readonly text: string) {
    const first = text[runEnd(text, 0, SPACE)];
    this.#isJson = first === '{' || first === '[';
  }

  /** What to put around the replacement (`"`, `\"` within a JSON string that holds JSON, else nothing); widens the hit to the whole number. */
  quoteFor(hit: Hit): string {
    if (!this.#isJson || !WHOLE_NUMBER.test(this.text.slice(hit.start, hit.end))) return '';
    this.#readTo(hit.start);
    const start = runStart(this.text, hit.start, NUMBER, Math.max(0, hit.start - 32));
    const end = runEnd(this.text, hit.end, NUMBER, hit.end + 32);
    const quote = this.#isInString ? this.#innerQuote(start, end) : '"';
    if (quote !== '') Object.assign(hit, { start, end });
    return quote;
  }

  #readTo(position: number): void {
    for (let quote = this.text.indexOf('"', this.#at); quote !== -1 && quote < position; quote = this.text.indexOf('"', this.#at)) {
      if (!this.#isInString || !isEscaped(this.text, quote)) this.#isInString = !this.#isInString;
      this.#at = quote + 1;
    }
  }

  /** For JSON inside a JSON string: its own quotes carry backslashes, and those of the key before the number, or before its list, show how many. */
  #innerQuote(start: number, end: number): string {
    if (!/[\s,}\]\\"]/.test(this.text[end] ?? ' ')) return '';
    const before = runStart(this.text, start, SPACE);
    if (this.text[before - 1] === ':') return this.#quoteOfKey(before - 1);
    const listStart = runStart(this.text, start, NUMBER_LIST, Math.max(0, start - MOST_LIST));
    if (this.text[listStart - 1] === ':') return this.#quoteOfKey(listStart - 1);
    // A list of numbers that is all the string begins with: "[1, 2]".
    if (this.text[listStart - 1] !== '"' || this.text[runEnd(this.text, listStart, SPACE)] !== '[') return '';
    return `${'\\'.repeat(2 * slashesBefore(this.text, listStart - 1) + 1)}"`;
  }

  #quoteOfKey(colon: number): string {
    const keyEnd = runStart(this.text, colon, SPACE);
    const slashes = this.text[keyEnd - 1] === '"' ? slashesBefore(this.text, keyEnd - 1) : 0;
    return slashes === 0 ? '' : `${'\\'.repeat(slashes)}"`;
  }
}

const isEscaped = (text: string, at: number) => slashesBefore(text, at) % 2 === 1;

function slashesBefore(text: string, at: number): number {
  let count = 0;
  while (text.charCodeAt(at - 1 - count) === 0x5c) count++;
  return count;
}
