import { ALNUM, characterSet, isDigit, isIn } from './characters.js';
import { beginsAt } from './escapes.js';
import type { Hit } from './hit.js';

const BEFORE = characterSet('0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+_=');
const JOINTS = characterSet(' .-()/');
const MOST_DIGITS = 15;
/** A number written in one go has at least so many; what follows it after a space is something else. */
const WHOLE = 10;

/** Numbers in international form (ITU-T E.164): a plus, a country code, at most 15 digits, with spaces, dots, dashes or brackets between groups. */
export function findPhones(text: string, hits: Hit[]): void {
  for (let at = text.indexOf('+'); at !== -1; at = text.indexOf('+', at + 1)) {
    const first = text[at + 1] === '(' ? at + 2 : at + 1;
    if (!isDigit(text.charCodeAt(first)) || text[first] === '0' || !(beginsAt(text, at, BEFORE) || follows(text, at))) continue;
    const end = phoneEnd(text, first);
    if (end !== -1) hits.push({ start: at, end, kind: 'phone' });
  }
}

/** `to=+49…`: an equals sign before the plus is no sum when a name stands before it. */
const follows = (text: string, at: number) => text[at - 1] === '=' && at > 1 && isIn(ALNUM, text.charCodeAt(at - 2)) && !isDigit(text.charCodeAt(at - 2));

function phoneEnd(text: string, start: number): number {
  const countryIsOne = text[start] === '1';
  let digits = 0;
  let accepted = -1;
  let groups = 0;
  for (let i = start; ;) {
    const begin = i;
    while (isDigit(text.charCodeAt(i))) i++;
    if (i === begin) break;
    digits += i - begin;
    groups++;
    if (digits > MOST_DIGITS) break;
    if (groups === 2 && /^0{2,}$/.test(text.slice(begin, i))) return -1;   // +20 000 000 is an amount
    if (!isIn(ALNUM, text.charCodeAt(i)) && text[i] !== '_' && !isDecimal(text, i, groups)) if (isNumber(digits, groups, countryIsOne)) accepted = i;
    if (groups === 1 && digits >= WHOLE) break;
    const joint = i;
    while (i - joint < 3 && isIn(JOINTS, text.charCodeAt(i))) i++;
    if (i === joint) break;
  }
  return accepted;
}

const isDecimal = (text: string, at: number, groups: number) => groups === 1 && text[at] === '.' && isDigit(text.charCodeAt(at + 1));

/** North American numbers have exactly eleven digits; one that is written in one go is not counted so strictly. */
function isNumber(digits: number, groups: number, countryIsOne: boolean): boolean {
  if (countryIsOne) return groups === 1 ? digits >= WHOLE : digits === 11;
  return digits >= (groups === 1 ? 8 : 9);
}
