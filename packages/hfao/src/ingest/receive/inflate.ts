import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { Failure } from '../../runtime/errors.js';
import { MAX_DECODABLE_BYTES } from '../decode/encoding.js';
import type { ContentEncoding } from '../log/record.js';
import { tooLarge } from './body-limit.js';

/** zlib's own, for bodies that do not say how large they become. */
const CHUNK_BYTES = 16 * 1024;
/** Deflate cannot do better. */
const MOST_COMPRESSION = 1032;

/**
 * The body as it was before `contentEncoding`; the same object where there was none. In one go on this thread, which at the size of OTLP
 * requests is faster than the thread pool (reference: two times and more). Stops where the output exceeds `maxBytes`.
 * @throws Failure `undecodable` when it is not what it says, or is cut off; `too_large`
 */
export async function inflate(body: Uint8Array, contentEncoding: ContentEncoding, maxBytes = MAX_DECODABLE_BYTES): Promise<Uint8Array> {
  if (contentEncoding === 'identity' || body.length === 0) return withinLimit(body, maxBytes);
  if (contentEncoding === 'zstd') return unzstdWithin(body, maxBytes);
  try {
    const options = { maxOutputLength: maxBytes, chunkSize: contentEncoding === 'gzip' ? chunkSizeFor(body, maxBytes) : CHUNK_BYTES };
    if (contentEncoding === 'gzip') return gunzipSync(body, options);
    return isZlib(body) ? inflateSync(body, options) : inflateRawSync(body, options);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw new Failure('undecodable', `The body is not complete ${contentEncoding}: ${message}.`, { cause });
  }
}

async function unzstdWithin(body: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  const { prepareZstd, unzstd } = await import('../../runtime/zstd.js');   // few senders use it, and it takes its time to load
  await prepareZstd();
  let inflated: Uint8Array | undefined;
  try {
    inflated = unzstd(body, maxBytes);
  } catch (cause) {
    throw new Failure('undecodable', `The body is not complete zstd: ${(cause as Error).message}.`, { cause });
  }
  if (inflated === undefined) throw tooLarge(maxBytes);
  return inflated;
}

function withinLimit(body: Uint8Array, maxBytes: number): Uint8Array {
  if (body.length > maxBytes) throw tooLarge(maxBytes);
  return body;
}

/**
 * Gzip ends with its length before compression (RFC 1952, ISIZE). Where that is believable the output is made in one piece:
 * a quarter less time, and memory that is all its own and can move to another thread.
 */
function chunkSizeFor(body: Uint8Array, maxBytes: number): number {
  if (body.length < 18) return CHUNK_BYTES;
  const said = Buffer.from(body.buffer, body.byteOffset, body.byteLength).readUInt32LE(body.length - 4);
  return said > CHUNK_BYTES && said <= Math.min(maxBytes, body.length * MOST_COMPRESSION) ? said : CHUNK_BYTES;
}

/** HTTP's `deflate` is the zlib format (RFC 9110, 8.4.1.2); some senders leave its two bytes of header out (RFC 1950, 2.2). */
function isZlib(body: Uint8Array): boolean {
  return body.length >= 2 && (body[0] & 0x0f) === 8 && body[0] >> 4 <= 7 && (body[0] * 256 + body[1]) % 31 === 0;
}
