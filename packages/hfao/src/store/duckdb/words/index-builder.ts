import { BETWEEN_ATTRIBUTES, HEADER_BYTES, readHeader } from './row-text.js';
import { eachWordHash, hashOfAttribute, hashOfProject } from './word-hash.js';
import { writePart, type Part } from './part-writer.js';

/** Rows of a part: their numbers take two bytes, and the memory of a build is bounded by it. */
export const PART_ROWS = 32_768;
/** Of words just seen: most that repeat within a row do so soon. What slips through is left out when words are sorted. */
const SEEN = 8192;
const NEWLINE = 0x0a;

/** Takes rows as texts (row-text.ts) and gives, part by part, which words and attributes stand in which of them. */
export class IndexBuilder {
  #rows = 0;
  #count = 0;
  #hashes = new Uint32Array(1 << 20);
  #numbers = new Uint16Array(1 << 20);
  readonly #seenHash = new Uint32Array(SEEN);
  readonly #seenRow = new Int32Array(SEEN).fill(-1);

  /**
   * @param noteTime told of each row's start time, in order
   * @returns the parts that are full now
   */
  add(bytes: Uint8Array, noteTime: (time: number) => void): Part[] {
    const parts: Part[] = [];
    for (let at = 0; at < bytes.length;) {
      const { time, length } = readHeader(bytes, at);
      at += HEADER_BYTES;
      noteTime(time);
      this.#addRow(bytes, at, at + length);
      at += length;
      if (this.#rows === PART_ROWS) parts.push(this.#take());
    }
    return parts;
  }

  /** The last part, with what is left. */
  finish(): Part[] {
    return this.#rows === 0 ? [] : [this.#take()];
  }

  #addRow(bytes: Uint8Array, from: number, to: number): void {
    const endOfProject = bytes.indexOf(NEWLINE, from);
    this.#note(hashOfProject(Buffer.from(bytes.buffer, bytes.byteOffset + from, endOfProject - from).toString()));
    const endOfAttributes = bytes.indexOf(NEWLINE, endOfProject + 1);
    for (let at = endOfProject + 1, end = at; at < endOfAttributes; at = end + 1) {
      for (end = at; end < endOfAttributes && bytes[end] !== BETWEEN_ATTRIBUTES;) end++;
      this.#note(hashOfAttribute(bytes, at, end));
    }
    eachWordHash(bytes, endOfAttributes + 1, to, this.#noteHash);
    this.#rows++;
  }

  readonly #noteHash = (hash: number): void => this.#note(hash);

  #note(hash: number): void {
    const slot = hash & (SEEN - 1);
    if (this.#seenHash[slot] === hash && this.#seenRow[slot] === this.#rows) return;
    this.#seenHash[slot] = hash;
    this.#seenRow[slot] = this.#rows;
    if (this.#count === this.#hashes.length) this.#grow();
    this.#hashes[this.#count] = hash;
    this.#numbers[this.#count++] = this.#rows;
  }

  #grow(): void {
    const hashes = new Uint32Array(this.#count * 2);
    const numbers = new Uint16Array(this.#count * 2);
    hashes.set(this.#hashes);
    numbers.set(this.#numbers);
    this.#hashes = hashes;
    this.#numbers = numbers;
  }

  #take(): Part {
    const part = writePart(this.#rows, this.#hashes.subarray(0, this.#count), this.#numbers.subarray(0, this.#count));
    this.#rows = 0;
    this.#count = 0;
    this.#seenRow.fill(-1);
    return part;
  }
}
