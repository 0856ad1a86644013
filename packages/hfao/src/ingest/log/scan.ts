import type { FileHandle } from 'node:fs/promises';
import { FIXED_HEADER_BYTES, RECORD_MARK, readRecordHeader, type RecordHeader } from './record.js';

/**
 * What stands in a log file, in order.
 * - `record`: an intact header with all its bytes behind it; whether the body is intact shows when it is opened
 * - `damage`: bytes between records that belong to none
 * - `torn`: the file ends within a record, as a crash leaves it
 */
export type Found =
  | { kind: 'record'; header: RecordHeader; offset: number; bytes: Buffer }
  | { kind: 'damage'; offset: number; end: number }
  | { kind: 'torn'; offset: number; end: number };

const LONGEST_HEADER = FIXED_HEADER_BYTES + 0xffff;

/** Walks the records of one file. `bytes` of a record are its own copy. */
export async function* scan(handle: FileHandle, from: number, size: number): AsyncGenerator<Found> {
  const window = new ReadWindow(handle, size);
  for (let offset = from; offset < size;) {
    const header = readRecordHeader(await window.at(offset, LONGEST_HEADER));
    if (header !== undefined && offset + header.totalBytes <= size) {
      yield { kind: 'record', header, offset, bytes: Buffer.from(await window.at(offset, header.totalBytes)) };
      offset += header.totalBytes;
      continue;
    }
    const next = await nextHeader(window, offset + 1, size);
    if (next === undefined && (header !== undefined || await looksTorn(window, offset, size))) {
      yield { kind: 'torn', offset, end: size };
      return;
    }
    yield { kind: 'damage', offset, end: next ?? size };
    offset = next ?? size;
  }
}

/** The next offset at which an intact record begins. */
async function nextHeader(window: ReadWindow, from: number, size: number): Promise<number | undefined> {
  const step = 1 << 20;
  for (let start = from; start < size; start += step) {
    const bytes = await window.at(start, step + RECORD_MARK.length - 1);
    const candidates: number[] = [];
    for (let at = bytes.indexOf(RECORD_MARK); at >= 0 && at < step; at = bytes.indexOf(RECORD_MARK, at + 1)) candidates.push(start + at);
    for (const candidate of candidates) {
      const header = readRecordHeader(await window.at(candidate, LONGEST_HEADER));
      if (header !== undefined && candidate + header.totalBytes <= size) return candidate;
    }
  }
  return undefined;
}

/** A header cut short, or blocks that were allotted and never written. */
async function looksTorn(window: ReadWindow, offset: number, size: number): Promise<boolean> {
  const rest = await window.at(offset, Math.min(size - offset, LONGEST_HEADER));
  const isMark = rest.subarray(0, 4).equals(RECORD_MARK.subarray(0, Math.min(4, rest.length)));
  const cutShort = isMark && (rest.length < FIXED_HEADER_BYTES || rest.length < FIXED_HEADER_BYTES + rest.readUInt16LE(12));
  return cutShort || rest.every((it) => it === 0);
}

/** Reads a file forward in pieces of a megabyte or more. */
class ReadWindow {
  #start = 0;
  #bytes: Buffer = Buffer.alloc(0);
  constructor(readonly handle: FileHandle, readonly size: number) {}

  /** `length` bytes from `offset`, fewer at the end of the file. Valid until the next call. */
  async at(offset: number, length: number): Promise<Buffer> {
    const end = Math.min(offset + length, this.size);
    if (offset < this.#start || end > this.#start + this.#bytes.length) await this.#fill(offset, Math.max(end - offset, 1 << 20));
    return this.#bytes.subarray(offset - this.#start, end - this.#start);
  }

  async #fill(offset: number, length: number): Promise<void> {
    const buffer = Buffer.allocUnsafe(Math.min(length, this.size - offset));
    let done = 0;
    while (done < buffer.length) {
      const { bytesRead } = await this.handle.read(buffer, done, buffer.length - done, offset + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    this.#start = offset;
    this.#bytes = buffer.subarray(0, done);
  }
}
