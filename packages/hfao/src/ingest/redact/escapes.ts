import { ALNUM, HEX, isIn, type CharacterSet } from './characters.js';

/*
 * Texts are often JSON, and JSON within JSON. A letter behind a backslash (`\n`), or the digits of `\u00e9`, belong to no word beside them:
 * taking them away would leave half an escape. In text that is no JSON this costs at most a character that stays.
 */
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;

/** The first position from `at` on that is not inside an escape which begins before it. */
export function afterEscape(text: string, at: number): number {
  for (let back = 1; back <= 5 && back <= at; back++) {
    if (text.charCodeAt(at - back) === BACKSLASH) return Math.max(at, at - back + escapeLength(text, at - back));
  }
  return at;
}

function escapeLength(text: string, at: number): number {
  if (text.charCodeAt(at + 1) !== LETTER_U) return 2;
  for (let i = 2; i < 6; i++) if (!isIn(HEX, text.charCodeAt(at + i))) return 2;
  return 6;
}

/** Whether a word may begin here: what is before is not in the set, or it is the end of an escape (`\n`, `\u0020`, `%20`). */
export function beginsAt(text: string, at: number, set: CharacterSet = ALNUM): boolean {
  if (at === 0 || !isIn(set, text.charCodeAt(at - 1))) return true;
  return afterEscape(text, at - 1) === at || (at >= 3 && text.charCodeAt(at - 3) === 0x25 && isIn(HEX, text.charCodeAt(at - 2)) && isIn(HEX, text.charCodeAt(at - 1)));
}
