import type { FilterSubject } from './filter.js';
import type { Operand } from './operand.js';

/** What could stand at a place of a filter: what completion offers there. */
export type Expected =
  | { what: 'operand'; subject: FilterSubject }
  | { what: 'operator'; operand: Operand; subject: FilterSubject }
  | { what: 'value'; operand: Operand }
  | { what: 'connective'; open: number }
  | { what: 'words'; words: readonly string[] };

/** How much of the filter is shown on either side of the place at fault. */
const AROUND = 40;

/** A filter that cannot be read, and where. `at` and `length` count UTF-16 units of the text; the message names line and column and shows the place. */
export class FilterError extends Error {
  /** What is wrong, without the place. */
  readonly problem: string;
  readonly at: number;
  readonly length: number;
  /** What may have been meant, best first. */
  readonly suggestions: readonly string[];
  /** Set where the text ended before the filter did. */
  readonly expected: Expected | undefined;
  /** True when a quotation was never closed; `at` is where it opens. */
  readonly isUnclosed: boolean;

  constructor(problem: string, place: { text: string; at: number; length: number; suggestions?: readonly string[]; expected?: Expected; isUnclosed?: boolean }) {
    const { text, at, length, suggestions = [] } = place;
    super(`${placeOf(text, at)}: ${visible(problem + didYouMean(suggestions))}\n${excerpt(text, at, length)}`);
    this.name = 'FilterError';
    this.problem = visible(problem);
    this.at = at;
    this.length = length;
    this.suggestions = suggestions;
    this.expected = place.expected;
    this.isUnclosed = place.isUnclosed ?? false;
  }
}

function placeOf(text: string, at: number): string {
  const before = text.slice(0, at).split('\n');
  const column = Array.from(before.at(-1)!).length + 1;
  return before.length === 1 ? `Column ${column}` : `Line ${before.length}, column ${column}`;
}

function didYouMean(suggestions: readonly string[]): string {
  return suggestions.length === 0 ? '' : ` Did you mean ${suggestions.join(' or ')}?`;
}

/** The place, with a caret under what is at fault. */
function excerpt(text: string, at: number, length: number): string {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const lineEnd = text.indexOf('\n', at) === -1 ? text.length : text.indexOf('\n', at);
  const from = Math.max(lineStart, at - AROUND);
  const to = Math.min(lineEnd, Math.max(at + length, at) + AROUND, at + 2 * AROUND);
  const lead = (from > lineStart ? '…' : '') + visible(text.slice(from, at));
  const carets = Math.max(1, Array.from(text.slice(at, Math.min(at + length, to))).length);
  return `  ${lead}${visible(text.slice(at, to))}${to < lineEnd ? '…' : ''}\n  ${' '.repeat(Array.from(lead).length)}${'^'.repeat(carets)}`;
}

/** One visible character for each, so that the caret stands right and nothing hides or turns the text around. */
function visible(text: string): string {
  return Array.from(text, (it) => (/[\p{C}\p{Z}]/u.test(it) ? (it === ' ' || it === '\t' ? ' ' : '\u{FFFD}') : it)).join('');
}
