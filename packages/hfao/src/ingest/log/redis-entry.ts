import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { SIGNALS } from '../../model/signal.js';
import { Failure } from '../../runtime/errors.js';
import { fileKey } from './file-key.js';
import { ENCODINGS } from '../decode/encoding.js';
import { CONTENT_ENCODINGS, type LogRecord } from './record.js';

/** A request as it waits in Redis: as received, and without a position (the stream numbers its entries). */
export interface BufferEntry extends Omit<LogRecord, 'position' | 'projectId'> {
  /** Slug of the project of spans that name none: the receiver knows no ids. */
  project: string;
}

const Header = z.object({ v: z.literal(1), signal: z.enum(SIGNALS), encoding: z.enum(ENCODINGS), content_encoding: z.enum(CONTENT_ENCODINGS), received_at: z.number(), project: z.string(), salt: z.string() });

/** AES-GCM with random nonces is safe for 2^32 messages of one key (NIST SP 800-38D, 8.3). */
const MOST_ENTRIES_OF_A_KEY = 2 ** 30;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KNOWN_KEYS = 100;

/**
 * The two fields of a stream entry: `h`, a line of JSON that anybody may read and nobody may change, and `b`, nonce, encrypted body and tag.
 * The header is authenticated with the body. Each process encrypts with a key of its own, made from the secret key and the salt in the header.
 */
export class EntrySeal {
  #salt = randomBytes(16);
  #sealed = 0;
  readonly #keys = new Map<string, Buffer>();

  constructor(readonly secretKey: Uint8Array) {}

  seal({ signal, encoding, contentEncoding, receivedAt, project, body }: BufferEntry): { header: Buffer; sealed: Buffer } {
    if (++this.#sealed % MOST_ENTRIES_OF_A_KEY === 0) this.#salt = randomBytes(16);
    const salt = this.#salt.toString('base64');
    const header = Buffer.from(JSON.stringify({ v: 1, signal, encoding, content_encoding: contentEncoding, received_at: receivedAt, project, salt } satisfies z.infer<typeof Header>));
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key(salt), nonce);
    cipher.setAAD(header);
    const encrypted = cipher.update(body);
    cipher.final();
    return { header, sealed: Buffer.concat([nonce, encrypted, cipher.getAuthTag()]) };
  }

  /** @throws Failure `undecodable` for what is not as it was sealed, or was sealed with another secret key */
  open(header: Buffer, sealed: Buffer): BufferEntry {
    try {
      const { signal, encoding, content_encoding, received_at, project, salt } = Header.parse(JSON.parse(header.toString()));
      const decipher = createDecipheriv('aes-256-gcm', this.#key(salt), sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
      decipher.setAAD(header);
      decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
      const body = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES));
      decipher.final();
      return { signal, encoding, contentEncoding: content_encoding, receivedAt: received_at, project, body };
    } catch (cause) {
      throw new Failure('undecodable', 'The entry in Redis is damaged, or was encrypted with another secret key.', { cause });
    }
  }

  #key(salt: string): Buffer {
    let key = this.#keys.get(salt);
    if (key === undefined) {
      if (this.#keys.size >= KNOWN_KEYS) this.#keys.clear();
      this.#keys.set(salt, key = fileKey(this.secretKey, Buffer.from(salt, 'base64')).encryption);
    }
    return key;
  }
}
