/** Less than this is not worth a body of its own. */
export const LEAST_RUN = 1024;

/** A run of at least {@link LEAST_RUN} characters covers one of these places and the characters behind it. */
const STRIDE = 512;
const PROBE = 64;

/** 1 for the letters of base64, of its URL-safe kind too. */
const LETTERS = new Uint8Array(65_536);
for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_') LETTERS[letter.charCodeAt(0)] = 1;

export interface Run { start: number; /** Behind the padding. */ end: number }

/**
 * The next stretch of base64 at or after `from`. In prose a probe ends at the first space, so most text is passed over at some
 * ten characters of every 512.
 */
export function nextRun(text: string, from: number): Run | undefined {
  for (let at = from + STRIDE - 1; at + PROBE <= text.length; at += STRIDE) {
    if (!isProbeOfLetters(text, at)) continue;
    let start = at;
    while (start > from && LETTERS[text.charCodeAt(start - 1)] === 1) start--;
    let end = at + PROBE;
    while (end < text.length && LETTERS[text.charCodeAt(end)] === 1) end++;
    if (end - start >= LEAST_RUN) return { start, end: pastPadding(text, end) };
    at = end - STRIDE;
  }
  return undefined;
}

function isProbeOfLetters(text: string, at: number): boolean {
  for (let i = at; i < at + PROBE; i++) if (LETTERS[text.charCodeAt(i)] === 0) return false;
  return true;
}

function pastPadding(text: string, end: number): number {
  for (let i = 0; i < 2 && text.charCodeAt(end) === 0x3d; i++) end++;
  return end;
}
