/*
 * Where values lie in JSON text, found without reading all of it. Of text that is no JSON the answer is undefined or a span that means nothing,
 * never an endless search.
 */

/** The place of the quote that ends the string which begins at `start`; -1 where none does. */
export function stringEnd(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end >= 0; end = json.indexOf('"', end + 1)) {
    if (!isEscaped(json, end)) return end;
  }
  return -1;
}

/** The place of the quote that begins the string which ends at `end`. */
function stringStart(json: string, end: number): number {
  for (let start = json.lastIndexOf('"', end - 1); start >= 0; start = start === 0 ? -1 : json.lastIndexOf('"', start - 1)) {
    if (!isEscaped(json, start)) return start;
  }
  return -1;
}

function isEscaped(json: string, at: number): boolean {
  let slashes = 0;
  while (json.charCodeAt(at - 1 - slashes) === 0x5c) slashes++;
  return slashes % 2 === 1;
}

/** Where the bracket closes that encloses `from`, which lies outside of any string; at most `most` characters on. */
export function closingAfter(json: string, from: number, most = Infinity): number | undefined {
  let depth = 0;
  const limit = Math.min(json.length, from + most);
  for (let at = from; at < limit; at++) {
    switch (json.charCodeAt(at)) {
      case 0x22: at = stringEnd(json, at); if (at < 0) return undefined; break;
      case 0x5b: case 0x7b: depth++; break;
      case 0x5d: case 0x7d: if (depth-- === 0) return at; break;
    }
  }
  return undefined;
}

/** Where the bracket opens that encloses `from`, which lies outside of any string; at most `most` characters back. */
export function openingBefore(json: string, from: number, most = Infinity): number | undefined {
  let depth = 0;
  const limit = Math.max(0, from - most);
  for (let at = from; at >= limit; at--) {
    switch (json.charCodeAt(at)) {
      case 0x22: at = stringStart(json, at); if (at < 0) return undefined; break;
      case 0x5d: case 0x7d: depth++; break;
      case 0x5b: case 0x7b: if (depth-- === 0) return at; break;
    }
  }
  return undefined;
}

/** The first place at or after `at` that is no white space. */
export function pastSpace(json: string, at: number): number {
  while (json.charCodeAt(at) <= 0x20) at++;
  return at;
}

/** The last place at or before `at` that is no white space. */
export function beforeSpace(json: string, at: number): number {
  while (json.charCodeAt(at) <= 0x20) at--;
  return at;
}
