import { readSync } from 'node:fs';
import { BUCKETS } from './part-writer.js';

/*
 * An index: the buckets of words one after the other, each with what every part has in it (the part's number, how many bytes, the bytes as part-writer.ts has them);
 * the start time of each row; where each bucket ends; how many rows each part has; a tail. All little-endian, places and times as doubles.
 * What all parts know of a word lies side by side: to look it up in a million rows takes one read.
 */
export const MAGIC = 'hfao-words-3';
export const TAIL_BYTES = MAGIC.length + 4;
export const ENDS_BYTES = BUCKETS * 8;

/** @throws when the file ends before */
export function readAt(file: number, at: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  const done = readSync(file, bytes, 0, length, at);
  if (done < length) throw new Error('an index of words is shorter than it says');
  return bytes;
}
