import { foldWord, wordAfterEscape, wordsIn } from '../../search-terms.js';

/*
 * An index knows words by 32 bits of hash: two that share one are one to it, which a look at the row itself sets right.
 * Texts are read as bytes: of a hundred words ninety-nine are ASCII, and need no string.
 */

const START = 0x811c9dc5;
const step = (hash: number, unit: number) => Math.imul(hash ^ unit, 0x01000193);

/** The sum of a word spreads over all 32 bits: a dictionary is searched by proportion. */
function spread(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** Of a folded word. */
export function hashOfWord(word: string): number {
  let hash = START;
  for (let i = 0; i < word.length; i++) hash = step(hash, word.charCodeAt(i));
  return spread(hash);
}

/** Of what is no word of a text, and equal to none: a sign that cannot stand in a word comes first. */
export function hashOfProject(projectId: string): number {
  return hashOfWord(`/project/${projectId}`);
}

/** Of an attribute as row-text.ts writes it, in UTF-8; apart from words likewise. */
export function hashOfAttribute(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let hash = step(START, 0x2f);
  for (let at = from; at < to; at++) hash = step(hash, bytes[at]);
  return spread(hash);
}

/** For each ASCII character that can stand in a word its lower case, for each other 0, for what is not ASCII 1. */
const KIND = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0x80) return 1;
  const character = String.fromCharCode(byte);
  return /[a-zA-Z0-9]/.test(character) ? foldWord(character).charCodeAt(0) : 0;
});
const BACKSLASH = 0x5c;
const STARTS_AFTER_ESCAPE = Uint8Array.from({ length: 256 }, (_, byte) => ('bfnrt'.includes(String.fromCharCode(byte)) ? 1 : 0));
const decoder = new TextDecoder();

/** Calls back with the hash of every word in a stretch of UTF-8, as wordsIn would give them, doubles included. */
export function eachWordHash(bytes: Uint8Array, from: number, to: number, found: (hash: number) => void): void {
  let at = from;
  while (at < to) {
    let kind = KIND[bytes[at]];
    if (kind === 0) {
      at++;
      continue;
    }
    const start = at;
    const isAfterEscape = start > from && bytes[start - 1] === BACKSLASH && STARTS_AFTER_ESCAPE[bytes[start]] === 1;
    let hash = START;
    for (; kind > 1; kind = at < to ? KIND[bytes[at]] : 0) {
      hash = step(hash, kind);
      at++;
    }
    if (kind === 1) {
      at = eachForeignWord(bytes, start, to, isAfterEscape, found);
      continue;
    }
    found(spread(hash));
    if (isAfterEscape && at - start > 1) found(hashOfAscii(bytes, start + 1, at));
  }
}

function hashOfAscii(bytes: Uint8Array, from: number, to: number): number {
  let hash = START;
  for (let at = from; at < to; at++) hash = step(hash, KIND[bytes[at]]);
  return spread(hash);
}

/** Up to the next sign of ASCII. Returns where that is. */
function eachForeignWord(bytes: Uint8Array, start: number, to: number, isAfterEscape: boolean, found: (hash: number) => void): number {
  let end = start;
  while (end < to && KIND[bytes[end]] !== 0) end++;
  const words = wordsIn(decoder.decode(bytes.subarray(start, end)));
  for (const word of words) found(hashOfWord(word));
  const rest = isAfterEscape && words.length > 0 ? wordAfterEscape(words[0]) : undefined;
  if (rest !== undefined) found(hashOfWord(rest));
  return end;
}
