import { setImmediate as breathe } from 'node:timers/promises';
import { toLengthOne, type Embedder } from './embedder.js';

const DIMENSIONS = 512;
const MAX_CHARACTERS = 4_000;
const LETTERS = 3;
/** A word counts as much as the letters it is made of. */
const WORD_WEIGHT = 2;
/** About a millisecond of work. */
const TEXTS_AT_ONCE = 16;

/**
 * Words and runs of three letters, each thrown by a hash on one of 512 places with a sign (feature hashing, arXiv:0902.2206); what occurs often counts by the
 * logarithm. Deterministic and offline: inflections and typing errors are near, synonyms are not.
 */
export const lexicalEmbedder: Embedder = {
  method: 'lexical',
  model: 'hashed-ngrams-1',
  reach: 2_000,
  async embed(texts, signal) {
    const vectors: Float32Array[] = [];
    for (const text of texts) {
      if (vectors.length % TEXTS_AT_ONCE === 0) await breathe();
      signal.throwIfAborted();
      vectors.push(vectorOf(text.slice(0, MAX_CHARACTERS)));
    }
    return vectors;
  },
};

function vectorOf(text: string): Float32Array {
  const counts = new Map<number, number>();
  const count = (hash: number, weight: number) => counts.set(hash, (counts.get(hash) ?? 0) + weight);
  for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    count(hashOf(word, 0, word.length, 1), WORD_WEIGHT);
    const framed = ` ${word} `;
    for (let at = 0; at + LETTERS <= framed.length; at++) count(hashOf(framed, at, at + LETTERS, 2), 1);
  }
  const vector = new Float32Array(DIMENSIONS);
  for (const [hash, weight] of counts) vector[hash % DIMENSIONS] += (hash >>> 31 === 0 ? 1 : -1) * Math.log1p(weight);
  return toLengthOne(vector);
}

function hashOf(text: string, from: number, to: number, seed: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
