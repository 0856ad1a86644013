import { decompress, init } from '@bokuweb/zstd-wasm';

let ready: Promise<void> | undefined;

/** Loads the library (a quarter of a megabyte of WebAssembly), once for a thread; everything else here needs it. */
export const prepareZstd = (): Promise<void> => (ready ??= init());

/** The library's number for "the output does not fit". */
const DESTINATION_TOO_SMALL = /code (?:-70|4294967226)\b/;

/**
 * Decompresses Zstandard frames (RFC 8878), one after the other, into at most `maxBytes`. Memory is taken for what the frames can hold, not for what they claim.
 * @returns undefined when they hold more
 * @throws Error when they are damaged, cut off, or need a dictionary
 */
export function unzstd(bytes: Uint8Array, maxBytes: number): Uint8Array | undefined {
  const parts: Uint8Array[] = [];
  let left = maxBytes;
  for (let at = 0; at < bytes.length;) {
    const frame = frameAt(bytes, at);
    if ((frame.claimed ?? 0) > left) return undefined;
    if ((frame.claimed ?? 0) > frame.mostBytes) throw new Error('a frame claims more than it can hold');
    const part = frame.isSkippable ? EMPTY : decompressed(bytes.subarray(at, frame.end), frame.claimed ?? Math.min(frame.mostBytes, left), left);
    if (part === undefined) return undefined;
    if (part.length > 0) parts.push(part);
    left -= part.length;
    at = frame.end;
  }
  return parts.length === 1 ? parts[0] : Buffer.concat(parts);
}

const EMPTY = new Uint8Array();

function decompressed(frame: Uint8Array, size: number, limit: number): Uint8Array | undefined {
  try {
    return decompress(frame, { defaultHeapSize: Math.max(1, size) });
  } catch (error) {
    if (size === limit && DESTINATION_TOO_SMALL.test((error as Error).message)) return undefined;
    throw error;
  }
}

interface Frame { end: number; isSkippable: boolean; claimed: number | undefined; mostBytes: number }

const BLOCK_MAX = 128 * 1024;
const SKIPPABLE_HEADER = 8;

/** Steps over the blocks of the frame that begins at `start` (RFC 8878, 3.1.1). */
function frameAt(bytes: Uint8Array, start: number): Frame {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = within(view, start, 4) ? view.getUint32(start, true) : 0;
  if ((magic & 0xfffffff0) >>> 0 === 0x184d2a50) {
    if (!within(view, start, SKIPPABLE_HEADER)) throw new Error('it is cut off');
    const end = start + SKIPPABLE_HEADER + view.getUint32(start + 4, true);
    if (end > bytes.length) throw new Error('it is cut off');
    return { end, isSkippable: true, claimed: undefined, mostBytes: 0 };
  }
  if (magic !== 0xfd2fb528 || !within(view, start, 6)) throw new Error('a frame does not begin as one');
  const descriptor = bytes[start + 4];
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6];
  const sizeAt = start + 5 + (isSingleSegment ? 0 : 1) + [0, 1, 2, 4][descriptor & 3];
  if (!within(view, sizeAt, sizeBytes)) throw new Error('it is cut off');
  const blocks = blocksAt(bytes, sizeAt + sizeBytes);
  const end = blocks.end + ((descriptor & 4) === 0 ? 0 : 4);
  if (end > bytes.length) throw new Error('it is cut off');
  return { end, isSkippable: false, claimed: contentSize(view, sizeAt, sizeBytes), mostBytes: blocks.mostBytes };
}

function blocksAt(bytes: Uint8Array, start: number): { end: number; mostBytes: number } {
  let at = start;
  let mostBytes = 0;
  for (let isLast = false; !isLast;) {
    if (at + 3 > bytes.length) throw new Error('it is cut off');
    const header = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16);
    const size = header >> 3;
    const type = (header >> 1) & 3;
    isLast = (header & 1) === 1;
    mostBytes += type === 2 ? BLOCK_MAX : size;
    at += 3 + (type === 1 ? 1 : size);
  }
  return { end: at, mostBytes };
}

function contentSize(view: DataView, at: number, bytes: number): number | undefined {
  if (bytes === 1) return view.getUint8(at);
  if (bytes === 2) return view.getUint16(at, true) + 256;
  if (bytes === 4) return view.getUint32(at, true);
  return bytes === 8 ? Number(view.getBigUint64(at, true)) : undefined;
}

const within = (view: DataView, at: number, length: number) => at + length <= view.byteLength;
