import { createHmac, hkdfSync } from 'node:crypto';
import type { Hit } from './hit.js';
import { JsonNumbers } from './json-number.js';

/** Replacements so far, by kind. */
export type Counts = Record<string, number>;

/** What stands in the place of a value. */
export type StandIn = (kind: string, value: string) => string;

/** `[REDACTED:kind]`. */
export const named: StandIn = (kind) => `[REDACTED:${kind}]`;

/** `[SHA256:…]`: equal values give equal hashes, however they are written: an address in capitals, a number with spaces. Without the server's key nobody can try values out. */
export function hashed(secretKey: Uint8Array): StandIn {
  const derived = Buffer.from(hkdfSync('sha256', secretKey, '', 'hfao redaction', 32));
  return (kind, value) => `[SHA256:${createHmac('sha256', derived).update(canonical(kind, value)).digest('hex').slice(0, 16)}]`;
}

function canonical(kind: string, value: string): string {
  if (kind === 'email' || kind === 'ip') return value.toLowerCase().replace('%40', '@');
  return kind === 'card' || kind === 'ssn' || kind === 'phone' ? value.replace(/\D/g, '') : value;
}

/** The text with something else in the place of each hit. They are in order and do not overlap. */
export function replaceHits(text: string, hits: readonly Hit[], standIn: StandIn, counts: Counts): string {
  const numbers = new JsonNumbers(text);
  let result = '';
  let at = 0;
  for (const hit of hits) {
    const value = text.slice(hit.start, hit.end);
    const quote = numbers.quoteFor(hit);
    counts[hit.kind] = (counts[hit.kind] ?? 0) + 1;
    result += text.slice(at, hit.start) + quote + standIn(hit.kind, value) + quote;
    at = hit.end;
  }
  return result + text.slice(at);
}
