import { createHash } from 'node:crypto';

/** Chance that is the same for the same words: the whole history can be told again. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** `value` give or take a share of it, in whole numbers. */
  about(value: number, share?: number): number;
}

/** sfc32 (PractRand's small fast counter), seeded by the SHA-256 of the words. */
export function randomOf(...words: readonly (string | number)[]): Random {
  const digest = createHash('sha256').update(words.join('\0')).digest();
  let [a, b, c, d] = [0, 4, 8, 12].map((at) => digest.readInt32LE(at));
  const next = () => {
    const t = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t | 0;
    return (t >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number) => low + (high - low) * next();
  return {
    next, between,
    chance: (probability) => next() < probability,
    pick: (from) => from[Math.floor(next() * from.length)],
    about: (value, share = 0.15) => Math.max(1, Math.round(value * between(1 - share, 1 + share))),
  };
}

/** An id of `bytes` bytes in hex that follows from the words, never all zero. */
export function idOf(bytes: 8 | 16, ...words: readonly (string | number)[]): string {
  const hex = createHash('sha256').update(words.join('\0')).digest('hex').slice(0, bytes * 2);
  return /^0+$/.test(hex) ? hex.replace(/0$/, '1') : hex;
}
