import type { Signal } from '../../model/signal.js';
import { undecodable } from './encoding.js';
import { firstJsonFault } from './json-fault.js';

/** Lists and objects inside one another in a body. Attribute values may nest 100 levels, four of JSON each; far beyond, nothing is looked at. */
const MAX_JSON_NESTING = 10_000;

/** Lists and objects of a body: hollow ones are dear to the parser, and an attribute takes eight bytes for each in any case. */
const mostContainers = (bodyBytes: number) => 100_000 + bodyBytes / 8;

/** Integers of this many digits may not fit a double. */
const LONG_DIGITS = 16;

/**
 * Parses a JSON body. What is not UTF-8 becomes U+FFFD. Integers of 16 digits and more come as strings with their exact digits,
 * which protojson allows for every number and JSON.parse cannot keep.
 * @throws Failure `undecodable` that names the byte
 */
export function parseJsonBody(body: Uint8Array, signal: Signal): unknown {
  const bytes = withoutByteOrderMark(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
  const longNumbers = scan(bytes, signal);
  const text = longNumbers.length === 0 ? bytes.toString() : quoted(bytes, longNumbers);
  try {
    return JSON.parse(text);
  } catch {
    // The parser's error is not kept as the cause: it cites the body, which may hold secrets.
    const { what, at } = firstJsonFault(bytes);
    return undecodable(signal, 'json', `${what}, at byte ${at} of ${bytes.length}`);
  }
}

function withoutByteOrderMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

/** One pass before the parser's: refuses what would cost the parser memory and no export has, and finds where long integers begin and end. */
function scan(bytes: Buffer, signal: Signal): number[] {
  const longNumbers: number[] = [];
  const most = mostContainers(bytes.length);
  let containers = 0;
  let depth = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === 0x22) at = stringEnd(bytes, at + 1);
    else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > MAX_JSON_NESTING) undecodable(signal, 'json', `it is nested deeper than ${MAX_JSON_NESTING} levels, at byte ${at} of ${bytes.length}`);
      if (++containers > most) undecodable(signal, 'json', `it is made of hollow lists and objects, at byte ${at} of ${bytes.length}`);
    } else if (byte === 0x5d || byte === 0x7d) depth--;
    else if (isDigit(byte)) {
      const start = at;
      while (isDigit(bytes[at + 1])) at++;
      if (at - start >= LONG_DIGITS - 1 && isWholeNumber(bytes, start, at + 1)) longNumbers.push(bytes[start - 1] === 0x2d ? start - 1 : start, at + 1);
    }
  }
  return longNumbers;
}

/** Where the string's closing quote is, or the end of the body. */
function stringEnd(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length && bytes[at] !== 0x22) at += bytes[at] === 0x5c ? 2 : 1;
  return at;
}

/** Whether these digits are a number of their own rather than its fraction or exponent, or its part before them. */
function isWholeNumber(bytes: Buffer, start: number, end: number): boolean {
  const before = bytes[start - 1];
  return !isNumberMark(before) && !(before === 0x2d && isNumberMark(bytes[start - 2])) && !isNumberMark(bytes[end]);
}

const isDigit = (byte: number | undefined) => byte !== undefined && byte >= 0x30 && byte <= 0x39;
/** . + e E */
const isNumberMark = (byte: number | undefined) => byte === 0x2e || byte === 0x2b || byte === 0x65 || byte === 0x45;

function quoted(bytes: Buffer, ranges: readonly number[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const boundary of ranges) {
    parts.push(bytes.toString(undefined, from, boundary));
    from = boundary;
  }
  parts.push(bytes.toString(undefined, from));
  return parts.join('"');
}
