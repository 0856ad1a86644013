import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** What encrypts the bodies of a project: 32 bytes. */
export type DataKey = Uint8Array;

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Names a secret key without telling it: the same for the same key. */
export function secretKeyId(secretKey: Uint8Array): string {
  return createHmac('sha256', secretKey).update('hfao key id').digest('hex').slice(0, 16);
}

/** The data key under the secret key (AES-256-GCM), bound to its project and id, as base64. */
export function wrapKey(dataKey: DataKey, secretKey: Uint8Array, place: KeyPlace): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', wrappingKey(secretKey), nonce).setAAD(boundTo(place));
  return Buffer.concat([nonce, cipher.update(dataKey), cipher.final(), cipher.getAuthTag()]).toString('base64');
}

/** Undefined when it was wrapped under another secret key, for another place, or was changed. */
export function unwrapKey(wrapped: string, secretKey: Uint8Array, place: KeyPlace): DataKey | undefined {
  const bytes = Buffer.from(wrapped, 'base64');
  if (bytes.length !== NONCE_BYTES + 32 + TAG_BYTES) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', wrappingKey(secretKey), bytes.subarray(0, NONCE_BYTES)).setAAD(boundTo(place)).setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
}

export interface KeyPlace { id: string; projectId: string }

/** The secret key encrypts other things too: each use has a key of its own (HKDF-SHA256). */
const wrappingKey = (secretKey: Uint8Array) => Buffer.from(hkdfSync('sha256', secretKey, '', 'hfao data keys', 32));
const boundTo = ({ id, projectId }: KeyPlace) => Buffer.from(`${projectId}\0${id}`);
