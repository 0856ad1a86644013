/** Control characters of both ASCII sets and those that turn the direction of text. */
// oxlint-disable-next-line no-control-regex
const HARMFUL = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text from agents on one line of a terminal: nothing in it can move the cursor, change colours or turn the line around. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replace(HARMFUL, '\ufffd').trim();
}

/** The same for text that keeps its lines. */
export function manyLines(text: string): string {
  return text.split(/\r\n|\n|\r/).map((it) => it.replace(/\t/g, '  ').replace(HARMFUL, '\ufffd')).join('\n');
}

/** How many columns a terminal gives the text: two for wide scripts and emoji, none for marks that combine. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += columnsOf(character.codePointAt(0)!);
  return width;
}

/** At most this wide; what is cut ends in `…`. */
export function clip(text: string, width: number): string {
  if (width === Infinity || displayWidth(text) <= width) return text;
  let kept = '';
  let used = 1;
  for (const character of text) {
    used += columnsOf(character.codePointAt(0)!);
    if (used > width) break;
    kept += character;
  }
  return width <= 0 ? '' : `${kept}…`;
}

function columnsOf(code: number): number {
  if ((code >= 0x300 && code <= 0x36f) || code === 0x200d || (code >= 0xfe00 && code <= 0xfe0f)) return 0;
  const wide = (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) || (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff)
    || (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff60) || (code >= 0xffe0 && code <= 0xffe6) || (code >= 0x1f300 && code <= 0x1faff) || (code >= 0x20000 && code <= 0x3fffd);
  return wide ? 2 : 1;
}
