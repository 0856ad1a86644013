import type { Signal } from '../../model/signal.js';
import { undecodable } from './encoding.js';
import { internedText } from './interned-text.js';
import type { Integer } from './metric-point.js';
import { signed64, unsigned64 } from './wide-integer.js';

/** Groups inside one another: the limit that the protobuf libraries share. */
const MAX_NESTING = 100;

const WIRE_VARINT = 0;
const WIRE_FIXED64 = 1;
const WIRE_LENGTH = 2;
const WIRE_GROUP_START = 3;
const WIRE_GROUP_END = 4;
const WIRE_FIXED32 = 5;
const TWO_32 = 4294967296;

/**
 * Reads protobuf wire format (protobuf.dev, "Encoding") from bytes that nobody vouches for.
 * Every read is given the `end` of the message it belongs to and goes no further: a nested message cannot outgrow its parent.
 * What does not fit throws Failure `undecodable` that names the byte. `at < end` before a tag is the caller's loop condition.
 */
export class ProtobufCursor {
  at = 0;
  /** Low and high half of the last varint or fixed64, unsigned. */
  low = 0;
  high = 0;
  /** The key of the last KeyValue (protobuf-values.ts). */
  key = '';
  /** Set when a value was nested too deep and was passed over. */
  tooDeep = false;
  readonly bytes: Buffer;
  readonly #view: DataView;

  /** @param signal what the body is taken for */
  constructor(body: Uint8Array, private readonly signal: Signal) {
    this.bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    this.#view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  }

  /** The next tag, field number and wire type together. One of an unknown field has to go to {@link skip}, which refuses the impossible ones. */
  tag(end: number): number {
    const first = this.bytes[this.at];
    if (first < 0x80) {
      this.at++;
      return first;
    }
    const start = this.at;
    this.varint(end);
    if (this.high !== 0) this.fail('a field tag is too large', start);
    return this.low;
  }

  /** Reads a length and returns where what follows ends. */
  lengthEnd(end: number): number {
    const start = this.at;
    const length = this.bytes[start];
    if (length < 0x80 && start + length < end) {
      this.at = start + 1;
      return this.at + length;
    }
    return this.longLengthEnd(end);
  }

  /** Passes over a length and what follows. */
  skipLength(end: number): void {
    this.at = this.lengthEnd(end);
  }

  text(end: number): string {
    const textEnd = this.lengthEnd(end);
    const start = this.at;
    this.at = textEnd;
    return internedText(this.bytes, this.#view, start, textEnd);
  }

  hex(end: number): string {
    const hexEnd = this.lengthEnd(end);
    const start = this.at;
    this.at = hexEnd;
    return this.bytes.toString('hex', start, hexEnd);
  }

  base64(end: number): string {
    const base64End = this.lengthEnd(end);
    const start = this.at;
    this.at = base64End;
    return this.bytes.toString('base64', start, base64End);
  }

  /** Reads up to 64 bits into `low` and `high` and returns `low`. Bits beyond are dropped, as the protobuf libraries do. */
  varint(end: number): number {
    const { bytes } = this;
    const start = this.at;
    const last = Math.min(end, start + 10);
    let low = 0;
    let high = 0;
    let at = start;
    for (let shift = 0; at < last; shift += 7) {
      const byte = bytes[at++];
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >>> 4;
      } else high |= bits << (shift - 32);
      if (byte < 0x80) {
        this.at = at;
        this.low = low >>> 0;
        this.high = high >>> 0;
        return this.low;
      }
    }
    return this.fail(end - start < 10 ? 'the message ends inside a number' : 'a number is longer than ten bytes', start);
  }

  int32(end: number): number {
    return this.varint(end) | 0;
  }

  bool(end: number): boolean {
    this.varint(end);
    return this.low !== 0 || this.high !== 0;
  }

  /** A signed 64-bit integer: a number where it is exact, its digits otherwise. */
  int64(end: number): Integer {
    this.varint(end);
    return signed64(this.high, this.low);
  }

  uint64(end: number): Integer {
    this.varint(end);
    return unsigned64(this.high, this.low);
  }

  /** A signed 32-bit number in zigzag. */
  sint32(end: number): number {
    const bits = this.varint(end);
    return (bits >>> 1) ^ -(bits & 1);
  }

  sfixed64Integer(end: number): Integer {
    this.fixed64(end);
    return signed64(this.high, this.low);
  }

  fixed64Integer(end: number): Integer {
    this.fixed64(end);
    return unsigned64(this.high, this.low);
  }

  /** Reads an unsigned 64-bit number into `low` and `high`. */
  fixed64(end: number): void {
    const start = this.take(8, end);
    this.low = this.#view.getUint32(start, true);
    this.high = this.#view.getUint32(start + 4, true);
  }

  fixed32(end: number): number {
    return this.#view.getUint32(this.take(4, end), true);
  }

  double(end: number): number {
    return this.#view.getFloat64(this.take(8, end), true);
  }

  /** Passes over the value of an unknown field, groups included. */
  skip(tag: number, end: number): void {
    if (tag < 8) this.fail('a field has the number 0');
    switch (tag & 7) {
      case WIRE_VARINT: this.skipVarint(end); break;
      case WIRE_FIXED64: this.take(8, end); break;
      case WIRE_LENGTH: this.skipLength(end); break;
      case WIRE_FIXED32: this.take(4, end); break;
      case WIRE_GROUP_START: this.skipGroup(tag >>> 3, end); break;
      case WIRE_GROUP_END: this.fail('a group ends that was not begun'); break;
      default: this.fail(`a field has the unknown wire type ${tag & 7}`);
    }
  }

  /** @throws Failure `undecodable` */
  fail(what: string, at = this.at): never {
    undecodable(this.signal, 'protobuf', `${what}, at byte ${at} of ${this.bytes.length}`);
  }

  /** Apart from {@link lengthEnd}, which has to be small to be compiled into its callers. */
  private longLengthEnd(end: number): number {
    const start = this.at;
    const length = this.varint(end) + this.high * TWO_32;
    if (length > end - this.at) this.fail('a length goes beyond the message it is in', start);
    return this.at + length;
  }

  private skipGroup(field: number, end: number): void {
    const open = [field];
    while (open.length > 0) {
      if (this.at >= end) this.fail('the message ends inside a group');
      const tag = this.tag(end);
      if ((tag & 7) === WIRE_GROUP_END) {
        if (open.pop() !== tag >>> 3) this.fail('a group ends that was not begun');
      } else if ((tag & 7) === WIRE_GROUP_START && tag > 7) {
        if (open.length === MAX_NESTING) this.fail(`groups are nested deeper than ${MAX_NESTING} levels`);
        open.push(tag >>> 3);
      } else this.skip(tag, end);
    }
  }

  private skipVarint(end: number): void {
    if (this.at < end && this.bytes[this.at] < 0x80) this.at++;
    else this.varint(end);
  }

  private take(count: number, end: number): number {
    const start = this.at;
    if (count > end - start) this.fail('the message ends inside a number', start);
    this.at = start + count;
    return start;
  }
}
