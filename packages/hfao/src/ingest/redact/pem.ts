import { characterSet, DIGITS, LETTERS, runEnd } from './characters.js';
import type { Hit } from './hit.js';

const BEGIN = '-----BEGIN ';
const LABEL = characterSet(`${LETTERS}${DIGITS} `);
const BASE64 = characterSet(`${LETTERS}${DIGITS}+/=`);
/** Between the lines: white space, its escapes (the letter behind the backslash counts as base64), the colons of old headers, a quoted line's plus. */
const BETWEEN = characterSet(' \t\r\n\\:,.-');
/** A line of a key; what is shorter is its last one, or prose. */
const LEAST_LINE = 16;
const MOST_LABEL = 40;

/** Private keys (RFC 7468), to their END line; one that was cut off, as far as its lines go. */
export function findPrivateKeys(text: string, hits: Hit[]): void {
  for (let start = text.indexOf(BEGIN); start !== -1;) {
    const labelEnd = runEnd(text, start + BEGIN.length, LABEL, start + BEGIN.length + MOST_LABEL);
    let end = labelEnd;
    if (text.startsWith('-----', labelEnd) && text.slice(start, labelEnd).includes('PRIVATE KEY')) {
      end = bodyEnd(text, labelEnd + 5);
      if (end > labelEnd + 5) hits.push({ start, end, kind: 'pem' });
    }
    start = text.indexOf(BEGIN, end);
  }
}

/** Where the key ends whose body begins here; the same place when there is no body. */
function bodyEnd(text: string, start: number): number {
  let end = start;
  let sawLine = false;
  for (let at = start; ;) {
    if (text.startsWith('-----', at)) return sawLine ? footerEnd(text, at) : start;
    const lineEnd = runEnd(text, at, BASE64);
    if (lineEnd > at) {
      if (lineEnd - at >= LEAST_LINE) sawLine = true;
      else if (sawLine && text[lineEnd] !== '\n' && text[lineEnd] !== '\\' && text[lineEnd] !== '\r' && text[lineEnd] !== '-' && lineEnd !== text.length && text[lineEnd] !== '"') return end;
      if (sawLine) end = lineEnd;
      at = lineEnd;
      continue;
    }
    const gapEnd = gap(text, at);
    if (gapEnd === at) return end;
    at = gapEnd;
  }
}

/** Characters between lines, up to five dashes in a row, which begin the END line. */
function gap(text: string, start: number): number {
  let at = start;
  while (runEnd(text, at, BETWEEN, at + 1) > at && !text.startsWith('-----', at)) {
    // Never half an escape: a backslash before a quote is the quote's.
    if (text[at] === '\\' && (text[at + 1] === '"' || text[at + 1] === '\\' && text[at + 2] === '"')) break;
    at++;
  }
  return at;
}

function footerEnd(text: string, at: number): number {
  if (!text.startsWith('-----END ', at)) return at;
  const labelEnd = runEnd(text, at + 9, LABEL, at + 9 + MOST_LABEL);
  return text.startsWith('-----', labelEnd) ? labelEnd + 5 : labelEnd;
}
