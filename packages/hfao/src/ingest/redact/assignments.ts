import { characterSet, isIn, runEnd } from './characters.js';
import type { Hit } from './hit.js';
import { isSecretValue, secretName, type SecretName } from './secret-names.js';

/** How names end that may be secret: password, pwd, passphrase, passcode, secret, token, key, authorization, credential, and their plurals. */
const ENDINGS = endings(['rd', 'wd', 'se', 'de', 'et', 'en', 'ey', 'on', 'al', 'ds', 'es', 'ts', 'ns', 'ys', 'ls']);
const MOST_NAME = 40;
const MOST_VALUE = 4096;
/** So much of a value tells whether it is a secret. */
const JUDGED = 64;
const isQuote = (code: number) => code === 0x22 || code === 0x27 || code === 0x60;
const SCHEME = /^(?:bearer|basic|token|apikey|digest)\s+/i;
const PADDING = characterSet('=');
const ENDS_BARE_VALUE = characterSet(' \t\r\n\f\v"\'`\\,;&<>(){}[]|=');

/** The value behind a name like `api_key` and the `:` or `=` at `at`: `api_key=…`, `"password": "…"`, `Authorization: Bearer …`. */
export function findAssigned(text: string, at: number, hits: Hit[], wanted: ReadonlySet<string>): void {
  const nameEnd = endOfName(text, at);
  if (!endsLikeSecret(text, nameEnd)) return;
  const name = secretName(text.slice(Math.max(0, nameEnd - MOST_NAME), nameEnd));
  if (name === undefined) return;
  const value = valueAfter(text, at + 1);
  if (value === undefined) return;
  const kind = kindOf(name, text.slice(value.start, Math.min(value.end, value.start + JUDGED)));
  if (kind !== undefined && wanted.has(kind)) hits.push({ ...value, kind });
}

function endings(pairs: readonly string[]): Uint8Array {
  const set = new Uint8Array(128 * 128);
  for (const pair of pairs) for (const [a, b] of [pair, pair.toUpperCase()]) set[(a.charCodeAt(0) << 7) | b.charCodeAt(0)] = 1;
  return set;
}

function endsLikeSecret(text: string, end: number): boolean {
  const a = text.charCodeAt(end - 2);
  const b = text.charCodeAt(end - 1);
  return a < 128 && b < 128 && ENDINGS[(a << 7) | b] === 1;
}

/** The name before a colon or an equals sign, its quotes and a space left out. */
function endOfName(text: string, at: number): number {
  let end = at;
  while (end > 0 && at - end < 3 && text.charCodeAt(end - 1) === 0x20) end--;
  if (isQuote(text.charCodeAt(end - 1))) {
    end--;
    while (end > 0 && at - end < 12 && text.charCodeAt(end - 1) === 0x5c) end--;
  }
  return end;
}

function valueAfter(text: string, from: number): { start: number; end: number } | undefined {
  let start = from;
  if (text[start] === '=') return undefined;   // a comparison
  if (text[start] === '>') start++;            // name => value
  while (start - from < 5 && (text[start] === ' ' || text[start] === '\t')) start++;
  const opened = openingQuote(text, start);
  if (opened !== undefined) start = opened.end;
  const scheme = SCHEME.exec(text.slice(start, start + 12));
  if (scheme !== null) start += scheme[0].length;
  const end = opened === undefined ? bareEnd(text, start) : quotedEnd(text, start, opened.quote, opened.backslashes);
  return end > start ? { start, end } : undefined;
}

function openingQuote(text: string, start: number): { end: number; quote: string; backslashes: number } | undefined {
  let at = start;
  while (at - start < 8 && text[at] === '\\') at++;
  return isQuote(text.charCodeAt(at)) ? { end: at + 1, quote: text[at], backslashes: at - start } : undefined;
}

/** The value read last: in `a:b:c:…` the values of all names end at the same place, which is looked for once. */
const last = { text: '', start: 0, end: 0 };

function bareEnd(text: string, start: number): number {
  if (last.text !== text || start < last.start || start >= last.end) {
    let end = start;
    while (end < text.length && !isIn(ENDS_BARE_VALUE, text.charCodeAt(end))) end++;
    const padded = runEnd(text, end, PADDING, end + 2);
    if (padded === text.length || isIn(ENDS_BARE_VALUE, text.charCodeAt(padded))) end = padded;
    Object.assign(last, { text, start, end });
  }
  let { end } = last;
  while (end > start && /[.:!?]/.test(text[end - 1])) end--;
  return end;
}

/** Up to the quote that closes, or closes a string around it; a value in single quotes or backticks ends with any escape. */
function quotedEnd(text: string, start: number, quote: string, opening: number): number {
  for (let at = start; at < text.length && at - start < MOST_VALUE;) {
    const slashes = backslashesAt(text, at);
    const character = text[at + slashes];
    if (character === '\n') return at;
    if (character === '"') {
      const own = closingSlashes(slashes, quote === '"' ? opening : 0);
      if (own !== undefined) return at + slashes - own;
      if (quote !== '"') return at;
    } else if (quote !== '"' && (slashes > 0 || character === quote)) return at;
    at += slashes + 1;
  }
  return bareEnd(text, start);
}

/**
 * How many of the backslashes before a quote are the quote's own, when it closes a string of JSON: none outside, 1 in JSON within JSON, then 3, 7, ….
 * The others are escaped backslashes of the content. Undefined when the quote is content too.
 */
function closingSlashes(slashes: number, deepest: number): number | undefined {
  for (let own = 0; own <= deepest; own = 2 * own + 1) if (slashes % (2 * own + 2) === own) return own;
  return undefined;
}

function backslashesAt(text: string, at: number): number {
  let count = 0;
  while (text.charCodeAt(at + count) === 0x5c) count++;
  return count;
}

function kindOf(name: SecretName, value: string): 'aws_key' | 'bearer' | undefined {
  if (!isSecretValue(name, value)) return undefined;
  return name.isAws && value.length < JUDGED && /^[A-Za-z0-9/+=]{40}$/.test(value.replaceAll('\\/', '/')) ? 'aws_key' : 'bearer';
}
