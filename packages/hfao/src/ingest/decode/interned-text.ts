const SLOTS = 4096;
const MAX_BYTES = 128;

const hashes = new Int32Array(SLOTS);
const encoded: Buffer[] = Array.from({ length: SLOTS }, () => Buffer.alloc(0));
const texts: string[] = Array.from({ length: SLOTS }, () => '');

/**
 * The text of some UTF-8 bytes, the same string object again for the same bytes, found by their hash (FNV-1a) without decoding them.
 * A collision replaces, long text is not kept: the table stays small whatever is sent.
 */
export function internedText(bytes: Buffer, start: number, end: number): string {
  const length = end - start;
  if (length > MAX_BYTES) return bytes.toString(undefined, start, end);
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);

  const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
  if (hashes[slot] === hash && isSame(encoded[slot], bytes, start, length)) return texts[slot];

  const text = bytes.toString(undefined, start, end);
  hashes[slot] = hash;
  encoded[slot] = Buffer.from(bytes.subarray(start, end));
  texts[slot] = text;
  return text;
}

function isSame(known: Buffer, bytes: Buffer, start: number, length: number): boolean {
  if (known.length !== length) return false;
  for (let i = 0; i < length; i++) if (known[i] !== bytes[start + i]) return false;
  return true;
}
