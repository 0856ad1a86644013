import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** What protects one file: made from the secret key and the file's own random salt, so no two files share a key. */
export interface FileKey {
  /** 32 bytes, for AES-256-GCM. */
  encryption: Buffer;
  /** 16 bytes that stand in the file's header: another secret key is recognised before anything is decrypted. */
  check: Buffer;
}

/** HKDF-SHA256 (RFC 5869) of the secret key. */
export function fileKey(secretKey: Uint8Array, salt: Uint8Array): FileKey {
  const derived = Buffer.from(hkdfSync('sha256', secretKey, salt, 'hfao ingest log', 64));
  const check = createHmac('sha256', derived.subarray(32)).update('hfao key check').digest().subarray(0, 16);
  return { encryption: derived.subarray(0, 32), check };
}

export function isSameCheck(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
