/**
 * What a search means, the same on every engine.
 *
 * A query is words with white space between; what stands in double quotes is one term, and its white space matches any. Every term must occur in the same
 * observation: in its name, input, output or status message (of an offloaded payload in its preview).
 * A term occurs where the text has its characters, case aside (Unicode's simple folding), and where it begins or ends with a word character (a letter, a
 * digit, a mark) no other stands beside it: `time` is not found in `timeout`, `time*` is. Scripts without spaces between words (Chinese, Japanese, Thai, …)
 * have no such border. After an escape of JSON (`\n`) a word begins, because most payloads are JSON.
 */
export interface SearchTerm {
  /** As written, without quotes and asterisk. */
  text: string;
  /** Its last word may go on: written with `*` at the end. */
  isPrefix: boolean;
}

/**
 * Ranges of code points, so that every engine means the same: by Unicode's properties the versions differ, and RE2 takes 8 ms to compile a pattern with them.
 * From Latin to the last alphabets before the symbols, without the punctuation in between; Hangul; full-width letters and digits.
 */
const WORD_RANGES: readonly Range[] = [
  [0x30, 0x39], [0x41, 0x5a], [0x61, 0x7a], [0xaa, 0xaa], [0xb5, 0xb5], [0xba, 0xba], [0xc0, 0xd6], [0xd8, 0xf6], [0xf8, 0x37d], [0x37f, 0x386], [0x388, 0x559],
  [0x560, 0x588], [0x591, 0x5bd], [0x5c4, 0x5f2], [0x610, 0x61a], [0x620, 0x669], [0x66e, 0x6d3], [0x6d5, 0x6ff], [0x710, 0x963], [0x966, 0xdff], [0xf18, 0xfff],
  [0x10a0, 0x135f], [0x1369, 0x166c], [0x166f, 0x177f], [0x1810, 0x1fff], [0x2c00, 0x2dff], [0xa640, 0xa66f], [0xa720, 0xa82f], [0xa840, 0xa873], [0xab30, 0xd7ff],
  [0xfb00, 0xfd3d], [0xfd50, 0xfdff], [0xfe70, 0xfefe], [0xff10, 0xff19], [0xff21, 0xff3a], [0xff41, 0xff5a],
];
/** Thai, Lao, Myanmar, Khmer, Hiragana and Katakana, Han: each character is a word to an index. */
const UNSPACED_RANGES: readonly Range[] = [
  [0xe00, 0xeff], [0x1000, 0x109f], [0x1780, 0x17ff], [0x3005, 0x3007], [0x3041, 0x30ff], [0x3400, 0x4dbf], [0x4e00, 0x9fff], [0xf900, 0xfaff], [0xff66, 0xff9f], [0x20000, 0x3ffff],
];
type Range = readonly [from: number, to: number];
const ranges = (list: readonly Range[], escape: (codePoint: string) => string) => list.map((range) => range.map((it) => escape(it.toString(16))).join('-')).join('');
const forJavaScript = (codePoint: string) => `\\u{${codePoint}}`;
const forRe2 = (codePoint: string) => `\\x{${codePoint}}`;
const word = `[${ranges(WORD_RANGES, forJavaScript)}]`;
const isWordCharacter = new RegExp(`^${word}$`, 'u');
const wordsAndCharacters = new RegExp(`${word}+|[${ranges(UNSPACED_RANGES, forJavaScript)}]`, 'gu');
const noWord = `[^${ranges(WORD_RANGES, forRe2)}]`;

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

/** A pattern for RE2, which both engines have, that finds the term in a text. */
export function patternOf({ text, isPrefix }: SearchTerm): string {
  const before = isWordCharacter.test(firstCharacter(text)) ? `(?:^|${noWord}|\\\\[bfnrt])` : '';
  const after = !isPrefix && isWordCharacter.test(lastCharacter(text)) ? `(?:$|${noWord})` : '';
  return `${before}(?i:${literally(text)})${after}`;
}

/** The same for JavaScript, without what stands around the term, and with the rest of the word that a prefix begins; global. */
export function expressionOf({ text, isPrefix }: SearchTerm): RegExp {
  const before = isWordCharacter.test(firstCharacter(text)) ? `(?:(?<!${word})|(?<=\\\\[bfnrt]))` : '';
  const after = isPrefix ? `${word}*` : isWordCharacter.test(lastCharacter(text)) ? `(?!${word})` : '';
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
