/*
 * A part of an index: how many rows it is of; the start time of each; where each bucket of words ends; the buckets. A word is in the bucket of its first
 * bits, as the rest of them, the length of its list in bytes, and the list: its rows as gaps between them, seven bits a byte. All little-endian.
 * A word of many rows has an empty list. It says nothing: where such words meet there are hits enough nearby, and their lists would be half of all.
 */
export const BUCKETS = 4096;
export const COMMON_SHARE = 32;
/** Up to here a word is listed whatever its share. */
const ALWAYS_LISTED = 16;

/** Where a word stands: 28 bits of its hash. */
export const bucketOf = (hash: number) => hash >>> 20;
export const restOf = (hash: number) => (hash >>> 4) & 0xffff;
export const headBytes = (rows: number) => 4 + rows * 8 + BUCKETS * 4;

/** @param hashes and `numbers`: a pair for each word of each row, in the order of rows; some more than once */
export function writePart(times: Float64Array, hashes: Uint32Array, numbers: Uint16Array): Uint8Array {
  const sorted = sortedByWord(hashes, numbers);
  const words = new WordWriter(Math.max(ALWAYS_LISTED, times.length / COMMON_SHARE), hashes.length);
  const ends = new Uint32Array(BUCKETS);
  for (let bucket = 0, from = 0; bucket < BUCKETS; bucket++) {
    while (from < hashes.length && bucketOf(sorted.hashes[from]) === bucket) {
      const word = sorted.hashes[from] >>> 4;
      let to = from + 1;
      while (to < hashes.length && sorted.hashes[to] >>> 4 === word) to++;
      words.write(word & 0xffff, sorted.numbers, from, to);
      from = to;
    }
    ends[bucket] = words.length;
  }
  return Buffer.concat([new Uint32Array([times.length]), times, ends].map(bytesOf).concat(words.bytes()));
}

const bytesOf = (array: Float64Array | Uint32Array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

class WordWriter {
  length = 0;
  #bytes: Uint8Array;
  #list: Uint8Array;

  constructor(readonly maxRows: number, pairs: number) {
    this.#bytes = new Uint8Array(pairs * 2 + 1024);
    this.#list = new Uint8Array((maxRows + 1) * 3);
  }

  write(rest: number, numbers: Uint16Array, from: number, to: number): void {
    const length = this.#writeList(numbers, from, to);
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
  #writeList(numbers: Uint16Array, from: number, to: number): number {
    let length = 0;
    let before = -1;
    for (let i = from, rows = 0; i < to; i++) {
      if (numbers[i] === before) continue;
      if (++rows > this.maxRows) return 0;
      length = writeNumber(this.#list, length, numbers[i] - before - 1);
      before = numbers[i];
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

function writeNumber(bytes: Uint8Array, at: number, value: number): number {
  let rest = value;
  for (; rest > 127; rest >>>= 7) bytes[at++] = (rest & 127) | 128;
  bytes[at++] = rest;
  return at;
}

interface Pairs { hashes: Uint32Array; numbers: Uint16Array }

/** By three rounds over eleven bits each; rows of one word keep their order. */
function sortedByWord(hashes: Uint32Array, numbers: Uint16Array): Pairs {
  const one = emptyPairs(hashes.length);
  const other = emptyPairs(hashes.length);
  sortBy(0, { hashes, numbers }, one);
  sortBy(11, one, other);
  sortBy(22, other, one);
  return one;
}

const emptyPairs = (count: number): Pairs => ({ hashes: new Uint32Array(count), numbers: new Uint16Array(count) });

function sortBy(shift: number, from: Pairs, to: Pairs): void {
  const places = new Uint32Array(2049);
  for (let i = 0; i < from.hashes.length; i++) places[((from.hashes[i] >>> shift) & 2047) + 1]++;
  for (let i = 1; i < places.length; i++) places[i] += places[i - 1];
  for (let i = 0; i < from.hashes.length; i++) {
    const place = places[(from.hashes[i] >>> shift) & 2047]++;
    to.hashes[place] = from.hashes[i];
    to.numbers[place] = from.numbers[i];
  }
}
