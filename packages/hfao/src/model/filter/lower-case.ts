/**
 * The text with each code point in its simple lower case, as engines compare: as many code points as before, whatever stands beside them.
 * (`toLowerCase` alone makes two of İ, and looks at the end of a word for Σ.)
 */
export function lowerCase(text: string): string {
  if (isPlain(text)) return text.toLowerCase();
  let lower = '';
  for (const character of text) lower += String.fromCodePoint(character.toLowerCase().codePointAt(0)!);
  return lower;
}

function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}
