import { closeSync, fstatSync, openSync } from 'node:fs';
import { ENDS_BYTES, MAGIC, readAt, TAIL_BYTES } from './index-layout.js';
import { BUCKETS, bucketOf, restOf } from './part-writer.js';

/** In which rows of a part a word stands, in order; or that it does in many. */
type Rows = Uint16Array | 'common';

/** An index (index-layout.ts) that is looked things up in. It keeps where the buckets end: a word then takes one read. */
export class IndexFile {
  readonly #file: number;
  readonly #ends: Float64Array;
  readonly #partRows: Uint32Array;

  private constructor(file: number, ends: Float64Array, partRows: Uint32Array) {
    this.#file = file;
    this.#ends = ends;
    this.#partRows = partRows;
  }

  /** Undefined when there is none, or none that this version can read. */
  static open(path: string): IndexFile | undefined {
    let file: number;
    try {
      file = openSync(path, 'r');
    } catch {
      return undefined;
    }
    const { size } = fstatSync(file);
    const tail = readAt(file, Math.max(0, size - TAIL_BYTES), Math.min(size, TAIL_BYTES));
    if (tail.toString('latin1', 4) === MAGIC) {
      const rowsBytes = tail.readUInt32LE() * 4;
      const head = readAt(file, size - TAIL_BYTES - rowsBytes - ENDS_BYTES, ENDS_BYTES + rowsBytes);
      const ends = Float64Array.from({ length: BUCKETS }, (_, bucket) => head.readDoubleLE(bucket * 8));
      return new IndexFile(file, ends, Uint32Array.from({ length: rowsBytes / 4 }, (_, part) => head.readUInt32LE(ENDS_BYTES + part * 4)));
    }
    closeSync(file);
    return undefined;
  }

  /**
   * The start times of the rows that may have all the words (hashes), in no order; all that do are among them. Undefined: of more than `most` rows.
   * @param words the rarest first: where it is in no row of a part, the others are not looked for
   */
  timesOf(words: readonly number[], most = Infinity): number[] | undefined {
    let found = new Map<number, Rows>(Array.from(this.#partRows, (_, part) => [part, 'common']));
    for (const word of words) {
      if (found.size === 0) return [];
      const those = this.#partsWith(word);
      found = new Map([...found].flatMap(([part, rows]) => {
        const both = inBoth(rows, those.get(part));
        return both === undefined ? [] : [[part, both]];
      }));
    }
    let count = 0;
    for (const [part, rows] of found) count += rows === 'common' ? this.#partRows[part] : rows.length;
    if (count > most) return undefined;
    const times: number[] = [];
    let start = this.#ends[BUCKETS - 1];
    for (const [part, partRows] of this.#partRows.entries()) {
      const rows = found.get(part);
      if (rows !== undefined) this.#addTimes(times, start, rows === 'common' ? undefined : rows, partRows);
      start += partRows * 8;
    }
    return times;
  }

  close(): void {
    closeSync(this.#file);
  }

  #partsWith(word: number): Map<number, Rows> {
    const bucket = bucketOf(word);
    const rest = restOf(word);
    const from = bucket === 0 ? 0 : this.#ends[bucket - 1];
    const bytes = new Bytes(readAt(this.#file, from, this.#ends[bucket] - from));
    const found = new Map<number, Rows>();
    while (!bytes.isAtEnd) {
      const part = bytes.number();
      const rows = rowsOf(bytes.next(bytes.number()), rest);
      if (rows !== undefined) found.set(part, rows);
    }
    return found;
  }

  #addTimes(times: number[], start: number, rows: Uint16Array | undefined, partRows: number): void {
    const [first, last] = rows === undefined ? [0, partRows - 1] : [rows[0], rows[rows.length - 1]];
    const bytes = readAt(this.#file, start + first * 8, (last - first + 1) * 8);
    for (let i = 0; i < (rows?.length ?? partRows); i++) times.push(bytes.readDoubleLE(((rows?.[i] ?? i) - first) * 8));
  }
}

/** Undefined: none. */
function inBoth(some: Rows, others: Rows | undefined): Rows | undefined {
  if (others === undefined || some === 'common') return others;
  if (others === 'common') return some;
  const both = common(some, others);
  return both.length === 0 ? undefined : both;
}

/** Of the words of one bucket and part. Undefined: in none. */
function rowsOf(words: Bytes, rest: number): Rows | undefined {
  while (!words.isAtEnd) {
    const its = words.pair();
    const list = words.next(words.number());
    if (its === rest) return list.length === 0 ? 'common' : rowsIn(list);
  }
  return undefined;
}

function rowsIn(list: Bytes): Uint16Array {
  const rows = new Uint16Array(list.length);
  let count = 0;
  for (let row = -1; !list.isAtEnd;) {
    row += list.number() + 1;
    rows[count++] = row;
  }
  return rows.subarray(0, count);
}

function common(a: Uint16Array, b: Uint16Array): Uint16Array {
  const both = new Uint16Array(a.length);
  let count = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) both[count++] = a[i];
    if (a[i] <= b[j]) {
      i++;
    } else {
      j++;
    }
  }
  return both.subarray(0, count);
}

/** Read from the front. */
class Bytes {
  #at: number;

  constructor(readonly bytes: Uint8Array, from = 0, readonly end = bytes.length) {
    this.#at = from;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.end;
  }

  get length(): number {
    return this.end - this.#at;
  }

  /** Two bytes. */
  pair(): number {
    return this.bytes[this.#at++] | (this.bytes[this.#at++] << 8);
  }

  /** Seven bits a byte. */
  number(): number {
    let value = 0;
    for (let shift = 0, more = true; more; shift += 7) {
      value |= (this.bytes[this.#at] & 127) << shift;
      more = this.bytes[this.#at++] > 127;
    }
    return value;
  }

  next(length: number): Bytes {
    const from = this.#at;
    this.#at += length;
    return new Bytes(this.bytes, from, this.#at);
  }
}
