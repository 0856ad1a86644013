import type { Hit } from './hit.js';

const AROUND = 40;

/** A value so that its owner may know it again and nobody else learns it: `j***@e***`, `4***`. */
export function masked(value: string): string {
  return /^.+@.+$/s.test(value) ? `${value[0]}***@${value[value.indexOf('@') + 1]}***` : `${String.fromCodePoint(value.codePointAt(0)!)}***`;
}

/** The text around each hit, at most 40 characters to either side, every value in it masked. */
export function* excerpts(text: string, hits: readonly Hit[]): Generator<{ kind: string; excerpt: string }> {
  for (const [i, hit] of hits.entries()) {
    const before = maskedSlice(text, hits.slice(Math.max(0, i - 5), i), hits[i - 6]?.end ?? 0, hit.start);
    const after = maskedSlice(text, hits.slice(i + 1, i + 6), hit.end, hits[i + 6]?.start ?? text.length);
    yield { kind: hit.kind, excerpt: `${before.slice(-AROUND)}${masked(text.slice(hit.start, hit.end))}${after.slice(0, AROUND)}` };
  }
}

/** The part of a text close to its hits, with these masked. */
function maskedSlice(text: string, hits: readonly Hit[], from: number, to: number): string {
  let result = '';
  let at = from;
  for (const { start, end } of hits) {
    result += near(text.slice(at, start)) + masked(text.slice(start, end));
    at = end;
  }
  return result + near(text.slice(at, to));
}

const near = (text: string) => (text.length <= 2 * AROUND ? text : text.slice(0, AROUND) + text.slice(-AROUND));
