/** Where a text stops being JSON. */
export interface JsonFault { what: string; at: number }

/**
 * Finds the first byte at which a body is no longer JSON (RFC 8259). For bodies that the parser has refused:
 * its own message cites the body and does not always say where.
 */
export function firstJsonFault(bytes: Uint8Array): JsonFault {
  const open: number[] = [];
  let expected: Expected = 'value';
  let at = skipSpace(bytes, 0);
  for (; at < bytes.length; at = skipSpace(bytes, at)) {
    const byte = bytes[at];
    const isClosing = byte === 0x5d || byte === 0x7d;
    if (isClosing && (expected === 'comma' || expected === 'first value' || expected === 'first key')) {
      if (open.pop() !== byte) return { what: 'a bracket closes another kind', at };
      expected = open.length === 0 ? 'end' : 'comma';
      at++;
    } else if (expected === 'comma') {
      if (byte !== 0x2c) return { what: 'a comma or a closing bracket is missing', at };
      expected = open.at(-1) === 0x7d ? 'key' : 'value';
      at++;
    } else if (expected === 'colon') {
      if (byte !== 0x3a) return { what: 'a colon is missing', at };
      expected = 'value';
      at++;
    } else if (expected === 'key' || expected === 'first key') {
      if (byte !== 0x22) return { what: 'a quoted key is missing', at };
      const end = stringEnd(bytes, at);
      if (end < 0) return { what: 'a key is not a valid string', at };
      expected = 'colon';
      at = end;
    } else if (expected === 'end') {
      return { what: 'something follows the end of the JSON', at };
    } else if (byte === 0x7b || byte === 0x5b) {
      open.push(byte + 2);
      expected = byte === 0x7b ? 'first key' : 'first value';
      at++;
    } else {
      const end = scalarEnd(bytes, at);
      if (end < 0) return { what: 'this is not a valid JSON value', at };
      expected = open.length === 0 ? 'end' : 'comma';
      at = end;
    }
  }
  return { what: 'the JSON ends too early', at: bytes.length };
}

type Expected = 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'comma' | 'end';

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09)) at++;
  return at;
}

/** Behind the closing quote; -1 when the string has a control character, a wrong escape or no end. */
function stringEnd(bytes: Uint8Array, start: number): number {
  for (let at = start + 1; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === 0x22) return at + 1;
    if (byte < 0x20) return -1;
    if (byte !== 0x5c) continue;
    const escape = ESCAPE.exec(latin1(bytes, at, at + 6));
    if (escape === null) return -1;
    at += escape[0].length - 1;
  }
  return -1;
}

const ESCAPE = /^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/;

const SCALAR = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;

function scalarEnd(bytes: Uint8Array, start: number): number {
  if (bytes[start] === 0x22) return stringEnd(bytes, start);
  let end = start;
  while (end < bytes.length && end - start < 1000 && !isBoundary(bytes[end])) end++;
  return SCALAR.test(latin1(bytes, start, end)) ? end : -1;
}

const latin1 = (bytes: Uint8Array, start: number, end: number) => Buffer.from(bytes.subarray(start, end)).toString('latin1');

/** Space, comma, colon, quote, brackets. */
const isBoundary = (byte: number) => byte <= 0x20 || byte === 0x2c || byte === 0x3a || byte === 0x22 || byte === 0x5b || byte === 0x5d || byte === 0x7b || byte === 0x7d;
