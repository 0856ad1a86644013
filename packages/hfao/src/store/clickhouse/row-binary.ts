import type { ColumnKind } from '../../model/observation.js';

/** A column as it is sent: its name, its kind, whether the table takes NULL there, and what stands there where a row says nothing. */
export interface EncodedColumn { name: string; kind: ColumnKind; isNullable: boolean; standard?: unknown }

type Row = { readonly [column: string]: unknown };
type Write = (value: never) => void;

/** Larger buffers are not kept from batch to batch. */
const KEPT_BYTES = 64 * 1024 * 1024;
/** Up to this length a loop over the characters is faster than a call of the runtime. */
const SHORT_TEXT = 48;

/**
 * Rows in ClickHouse's format RowBinary, one after the other in one buffer. A single encoder serves all tables of a writer: what it returned is
 * only good until it encodes the next rows.
 */
export class RowBinaryEncoder {
  #bytes = Buffer.allocUnsafe(1024 * 1024);
  #view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset);
  #at = 0;

  encode(columns: readonly EncodedColumn[], rows: readonly object[]): Buffer {
    if (this.#bytes.length > KEPT_BYTES) this.#resize(1024 * 1024);
    this.#at = 0;
    const count = columns.length;
    const names = columns.map((it) => it.name);
    const writes = columns.map((it) => this.#writes[it.kind]);
    // 0: never NULL, 1: NULL has a mark of its own, 2: NULL is an empty list or map.
    const nulls = columns.map(({ kind, isNullable }) => (kind === 'list' || kind === 'map' ? 2 : isNullable ? 1 : 0));
    for (const row of rows as readonly Row[]) {
      // Nine bytes are the most that a value of fixed size takes; texts make room for themselves.
      this.#ensure(count * 9);
      for (let c = 0; c < count; c++) {
        const value = row[names[c]] ?? columns[c].standard;
        if (value === null || value === undefined) {
          if (nulls[c] === 0) throw new TypeError(`${names[c]} is never null`);
          this.#bytes[this.#at++] = nulls[c] === 1 ? 1 : 0;
          continue;
        }
        if (nulls[c] === 1) this.#bytes[this.#at++] = 0;
        writes[c](value as never);
      }
    }
    return this.#bytes.subarray(0, this.#at);
  }

  readonly #writeText = (text: string): void => {
    const { length } = text;
    if (length > SHORT_TEXT || !this.#writeAscii(text, length)) this.#writeLong(text, length);
  };

  /** @returns false, with nothing written, where a character is not ASCII */
  #writeAscii(text: string, length: number): boolean {
    this.#ensure(length + 1 + ROOM);
    const bytes = this.#bytes;
    let at = this.#at;
    bytes[at++] = length;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code > 127) return false;
      bytes[at++] = code;
    }
    this.#at = at;
    return true;
  }

  /** The length stands in four bytes, whatever it is, so that the text is gone through once. */
  #writeLong(text: string, length: number): void {
    this.#ensure(length * 3 + 4 + ROOM);
    const size = this.#bytes.write(text, this.#at + 4);
    if (size >= 2 ** 28) throw new RangeError('a text of 256 MiB or more');
    const bytes = this.#bytes;
    bytes[this.#at++] = (size & 127) | 128;
    bytes[this.#at++] = ((size >>> 7) & 127) | 128;
    bytes[this.#at++] = ((size >>> 14) & 127) | 128;
    bytes[this.#at++] = size >>> 21;
    this.#at += size;
  }

  readonly #writeInteger = (value: number): void => {
    const high = Math.floor(value / 2 ** 32);
    this.#view.setInt32(this.#at, value - high * 2 ** 32, true);
    this.#view.setInt32(this.#at + 4, high, true);
    this.#at += 8;
  };

  readonly #writeFloat = (value: number): void => {
    this.#view.setFloat64(this.#at, value, true);
    this.#at += 8;
  };

  readonly #writeBool = (value: boolean): void => {
    this.#bytes[this.#at++] = value ? 1 : 0;
  };

  readonly #writeList = (texts: readonly string[]): void => {
    this.#writeCount(texts.length);
    for (const text of texts) this.#writeText(text);
  };

  readonly #writeMap = (flat: readonly string[]): void => {
    this.#writeCount(flat.length / 2);
    for (const text of flat) this.#writeText(text);
  };

  readonly #writes: Record<ColumnKind, Write> = {
    text: this.#writeText, json: this.#writeText, payload: this.#writeText,
    int: this.#writeInteger, micros: this.#writeInteger, float: this.#writeFloat, bool: this.#writeBool, list: this.#writeList, map: this.#writeMap,
  };

  #writeCount(count: number): void {
    this.#ensure(5 + ROOM);
    let rest = count;
    while (rest > 127) {
      this.#bytes[this.#at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#bytes[this.#at++] = rest;
  }

  #ensure(bytes: number): void {
    if (this.#at + bytes > this.#bytes.length) this.#resize(Math.max(this.#bytes.length * 2, this.#at + bytes));
  }

  #resize(size: number): void {
    const grown = Buffer.allocUnsafeSlow(size);
    this.#bytes.copy(grown, 0, 0, this.#at);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer, grown.byteOffset);
  }
}

/** What may follow a text in the same row before room is made again: values of fixed size. */
const ROOM = 1024;
