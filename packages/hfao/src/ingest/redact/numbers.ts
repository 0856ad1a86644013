import { ALNUM, isDigit, isIn } from './characters.js';
import { afterEscape, beginsAt } from './escapes.js';
import type { Hit } from './hit.js';
import { isCardNumber } from './card.js';

/** How every card and every social security number begins. Its length is fixed, so V8 skips ahead; a year or a small number does not match. */
const BEGINNING = /\d\d[\d -]{3}\d/g;
const LEAST_DIGITS = 9;
/** How a card's digits stand in groups. */
const CARD_GROUPS = [[4, 4, 4, 4], [4, 6, 5], [4, 6, 4], [4, 4, 4, 4, 3], [4, 4, 4, 1]];
/** How far before nine bare digits it may stand what they are. */
const SAID_BEFORE = 32;
const SAYS_SSN = /\bssn\b|social.?security|[a-z]SSN\b|[_-]ssn|ssn[_-]/i;

interface Group { start: number; end: number }

/** Payment cards and social security numbers: digits, bare or in groups joined by one space or dash. */
export function findNumbers(text: string, hits: Hit[], wanted: { card: boolean; ssn: boolean }): void {
  BEGINNING.lastIndex = 0;
  let from = 0;
  while (BEGINNING.test(text)) {
    const found = BEGINNING.lastIndex - 6;
    // Scores and prices are the most frequent long numbers: what is behind a decimal point is passed over at once.
    if (text.charCodeAt(found - 1) === 0x2e && isDigit(text.charCodeAt(found - 2))) {
      from = BEGINNING.lastIndex = digitsEnd(text, BEGINNING.lastIndex);
      continue;
    }
    const start = afterEscape(text, regionStart(text, found, from));
    const end = regionEnd(text, start);
    if (end - start >= LEAST_DIGITS) findInRegion(text, start, end, hits, wanted);
    from = BEGINNING.lastIndex = Math.max(end, BEGINNING.lastIndex);
  }
}

function digitsEnd(text: string, start: number): number {
  let end = start;
  while (isDigit(text.charCodeAt(end))) end++;
  return end;
}

const isJoint = (code: number) => code === 0x20 || code === 0x2d;

function regionStart(text: string, at: number, limit: number): number {
  let start = at;
  while (start > limit && (isDigit(text.charCodeAt(start - 1)) || (isJoint(text.charCodeAt(start - 1)) && start - 1 > limit && isDigit(text.charCodeAt(start - 2))))) start--;
  return start;
}

function regionEnd(text: string, start: number): number {
  let end = start;
  while (isDigit(text.charCodeAt(end)) || (isJoint(text.charCodeAt(end)) && end > start && isDigit(text.charCodeAt(end - 1)) && isDigit(text.charCodeAt(end + 1)))) end++;
  return end;
}

function findInRegion(text: string, start: number, end: number, hits: Hit[], wanted: { card: boolean; ssn: boolean }): void {
  if (!standsAlone(text, start, end)) return;
  const groups = groupsOf(text, start, end);
  for (let i = 0; i < groups.length; i++) {
    const hit = (wanted.card ? cardAt(text, groups, i) : undefined) ?? (wanted.ssn ? ssnAt(text, groups, i) : undefined);
    if (hit === undefined) continue;
    hits.push(hit);
    while (i + 1 < groups.length && groups[i + 1].start < hit.end) i++;
  }
}

const isWord = (code: number) => isIn(ALNUM, code) || code === 0x5f;

/** No part of a word, a decimal or a longer dotted number. */
function standsAlone(text: string, start: number, end: number): boolean {
  if (!beginsAt(text, start) || isWord(text.charCodeAt(end))) return false;
  const before = text[start - 1];
  // Behind a plus it is a phone's number.
  if (before === '_' || before === '+' || (before === '.' && isDigit(text.charCodeAt(start - 2)))) return false;
  return !(text[end] === '.' && isDigit(text.charCodeAt(end + 1)));
}

function groupsOf(text: string, start: number, end: number): Group[] {
  const groups: Group[] = [];
  for (let i = start; i < end; i++) {
    const begin = i;
    while (i < end && isDigit(text.charCodeAt(i))) i++;
    groups.push({ start: begin, end: i });
  }
  return groups;
}

function cardAt(text: string, groups: readonly Group[], i: number): Hit | undefined {
  const { start, end } = groups[i];
  const length = end - start;
  // A card in groups begins with four digits; what is longer stands by itself.
  if (length >= 12 && length <= 19) return isPartOfId(text, start, end) || !isCardNumber(text.slice(start, end)) ? undefined : { start, end, kind: 'card' };
  if (length !== 4) return undefined;
  for (const lengths of CARD_GROUPS) {
    const last = i + lengths.length - 1;
    if (last >= groups.length || !lengths.every((it, k) => groups[i + k].end - groups[i + k].start === it)) continue;
    const joint = text[end];
    if (lengths.some((_, k) => k > 0 && text[groups[i + k].start - 1] !== joint) || isPartOfId(text, start, groups[last].end)) continue;
    const hit = { start, end: groups[last].end, kind: 'card' };
    if (isCardNumber(text.slice(hit.start, hit.end).replaceAll(joint, ''))) return hit;
  }
  return undefined;
}

/** Part of something longer, such as an order's id. */
function isPartOfId(text: string, start: number, end: number): boolean {
  return (text[start - 1] === '-' && isIn(ALNUM, text.charCodeAt(start - 2))) || (text[end] === '-' && isIn(ALNUM, text.charCodeAt(end + 1)));
}

function ssnAt(text: string, groups: readonly Group[], i: number): Hit | undefined {
  const { start, end } = groups[i];
  const length = end - start;
  if (length === 9) return isSsn(text.slice(start, end)) && saysSsn(text, start) ? { start, end, kind: 'ssn' } : undefined;
  if (length !== 3 || i + 2 >= groups.length) return undefined;
  const [second, third] = [groups[i + 1], groups[i + 2]];
  const joint = text[end];
  if (second.end - second.start !== 2 || third.end - third.start !== 4 || text[second.end] !== joint || isPartOfId(text, start, third.end)) return undefined;
  if (joint === ' ' && !saysSsn(text, start)) return undefined;
  return isSsn(text.slice(start, third.end).replaceAll(joint, '')) ? { start, end: third.end, kind: 'ssn' } : undefined;
}

/** The area, group and serial numbers that are given out: https://secure.ssa.gov/poms.nsf/lnx/0110201035 */
const isSsn = (digits: string) => !/^(?:000|666|9)/.test(digits) && digits.slice(3, 5) !== '00' && digits.slice(5) !== '0000';
const saysSsn = (text: string, at: number) => SAYS_SSN.test(text.slice(Math.max(0, at - SAID_BEFORE), at));

