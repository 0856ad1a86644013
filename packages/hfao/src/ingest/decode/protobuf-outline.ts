import type { ProtobufCursor } from './protobuf-cursor.js';
import { SHOWN_CHARACTERS, refusalOf, shownWithIds, type IdBytes, type Refusal, type Refused } from './refusal.js';

/** Where a length-delimited field lies in the body; empty when it is missing. */
export class ByteRange implements IdBytes {
  protected start = 0;
  protected end = 0;
  #lastStart = 0;
  #lastHex = '';

  constructor(protected readonly bytes: Buffer) {}

  get length(): number { return this.end - this.start; }

  clear(): void {
    this.start = this.end = 0;
  }

  /** Notes the field at the cursor and passes over it. */
  take(cursor: ProtobufCursor, end: number): void {
    this.end = cursor.lengthEnd(end);
    this.start = cursor.at;
    cursor.at = this.end;
  }

  isZero(): boolean {
    for (let i = this.start; i < this.end; i++) if (this.bytes[i] !== 0) return false;
    return true;
  }

  /** Spans of one trace come together, and siblings share their parent: the last id is often the next one. */
  hex(): string {
    if (!this.#isAsLast()) {
      this.#lastHex = this.bytes.toString('hex', this.start, this.end);
      this.#lastStart = this.start;
    }
    return this.#lastHex;
  }

  #isAsLast(): boolean {
    const length = this.end - this.start;
    if (this.#lastHex.length !== 2 * length) return false;
    for (let i = 0; i < length; i++) if (this.bytes[this.start + i] !== this.bytes[this.#lastStart + i]) return false;
    return true;
  }

  shown(): string { return this.bytes.toString('hex', this.start, Math.min(this.end, this.start + SHOWN_CHARACTERS / 2)); }
}

/** A {@link ByteRange} that is shown as text. */
export class TextRange extends ByteRange {
  override shown(): string { return this.bytes.toString(undefined, this.start, Math.min(this.end, this.start + SHOWN_CHARACTERS)); }
}

/** What tells a span from others, noted without decoding. One object serves every span of a request. */
export class SpanOutline implements Refused {
  readonly traceId: ByteRange;
  readonly spanId: ByteRange;
  readonly parentId: ByteRange;
  readonly name: TextRange;

  constructor(bytes: Buffer) {
    this.traceId = new ByteRange(bytes);
    this.spanId = new ByteRange(bytes);
    this.parentId = new ByteRange(bytes);
    this.name = new TextRange(bytes);
  }

  clear(): void {
    this.traceId.clear();
    this.spanId.clear();
    this.parentId.clear();
    this.name.clear();
  }

  refusal(tooDeep: boolean): Refusal | undefined {
    return refusalOf(this.traceId, this.spanId, this.parentId, tooDeep);
  }

  shown(): string {
    return shownWithIds(this.name.shown(), this.traceId.shown(), this.spanId.shown());
  }
}
