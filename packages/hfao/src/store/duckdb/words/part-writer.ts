/*
 * A part of an index: some rows, and for each word in which of them it stands. A word is in the bucket of its first bits, as the rest of them,
 * the length of its list in bytes, and the list: its rows as gaps between them, seven bits a byte. All little-endian.
 * A word of many rows has an empty list. It says nothing: where such words meet there are hits enough nearby, and their lists would be half of all.
 */
export const BUCKETS = 4096;
export const COMMON_SHARE = 32;
/** Up to here a word is listed whatever its share. */
const ALWAYS_LISTED = 16;

/** Where a word stands: 28 bits of its hash. */
export const bucketOf = (hash: number) => hash >>> 20;
export const restOf = (hash: number) => (hash >>> 4) & 0xffff;

/** Of `rows` rows: its buckets one after the other, and where each ends. */
export interface Part { rows: number; ends: Uint32Array; words: Uint8Array }

/** @param hashes and `numbers`: a pair for each word of each row, in the order of rows; some more than once */
export function writePart(rows: number, hashes: Uint32Array, numbers: Uint16Array): Part {
  const { entries, starts } = inBuckets(hashes, numbers);
  const words = new WordWriter(Math.max(ALWAYS_LISTED, rows / COMMON_SHARE), hashes.length);
  const ends = new Uint32Array(BUCKETS);
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const sorted = sortedByRest(entries.subarray(starts[bucket], starts[bucket + 1]));
    for (let from = 0, to = 0; from < sorted.length; from = to) {
      const rest = sorted[from] >>> 16;
      for (to = from + 1; to < sorted.length && sorted[to] >>> 16 === rest;) to++;
      words.write(rest, sorted, from, to);
    }
    ends[bucket] = words.length;
  }
  return { rows, ends, words: words.bytes() };
}

class WordWriter {
  length = 0;
  #bytes: Uint8Array;
  #list: Uint8Array;

  constructor(readonly maxRows: number, pairs: number) {
    this.#bytes = new Uint8Array(pairs * 2 + 1024);
    this.#list = new Uint8Array((maxRows + 1) * 3);
  }

  /** @param entries of one word, from one place to another, by row */
  write(rest: number, entries: Uint32Array, from: number, to: number): void {
    const length = this.#writeList(entries, from, to);
    this.#reserve(length + 8);
    this.#bytes[this.length++] = rest & 255;
    this.#bytes[this.length++] = rest >>> 8;
    this.length = writeNumber(this.#bytes, this.length, length);
    this.#bytes.set(this.#list.subarray(0, length), this.length);
    this.length += length;
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  /** @returns its length; 0 when there are too many rows */
  #writeList(entries: Uint32Array, from: number, to: number): number {
    let length = 0;
    let before = -1;
    for (let i = from, rows = 0; i < to; i++) {
      const row = entries[i] & 0xffff;
      if (row === before) continue;
      if (++rows > this.maxRows) return 0;
      length = writeNumber(this.#list, length, row - before - 1);
      before = row;
    }
    return length;
  }

  #reserve(more: number): void {
    if (this.length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.length + more));
    grown.set(this.bytes());
    this.#bytes = grown;
  }
}

export function writeNumber(bytes: Uint8Array, at: number, value: number): number {
  let rest = value;
  for (; rest > 127; rest >>>= 7) bytes[at++] = (rest & 127) | 128;
  bytes[at++] = rest;
  return at;
}

/** Each pair as one number: what its bucket does not say of the word, then the row. In a bucket in the order of rows. */
function inBuckets(hashes: Uint32Array, numbers: Uint16Array): { entries: Uint32Array; starts: Uint32Array } {
  const starts = new Uint32Array(BUCKETS + 1);
  for (let i = 0; i < hashes.length; i++) starts[bucketOf(hashes[i]) + 1]++;
  for (let i = 1; i <= BUCKETS; i++) starts[i] += starts[i - 1];
  const entries = new Uint32Array(hashes.length);
  const places = starts.slice();
  for (let i = 0; i < hashes.length; i++) entries[places[bucketOf(hashes[i])]++] = (restOf(hashes[i]) << 16) | numbers[i];
  return { entries, starts };
}

/** Two rounds over eight bits each: a bucket is so small that it stays in the processor's cache, where sorting all at once misses it at every step. */
function sortedByRest(entries: Uint32Array): Uint32Array {
  const half = new Uint32Array(entries.length);
  const sorted = new Uint32Array(entries.length);
  sortBy(16, entries, half);
  sortBy(24, half, sorted);
  return sorted;
}

function sortBy(shift: number, from: Uint32Array, to: Uint32Array): void {
  const places = new Uint32Array(257);
  for (let i = 0; i < from.length; i++) places[((from[i] >>> shift) & 255) + 1]++;
  for (let i = 1; i < 257; i++) places[i] += places[i - 1];
  for (let i = 0; i < from.length; i++) to[places[(from[i] >>> shift) & 255]++] = from[i];
}
