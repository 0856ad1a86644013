/**
 * What a search means, the same on every engine.
 *
 * A query is words with white space between; what stands in double quotes is one term, and its white space matches any. Every term must occur in the same
 * observation: in its name, input, output or status message (of an offloaded payload in its preview).
 * A term occurs where the text has its characters, case aside (Unicode's simple folding), and where it begins or ends with a letter, digit or mark no
 * other such character stands beside it: `time` is not found in `timeout`, `time*` is. Scripts without spaces between words (Chinese, Japanese, Thai, …)
 * have no such border. After an escape of JSON (`\n`) a word begins, because most payloads are JSON.
 */
export interface SearchTerm {
  /** As written, without quotes and asterisk. */
  text: string;
  /** Its last word may go on: written with `*` at the end. */
  isPrefix: boolean;
}

const WORD = '\\p{L}\\p{N}\\p{M}';
const UNSPACED = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar'];
const unspaced = UNSPACED.map((it) => `\\p{Script=${it}}`).join('');
const isWordCharacter = new RegExp(`^(?![${unspaced}])[${WORD}]$`, 'u');
const wordsAndCharacters = new RegExp(`[${unspaced}]|(?:(?![${unspaced}])[${WORD}])+`, 'gu');

/** The terms of a query, none twice. Text without a term (only quotes) gives none. */
export function searchTerms(query: string): SearchTerm[] {
  const terms = new Map<string, SearchTerm>();
  for (const [, quoted, plain] of query.matchAll(/"([^"]*)"(?!\S)|(\S+)/gu)) {
    const written = (quoted ?? plain).trim();
    const isPrefix = quoted === undefined && /[^*]\*$/.test(written);
    const text = isPrefix ? written.slice(0, -1) : written;
    if (text !== '') terms.set(`${isPrefix} ${text}`, { text, isPrefix });
  }
  return [...terms.values()];
}

/** The whole words that any text with the term has, folded: what an index can be asked for. Empty for a sign, an emoji, or the beginning of one word. */
export function wordsOfTerm({ text, isPrefix }: SearchTerm): string[] {
  const words = wordsIn(text);
  if (isPrefix && isWordCharacter.test(lastCharacter(text))) words.pop();
  return words;
}

/** The words of a text, in order, folded. An index also holds what follows an escape of JSON as a word: see {@link wordAfterEscape}. */
export function wordsIn(text: string): string[] {
  return (text.match(wordsAndCharacters) ?? []).map(foldWord);
}

/** Of `nfoo`, found after a backslash: `foo`, which is a word as well. */
export function wordAfterEscape(word: string): string | undefined {
  return word.length > 1 && /^[bfnrt]/.test(word) ? word.slice(1) : undefined;
}

/** Equal for words that differ in case alone. */
export function foldWord(word: string): string {
  // eslint-disable-next-line no-control-regex
  return /^[\x00-\x7f]*$/.test(word) ? word.toLowerCase() : Array.from(word, foldCharacter).join('');
}

/** By way of the upper case, so that final sigma and long s meet their sisters; what becomes several characters stays one. */
function foldCharacter(character: string): string {
  const upper = character.toUpperCase();
  const lower = (upper.length === character.length ? upper : character).toLowerCase();
  return lower.length === character.length ? lower : character;
}

/** A pattern for RE2, which both engines have, that finds the term in a text. It brings its own flags. */
export function patternOf({ text, isPrefix }: SearchTerm): string {
  const others = `[^${WORD}]|[${UNSPACED.map((it) => `\\p{${it}}`).join('')}]`;
  const before = isWordCharacter.test(firstCharacter(text)) ? `(?:^|${others}|\\\\[bfnrt])` : '';
  const after = !isPrefix && isWordCharacter.test(lastCharacter(text)) ? `(?:$|${others})` : '';
  return `(?i)${before}${literally(text)}${after}`;
}

/** The same for JavaScript, without what stands around the term; global. */
export function expressionOf({ text, isPrefix }: SearchTerm): RegExp {
  const word = `(?:(?![${unspaced}])[${WORD}])`;
  const before = isWordCharacter.test(firstCharacter(text)) ? `(?:(?<!${word})|(?<=\\\\[bfnrt]))` : '';
  const after = !isPrefix && isWordCharacter.test(lastCharacter(text)) ? `(?!${word})` : '';
  return new RegExp(`${before}${literally(text)}${after}`, 'giu');
}

/** White space in a term is that of ASCII, in whatever amount: both kinds of expressions know no other in common. */
function literally(text: string): string {
  return text.split(/[ \t\n\f\r]+/).map((it) => it.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('[ \\t\\n\\f\\r]+');
}

/**
 * The longest part of the term that lower-cased text surely has where the term occurs, itself in lower case: a cheap test before the pattern.
 * Without k and s, whose other forms are outside ASCII (the Kelvin sign, the long s). Undefined when nothing is left.
 */
export function certainPart({ text }: SearchTerm): string | undefined {
  // eslint-disable-next-line no-control-regex
  const parts = text.toLowerCase().split(/[^\x21-\x7e]|[ks]/u).filter((it) => it !== '');
  return parts.sort((a, b) => b.length - a.length)[0];
}

const firstCharacter = (text: string) => String.fromCodePoint(text.codePointAt(0)!);
const lastCharacter = (text: string) => Array.from(text).at(-1)!;
