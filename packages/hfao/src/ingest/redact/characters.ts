/** A set of ASCII characters, to be asked by code. */
export type CharacterSet = Uint8Array;

export const DIGITS = '0123456789';
export const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

export function characterSet(characters: string): CharacterSet {
  const set = new Uint8Array(128);
  for (let i = 0; i < characters.length; i++) set[characters.charCodeAt(i)] = 1;
  return set;
}

export const ALNUM = characterSet(DIGITS + LETTERS);
export const HEX = characterSet(`${DIGITS}abcdefABCDEF`);
/** What most tokens consist of: base64url. */
export const TOKEN = characterSet(`${DIGITS}${LETTERS}-_`);

/** Codes beyond ASCII are in no set, and neither is what lies outside of the text. */
export const isIn = (set: CharacterSet, code: number): boolean => code < 128 && set[code] === 1;
export const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

/** The first position from `start` on that is not in the set, at most `limit`. */
export function runEnd(text: string, start: number, set: CharacterSet, limit = text.length): number {
  const last = Math.min(limit, text.length);
  let end = start;
  while (end < last && isIn(set, text.charCodeAt(end))) end++;
  return end;
}

/** Where the characters of the set begin that end before `end`, at least `limit`. */
export function runStart(text: string, end: number, set: CharacterSet, limit = 0): number {
  let start = end;
  while (start > limit && isIn(set, text.charCodeAt(start - 1))) start--;
  return start;
}
