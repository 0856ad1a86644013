import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { compress, decompress } from '@bokuweb/zstd-wasm';
import { z } from 'zod';
import { bodyIdFrom, type BodyId } from '../../model/body-ref.js';
import { Failure } from '../../runtime/errors.js';
import { prepareZstd } from '../../runtime/zstd.js';
import type { DataKey } from './key-wrap.js';

/*
 * A sealed body: `HFAOBDY1`, the length of the head (4, little endian), the head as JSON, then the chunks. Each chunk is 256 KiB of content,
 * compressed (zstd) where that makes it smaller, then encrypted (AES-256-GCM) with a key of this body alone, its number as nonce, and bound to
 * project, id, number and the whole head: no chunk can be moved, changed, or left out. A part is read without the rest.
 */

/** Loads the compressor; everything else here is synchronous and needs it. */
export const prepareSealing: () => Promise<void> = prepareZstd;

export interface BodyContent { contentType: string; bytes: Uint8Array }

export interface BodyPlace { projectId: string; id: BodyId }

const MAGIC = Buffer.from('HFAOBDY1', 'latin1');
const PREFIX_BYTES = MAGIC.length + 4;
const CHUNK_BYTES = 256 * 1024;
const TAG_BYTES = 16;
/** Level 1: bodies are sealed on the road of ingest, and what is repetitive in them is found at any level. */
const LEVEL = 1;
/** Enough for the head of any body up to some 100 MiB in one read. */
export const HEAD_GUESS_BYTES = 4096;

export const BodyHead = z.object({
  /** Of the data key. */
  key: z.string(),
  /** Base64; what makes this body's own key of the data key. */
  salt: z.string(),
  type: z.string(),
  /** Bytes of content. */
  size: z.number().int().min(0),
  chunk: z.number().int().min(1),
  /** Bytes of each sealed chunk. */
  chunks: z.array(z.number().int().min(TAG_BYTES)),
});
export type BodyHead = z.infer<typeof BodyHead>;

/** The id of a content: the same within a project while its data key is, and telling nothing of the content to who has no key (HMAC-SHA256). */
export function bodyId({ contentType, bytes }: BodyContent, dataKey: DataKey): BodyId {
  return bodyIdFrom(createHmac('sha256', derived(dataKey, '', 'hfao body id')).update(contentType).update('\0').update(bytes).digest());
}

export function sealBody({ contentType, bytes }: BodyContent, place: BodyPlace, { id: key, dataKey }: { id: string; dataKey: DataKey }): Buffer {
  const salt = randomBytes(32);
  const parts: Uint8Array[] = [];
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) parts.push(smaller(bytes.subarray(start, start + CHUNK_BYTES), contentType));
  const head = Buffer.from(JSON.stringify({ key, salt: salt.toString('base64'), type: contentType, size: bytes.length, chunk: CHUNK_BYTES, chunks: parts.map((it) => it.length + TAG_BYTES) } satisfies BodyHead));
  const prefix = Buffer.alloc(PREFIX_BYTES);
  MAGIC.copy(prefix);
  prefix.writeUInt32LE(head.length, MAGIC.length);
  const encryption = derived(dataKey, salt, 'hfao body');
  const bound = boundTo(place, head);
  const sealed: Buffer[] = [prefix, head];
  parts.forEach((part, number) => {
    const cipher = createCipheriv('aes-256-gcm', encryption, nonceOf(number)).setAAD(bound(number));
    sealed.push(cipher.update(part), cipher.final(), cipher.getAuthTag());
  });
  return Buffer.concat(sealed);
}

/** How long prefix and head are; undefined when the bytes begin no sealed body. */
export function headBytes(start: Uint8Array): number | undefined {
  const bytes = Buffer.from(start.buffer, start.byteOffset, start.byteLength);
  if (bytes.length < PREFIX_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  return PREFIX_BYTES + bytes.readUInt32LE(MAGIC.length);
}

/** A sealed body of which the head was read: says where a part of the content lies, and opens it. */
export class OpenedBody {
  readonly head: BodyHead;
  readonly #start: number;
  readonly #bound: (number: number) => Buffer;

  /** @param start the first {@link headBytes} of the body @throws Failure `unavailable` when it is damaged */
  constructor(start: Uint8Array, readonly place: BodyPlace) {
    const head = Buffer.from(start.buffer, start.byteOffset + PREFIX_BYTES, start.byteLength - PREFIX_BYTES);
    this.#start = start.byteLength;
    this.#bound = boundTo(place, head);
    try {
      this.head = BodyHead.parse(JSON.parse(head.toString('utf8')));
    } catch (cause) {
      throw damaged(place, cause);
    }
  }

  /** The bytes of the sealed body that hold these bytes of content. */
  sealedRange(start: number, end: number): [number, number] {
    const { chunk, chunks } = this.head;
    const [first, last] = [Math.floor(start / chunk), Math.ceil(end / chunk)];
    const before = sum(chunks.slice(0, first));
    return [this.#start + before, this.#start + before + sum(chunks.slice(first, last))];
  }

  /** @param sealed what {@link sealedRange} named @throws Failure `unavailable` when it was changed, or sealed with another key */
  open(sealed: Uint8Array, start: number, end: number, dataKey: DataKey): Buffer {
    const { chunk, chunks, salt, size } = this.head;
    const encryption = derived(dataKey, Buffer.from(salt, 'base64'), 'hfao body');
    const first = Math.floor(start / chunk);
    const parts: Uint8Array[] = [];
    let at = 0;
    for (let number = first; number * chunk < end; number++) {
      const plainBytes = Math.min(chunk, size - number * chunk);
      parts.push(this.#chunk(sealed.subarray(at, at += chunks[number]), number, plainBytes, encryption));
    }
    return Buffer.concat(parts).subarray(start - first * chunk, end - first * chunk);
  }

  #chunk(sealed: Uint8Array, number: number, plainBytes: number, encryption: Buffer): Uint8Array {
    try {
      const decipher = createDecipheriv('aes-256-gcm', encryption, nonceOf(number)).setAAD(this.#bound(number)).setAuthTag(sealed.subarray(-TAG_BYTES));
      const part = Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
      return part.length === plainBytes ? part : decompress(part, { defaultHeapSize: plainBytes });
    } catch (cause) {
      throw damaged(this.place, cause);
    }
  }
}

export function damaged({ id }: BodyPlace, cause?: unknown): Failure {
  return new Failure('internal', `The body ${id} is damaged or was sealed with another key: it cannot be opened. Restore it from a copy.`, { cause });
}

/** What is compressed by its nature only takes time. */
const COMPACT = /^(?:image\/(?:png|jpeg|gif|webp|avif)|video\/|audio\/(?!wav|x-wav|pcm|l16)|application\/(?:zip|gzip|pdf))/;

function smaller(part: Uint8Array, contentType: string): Uint8Array {
  if (COMPACT.test(contentType)) return part;
  const packed = compress(part, LEVEL);
  return packed.length < part.length ? packed : part;
}

function boundTo({ projectId, id }: BodyPlace, head: Uint8Array): (number: number) => Buffer {
  const digest = createHash('sha256').update(head).digest('hex');
  return (number) => Buffer.from(`${projectId}\0${id}\0${number}\0${digest}`);
}

/** Each key is used for one body only, so a number is nonce enough. */
function nonceOf(number: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32LE(number);
  return nonce;
}

const derived = (key: Uint8Array, salt: Uint8Array | string, use: string) => Buffer.from(hkdfSync('sha256', key, salt, use, 32));
const sum = (numbers: readonly number[]) => numbers.reduce((total, it) => total + it, 0);
