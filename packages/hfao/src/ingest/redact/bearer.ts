import { characterSet, DIGITS, LETTERS, runEnd } from './characters.js';
import { beginsAt } from './escapes.js';
import type { Hit } from './hit.js';

const TOKEN68 = characterSet(`${DIGITS}${LETTERS}-._~+/=`);
const LEAST = 16;
const WORDS = ['Bearer ', 'bearer '];

/** `Bearer …` (RFC 6750) wherever it stands. */
export function findBearers(text: string, hits: Hit[]): void {
  for (const word of WORDS) {
    for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length)) {
      const start = at + word.length;
      let end = runEnd(text, start, TOKEN68);
      while (text[end - 1] === '.') end--;
      const value = text.slice(start, end);
      if (value.length >= LEAST && /[A-Za-z]/.test(value) && (/\d/.test(value) || /[a-z][A-Z]/.test(value)) && beginsAt(text, at)) hits.push({ start, end, kind: 'bearer' });
    }
  }
}
