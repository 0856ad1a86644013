import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { IndexBuilder } from './index-builder.js';
import { MAGIC, readAt, TAIL_BYTES } from './index-layout.js';
import { BUCKETS, writeNumber, type Part } from './part-writer.js';

/** Buckets that are put together at a time: all parts' are some megabytes. */
const TOGETHER = 128;
const MOST_NUMBER_BYTES = 5;

const draftOf = (path: string) => `${path}.draft`;
/** While it is made: the parts as they come. */
const partsOf = (path: string) => `${path}.parts`;

interface WrittenPart extends Omit<Part, 'words'> { at: number }

/** Writes an index from rows as texts (row-text.ts). It has its name only when it is whole and on the disk. */
export class IndexFileWriter {
  readonly #path: string;
  readonly #partsFile: number;
  readonly #builder = new IndexBuilder();
  readonly #parts: WrittenPart[] = [];
  readonly #times: number[] = [];
  #bytes = 0;

  constructor(path: string) {
    this.#path = path;
    this.#partsFile = openSync(partsOf(path), 'w+', 0o600);
  }

  add(texts: Uint8Array): void {
    this.#keep(this.#builder.add(texts, (time) => this.#times.push(time)));
  }

  finish(): void {
    this.#keep(this.#builder.finish());
    const file = openSync(draftOf(this.#path), 'w', 0o600);
    const ends = new Float64Array(BUCKETS);
    for (let bucket = 0, at = 0; bucket < BUCKETS; bucket += TOGETHER) at += this.#writeBuckets(file, bucket, at, ends);
    const tail = Buffer.alloc(TAIL_BYTES);
    tail.writeUInt32LE(this.#parts.length);
    tail.write(MAGIC, 4);
    const rows = Uint32Array.from(this.#parts, (it) => it.rows);
    for (const bytes of [Float64Array.from(this.#times), ends, rows, tail]) writeSync(file, bytes);
    fsyncSync(file);
    closeSync(file);
    renameSync(draftOf(this.#path), this.#path);
    this.giveUp();
  }

  /** What was written until here is of no more use. */
  giveUp(): void {
    closeSync(this.#partsFile);
    rmSync(partsOf(this.#path), { force: true });
  }

  #keep(parts: readonly Part[]): void {
    for (const { words, ...part } of parts) {
      writeSync(this.#partsFile, words);
      this.#parts.push({ ...part, at: this.#bytes });
      this.#bytes += words.length;
    }
  }

  /** @returns how many bytes */
  #writeBuckets(file: number, first: number, at: number, ends: Float64Array): number {
    const slices = this.#parts.map((part) => {
      const from = startOf(part, first);
      return { part, from, bytes: readAt(this.#partsFile, part.at + from, part.ends[first + TOGETHER - 1] - from) };
    });
    const bucketed = Buffer.allocUnsafe(slices.reduce((sum, { bytes }) => sum + bytes.length + TOGETHER * 2 * MOST_NUMBER_BYTES, 0));
    let length = 0;
    for (let bucket = first; bucket < first + TOGETHER; bucket++) {
      for (const [number, { part, from, bytes }] of slices.entries()) {
        const words = bytes.subarray(startOf(part, bucket) - from, part.ends[bucket] - from);
        if (words.length === 0) continue;
        length = writeNumber(bucketed, writeNumber(bucketed, length, number), words.length);
        bucketed.set(words, length);
        length += words.length;
      }
      ends[bucket] = at + length;
    }
    writeSync(file, bucketed, 0, length);
    return length;
  }
}

const startOf = ({ ends }: WrittenPart, bucket: number) => (bucket === 0 ? 0 : ends[bucket - 1]);
