/** Deeper than any data made by people or models, and far from where a recursive writer ends. */
const MAX_DEPTH = 500;

/** Whether JSON text is nested so deeply that what it holds could be read but not written again: it is kept and shown as text. */
export function isTooDeep(json: string): boolean {
  if (json.length < 2 * MAX_DEPTH) return false;
  let depth = 0;
  for (let i = 0; i < json.length; i++) {
    switch (json.charCodeAt(i)) {
      case 0x22: i = endOfString(json, i); break;
      case 0x5b: case 0x7b: if (++depth > MAX_DEPTH) return true; break;
      case 0x5d: case 0x7d: depth--; break;
    }
  }
  return false;
}

/** The place of the quote that ends the string; the end of the text where none does. */
function endOfString(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end >= 0; end = json.indexOf('"', end + 1)) {
    let slashes = 0;
    while (json.charCodeAt(end - 1 - slashes) === 0x5c) slashes++;
    if (slashes % 2 === 0) return end;
  }
  return json.length;
}
