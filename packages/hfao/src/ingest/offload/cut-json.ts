import { beginning } from '../../store/payload-preview.js';
import { pastSpace, stringEnd } from './json-spans.js';

/** Not a key that anyone has. */
const LONGEST_KEY = 200;
const SCALAR = /-?\d[\d.eE+-]{0,400}|true|false|null/y;

/**
 * The beginning of a JSON value as a shorter JSON value: long strings are cut, what comes after the budget is left out, open brackets are closed.
 * Reads no further than it must.
 * @param most about how many characters the answer may have
 * @param longest of a string
 * @returns undefined where the text is no JSON, as far as it was read
 */
export function cutJson(json: string, start: number, most: number, longest = most >> 2): string | undefined {
  try {
    return new Cutter(json, start, most, longest).value();
  } catch (error) {
    if (error instanceof NoJson) return undefined;
    throw error;
  }
}

class NoJson extends Error {}

class Cutter {
  constructor(readonly json: string, private at: number, private left: number, readonly longest: number) {}

  value(): string {
    this.at = pastSpace(this.json, this.at);
    switch (this.json[this.at]) {
      case '{': return this.#members('{', '}', () => this.#member());
      case '[': return this.#members('[', ']', () => this.value());
      case '"': return this.#string(Math.min(this.longest, Math.max(this.left, 16)));
      default: return this.#scalar();
    }
  }

  #members(open: string, close: string, next: () => string): string {
    const parts: string[] = [];
    this.left -= 2;
    this.at = pastSpace(this.json, this.at + 1);
    while (this.json[this.at] !== close) {
      if (this.left <= 0) return open + parts.join(',') + close;   // nobody reads on from here
      parts.push(next());
      this.left -= 1;
      this.at = pastSpace(this.json, this.at);
      if (this.left > 0 && this.json[this.at] === ',') this.at = pastSpace(this.json, this.at + 1);
      else if (this.left > 0 && this.json[this.at] !== close) throw new NoJson();
    }
    this.at++;
    return open + parts.join(',') + close;
  }

  #member(): string {
    if (this.json[this.at] !== '"') throw new NoJson();
    const key = this.#string(LONGEST_KEY);
    this.at = pastSpace(this.json, this.at);
    if (this.json[this.at++] !== ':') throw new NoJson();
    return `${key}:${this.value()}`;
  }

  #string(most: number): string {
    const end = stringEnd(this.json, this.at);
    if (end < 0) throw new NoJson();
    const whole = this.json.slice(this.at + 1, end);
    this.at = end + 1;
    const shown = whole.length <= most ? whole : `${beforeEscape(beginning(whole, most))}…`;
    this.left -= shown.length + 2;
    return `"${shown}"`;
  }

  #scalar(): string {
    SCALAR.lastIndex = this.at;
    const found = SCALAR.exec(this.json)?.[0];
    if (found === undefined) throw new NoJson();
    this.at += found.length;
    this.left -= found.length;
    return found;
  }
}

/** Without half of an escape at its end. */
function beforeEscape(text: string): string {
  const half = /\\+(?:u[0-9a-fA-F]{0,3})?$/.exec(text);
  if (half === null) return text;
  const slashes = /^\\+/.exec(half[0])![0].length;
  return slashes % 2 === 1 ? text.slice(0, half.index + slashes - 1) : text;
}
