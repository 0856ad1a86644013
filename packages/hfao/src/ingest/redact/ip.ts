import { isIPv6 } from 'node:net';
import { ALNUM, characterSet, DIGITS, HEX, isDigit, isIn, runEnd, runStart } from './characters.js';
import { afterEscape, beginsAt } from './escapes.js';
import type { Hit } from './hit.js';

const DOTTED = characterSet(`${DIGITS}.`);
const V6 = characterSet(`${DIGITS}abcdefABCDEF:.`);
const LONGEST_V4 = 15;
const LONGEST_V6 = 45;
/** Four numbers with dots behind such a word are no address. */
const SAID_BEFORE = 24;
const SAYS_NUMBERING = /(?:version|ver\.?|release|build|rev(?:ision)?|firmware|driver|section|sect?\.|chapter|clause|figure|fig\.|table|step|item|oid|schema|upgraded? to|§)(?:[_-]?(?:id|no|number|string))?\\*["']?\s*[:=#]{0,2}\s*\\*["']?$/i;

/** IPv4: four numbers up to 255 between dots, and not more. Loopback, unspecified and netmask addresses say nothing about anybody and stay. */
export function findIpv4(text: string, hits: Hit[]): void {
  let third = -9;
  let second = -9;
  for (let dot = text.indexOf('.'); dot !== -1; dot = text.indexOf('.', dot + 1)) {
    if (dot - second <= 4 && second - third <= 4 && isDigit(text.charCodeAt(dot - 1)) && isDigit(text.charCodeAt(dot + 1))) {
      const start = afterEscape(text, runStart(text, third, DOTTED, Math.max(0, third - LONGEST_V4)));
      let end = runEnd(text, dot, DOTTED, dot + LONGEST_V4);
      if (text[end - 1] === '.') end--;
      if (isAddress(text.slice(start, end)) && isAlone(text, start, end) && !isVersion(text, start)) hits.push({ start, end, kind: 'ip' });
    }
    third = second;
    second = dot;
  }
}

function isAddress(text: string): boolean {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((it) => /^(?:0|[1-9]\d{0,2})$/.test(it) && Number(it) <= 255)) return false;
  return parts[0] !== '0' && parts[0] !== '127' && parts[0] !== '255';
}

function isAlone(text: string, start: number, end: number): boolean {
  if (!beginsAt(text, start) || text[start - 1] === '_' || text[start - 1] === '.') return false;
  const after = text.charCodeAt(end);
  if (isIn(ALNUM, after) || text[end] === '_') return false;
  if (text[end] === '.' && isIn(ALNUM, text.charCodeAt(end + 1))) return false;
  return !(text[end] === '-' && isIn(ALNUM, text.charCodeAt(end + 1)) && !isDigit(text.charCodeAt(end + 1)));   // 1.2.3.4-beta
}

/** `package-1.2.3.4`, `Chrome/120.0.0.0`, `>=1.2.3.4`, `"version": "1.2.3.4"`. */
function isVersion(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - SAID_BEFORE), start);
  return /[A-Za-z][-]$|[=<>~!]=\s?$|(?:^|[\s"'(,|])[~^<>]\s?$|(?:^|[^A-Za-z/.])[A-Z][A-Za-z]+\/$/.test(before) || SAYS_NUMBERING.test(before);
}

/** IPv6 around a colon at `at`. @returns where to go on */
export function ipv6Around(text: string, at: number, hits: Hit[]): number {
  const end = runEnd(text, at, V6, at + LONGEST_V6 + 1);
  const start = afterEscape(text, runStart(text, at, V6, Math.max(0, at - LONGEST_V6 - 1)));
  let last = end;
  while (last > start && (text[last - 1] === '.' || (text[last - 1] === ':' && text[last - 2] !== ':'))) last--;
  if (last - start < 6 || last - start > LONGEST_V6 || !beginsAt(text, start) || isIn(ALNUM, text.charCodeAt(last)) || text[start - 1] === '_' || text[last] === '_') return end;
  if (isPersonal(text.slice(start, last))) hits.push({ start, end: last, kind: 'ip' });
  return end;
}

/** `Face::add` is a name and eight pairs are a hardware address; `::1` is everybody's. */
function isPersonal(address: string): boolean {
  if (!/\d/.test(address) || !isIPv6(address) || /^(?:[0-9a-f]{2}:){7}[0-9a-f]{2}$/i.test(address)) return false;
  return /^[0-9a-f]{3,4}:/i.test(address) || /^::ffff:/i.test(address) || !address.includes('::');
}

export const mayBeIpv6 = (before: number, after: number): boolean => (isIn(HEX, before) || before === 0x3a) && (isIn(HEX, after) || after === 0x3a);
