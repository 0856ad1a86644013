import { characterSet, DIGITS, isDigit, isIn, LETTERS, runEnd, runStart } from './characters.js';
import { afterEscape } from './escapes.js';
import type { Hit } from './hit.js';
import { userinfoStart } from './url-credentials.js';

const LOCAL = characterSet(`${DIGITS}${LETTERS}._%+-'`);
const DOMAIN = characterSet(`${DIGITS}${LETTERS}.-`);
const LETTER = characterSet(LETTERS);
const MOST_LOCAL = 64;
const MOST_DOMAIN = 253;

/** `icon@2x.png` is a picture, `deploy@build.json` a file. */
const FILE_ENDINGS = new Set('png jpg jpeg gif svg webp avif ico js mjs cjs jsx ts tsx json yaml yml toml css scss html xml txt csv log lock tgz gz zip map pdf wasm'.split(' '));
/** Accounts of services, in `git@github.com:owner/repository`. */
const SERVICE_ACCOUNTS = new Set(['git', 'hg', 'svn']);

/** Addresses by their `@`, or `%40` in a URL, outward from there. */
export function findEmails(text: string, hits: Hit[]): void {
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) findAround(text, at, at + 1, hits);
  for (let at = text.indexOf('%40'); at !== -1; at = text.indexOf('%40', at + 3)) findAround(text, at, at + 3, hits);
}

function findAround(text: string, localEnd: number, domainStart: number, hits: Hit[]): void {
  if (localEnd === 0 || !isIn(LOCAL, text.charCodeAt(localEnd - 1)) || !isIn(DOMAIN, text.charCodeAt(domainStart))) return;
  let start = runStart(text, localEnd, LOCAL, Math.max(0, localEnd - MOST_LOCAL - 1));
  if (localEnd - start > MOST_LOCAL) return;
  start = afterEscape(text, start);
  while (start < localEnd && text.charCodeAt(start) === 0x27) start++;   // 'bob@example.org'
  const end = domainEnd(text, domainStart);
  if (start >= localEnd || end === -1 || text[end] === '(') return;
  const isServer = (text[end] === ':' || text[end] === '/') && SERVICE_ACCOUNTS.has(text.slice(start, localEnd));
  if (isServer || userinfoStart(text, localEnd) !== -1) return;
  hits.push({ start, end, kind: 'email' });
}

/** Where the domain ends that begins here; -1 when it is none: at least two labels, the last of letters. */
function domainEnd(text: string, start: number): number {
  let end = runEnd(text, start, DOMAIN, start + MOST_DOMAIN);
  while (end > start && !isIn(LETTER, text.charCodeAt(end - 1)) && !isDigit(text.charCodeAt(end - 1))) end--;
  // Not lastIndexOf, which would go on to the beginning of the text.
  const dot = start + text.slice(start, end).lastIndexOf('.');
  if (dot <= start) return -1;
  const topEnd = runEnd(text, dot + 1, LETTER, end);
  if (topEnd - dot < 3 || topEnd - dot > 25 || (topEnd < end && text[topEnd] !== '-')) return -1;
  if (FILE_ENDINGS.has(text.slice(dot + 1, topEnd).toLowerCase()) || text[dot - 1] === '.') return -1;
  const isVersion = isDigit(text.charCodeAt(start)) && /^\d+\.\d+/.test(text.slice(start, start + 12));   // lodash@4.17.21-rc.one
  return isVersion ? -1 : topEnd;
}
