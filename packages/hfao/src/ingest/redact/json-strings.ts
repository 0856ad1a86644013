import { afterEscape } from './escapes.js';
import type { Hit } from './hit.js';

/**
 * Hits of a pattern that knows nothing of JSON, cut so that JSON stays JSON: what of them lies in string values, and whole numbers.
 * In text that is no JSON they stay as they are.
 */
export function insideStrings(text: string, hits: Hit[]): Hit[] {
  if (!isJson(text)) return hits;
  const cut: Hit[] = [];
  let next = 0;
  for (const token of valueTokens(text)) {
    while (next < hits.length && hits[next].end <= token.start) next++;
    for (let i = next; i < hits.length && hits[i].start < token.end; i++) {
      const start = token.isNumber ? token.start : afterEscape(text, Math.max(hits[i].start, token.start));
      const end = token.isNumber ? token.end : Math.min(afterEscape(text, hits[i].end), token.end);
      if (start < end) cut.push({ start, end, kind: hits[i].kind });
    }
  }
  return cut;
}

function isJson(text: string): boolean {
  if (!/^\s*[{["]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The contents of its strings that are no keys, and its numbers, in their order. The text is valid JSON. */
function* valueTokens(text: string): Generator<{ start: number; end: number; isNumber: boolean }> {
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      const end = stringEnd(text, at);
      if (!isKey(text, end)) yield { start: at + 1, end: end - 1, isNumber: false };
      at = end;
    } else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
      let end = at + 1;
      while (/[\d.eE+-]/.test(text[end] ?? '')) end++;
      yield { start: at, end, isNumber: true };
      at = end;
    } else at++;
  }
}

function stringEnd(text: string, start: number): number {
  for (let at = start + 1; ; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code === 0x5c) at++;
  }
}

function isKey(text: string, end: number): boolean {
  let at = end;
  while (/\s/.test(text[at] ?? '')) at++;
  return text[at] === ':';
}
