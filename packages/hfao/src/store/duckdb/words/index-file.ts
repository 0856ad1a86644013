import { closeSync, fsyncSync, openSync, readSync, renameSync, writeSync, fstatSync } from 'node:fs';
import { BUCKETS, bucketOf, headBytes, restOf } from './part-writer.js';
import { IndexBuilder } from './index-builder.js';

const MAGIC = 'hfao-words-2';
const TAIL_BYTES = MAGIC.length + 4;

/** Writes an index from rows as texts (row-text.ts). It has its name only when it is whole and on the disk. */
export class IndexFileWriter {
  readonly #path: string;
  readonly #file: number;
  readonly #builder = new IndexBuilder();
  readonly #parts: number[] = [];

  constructor(path: string) {
    this.#path = path;
    this.#file = openSync(draftOf(path), 'w', 0o600);
  }

  add(texts: Uint8Array): void {
    this.#write(this.#builder.add(texts));
  }

  finish(): void {
    this.#write(this.#builder.finish());
    const lengths = Buffer.from(Uint32Array.from(this.#parts).buffer);
    const tail = Buffer.alloc(TAIL_BYTES);
    tail.writeUInt32LE(this.#parts.length);
    tail.write(MAGIC, 4);
    writeSync(this.#file, Buffer.concat([lengths, tail]));
    fsyncSync(this.#file);
    closeSync(this.#file);
    renameSync(draftOf(this.#path), this.#path);
  }

  /** What was written is of no use. */
  giveUp(): void {
    closeSync(this.#file);
  }

  #write(parts: Uint8Array[]): void {
    for (const part of parts) {
      writeSync(this.#file, part);
      this.#parts.push(part.length);
    }
  }
}

export const draftOf = (path: string) => `${path}.draft`;

/** An index that is looked things up in. It keeps where the buckets end, a quarter of a byte a row: a word then takes one small read a part. */
export class IndexFile {
  readonly #file: number;
  readonly #parts: Part[];

  private constructor(file: number, parts: Part[]) {
    this.#file = file;
    this.#parts = parts;
  }

  /** Undefined when there is none, or none that this version can read. */
  static open(path: string): IndexFile | undefined {
    let file: number;
    try {
      file = openSync(path, 'r');
    } catch {
      return undefined;
    }
    const parts = readParts(file);
    if (parts !== undefined) return new IndexFile(file, parts);
    closeSync(file);
    return undefined;
  }

  /**
   * The start times of the rows that may have all the words (hashes), in no order; all that do are among them. Undefined: of more than `most` rows.
   * @param words the rarest first: where it is in no row of a part, the others are not looked for
   */
  timesOf(words: readonly number[], most = Infinity): number[] | undefined {
    const times: number[] = [];
    for (const part of this.#parts) {
      const found = timesIn(this.#file, part, words, most - times.length);
      if (found === undefined) return undefined;
      for (const it of found) times.push(it);
    }
    return times;
  }

  close(): void {
    closeSync(this.#file);
  }
}

interface Part { at: number; rows: number; bucketEnds: Uint32Array }

function readParts(file: number): Part[] | undefined {
  const { size } = fstatSync(file);
  if (size < TAIL_BYTES) return undefined;
  const tail = read(file, size - TAIL_BYTES, TAIL_BYTES);
  if (tail.toString('latin1', 4) !== MAGIC) return undefined;
  const count = tail.readUInt32LE();
  const lengths = read(file, size - TAIL_BYTES - count * 4, count * 4);
  const parts: Part[] = [];
  for (let i = 0, at = 0; i < count; i++) {
    const rows = read(file, at, 4).readUInt32LE();
    parts.push({ at, rows, bucketEnds: bucketEnds(file, at, rows) });
    at += lengths.readUInt32LE(i * 4);
  }
  return parts;
}

function bucketEnds(file: number, at: number, rows: number): Uint32Array {
  const bytes = read(file, at + headBytes(rows) - BUCKETS * 4, BUCKETS * 4);
  return Uint32Array.from({ length: BUCKETS }, (_, bucket) => bytes.readUInt32LE(bucket * 4));
}

function timesIn(file: number, part: Part, words: readonly number[], most: number): number[] | undefined {
  const lists: Uint16Array[] = [];
  for (const word of words) {
    const rows = rowsOf(file, part, word);
    if (rows === undefined) return [];
    if (rows !== 'common') lists.push(rows);
  }
  const [shortest, ...others] = lists.sort((a, b) => a.length - b.length);
  const rows = shortest && others.reduce(common, shortest);
  if ((rows?.length ?? part.rows) > most) return undefined;
  if ((rows?.length ?? part.rows) === 0) return [];
  const [first, last] = rows === undefined ? [0, part.rows - 1] : [rows[0], rows[rows.length - 1]];
  const times = read(file, part.at + 4 + first * 8, (last - first + 1) * 8);
  return Array.from(rows ?? { length: part.rows }, (row: number | undefined, i) => times.readDoubleLE(((row ?? i) - first) * 8));
}

/** Undefined: in none. */
function rowsOf(file: number, part: Part, hash: number): Uint16Array | 'common' | undefined {
  const bucket = bucketOf(hash);
  const from = bucket === 0 ? 0 : part.bucketEnds[bucket - 1];
  const to = part.bucketEnds[bucket];
  const bytes = read(file, part.at + headBytes(part.rows) + from, to - from);
  for (let at = 0; at < bytes.length;) {
    const rest = bytes[at] | (bytes[at + 1] << 8);
    at += 2;
    let length = 0;
    for (let shift = 0, more = true; more; shift += 7) {
      length |= (bytes[at] & 127) << shift;
      more = bytes[at++] > 127;
    }
    if (rest === restOf(hash)) return length === 0 ? 'common' : rowsIn(bytes.subarray(at, at + length));
    at += length;
  }
  return undefined;
}

function rowsIn(list: Uint8Array): Uint16Array {
  const rows = new Uint16Array(list.length);
  let count = 0;
  let row = -1;
  for (let at = 0; at < list.length;) {
    let gap = 0;
    for (let shift = 0, more = true; more; shift += 7) {
      gap |= (list[at] & 127) << shift;
      more = list[at++] > 127;
    }
    row += gap + 1;
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

function read(file: number, at: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  const done = readSync(file, bytes, 0, length, at);
  if (done < length) throw new Error('an index of words is shorter than it says');
  return bytes;
}
