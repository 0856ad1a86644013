/** A power of two; with the longest text that is kept, half a megabyte of bytes. */
const SLOTS = 4096;
const MAX_BYTES = 128;

const texts: string[] = Array.from({ length: SLOTS }, () => '');
const lengths = new Uint8Array(SLOTS);
const kept = new DataView(new ArrayBuffer(SLOTS * MAX_BYTES));

/**
 * Text of UTF-8 bytes; what is not UTF-8 becomes U+FFFD. Short text that came before is found by its bytes and given again as the same string:
 * that is cheaper than a call into Node to make one, and attribute keys, roles, models and session ids come again and again.
 * A collision replaces, so the table stays small whatever is sent.
 * @param view of the same bytes
 */
export function internedText(bytes: Buffer, view: DataView, start: number, end: number): string {
  const length = end - start;
  if (length > MAX_BYTES) return bytes.toString(undefined, start, end);
  if (length < 4) return shortText(bytes, start, end);
  const slot = slotOf(view, start, end);
  if (lengths[slot] === length && isKept(slot, view, start, length)) return texts[slot];

  const text = bytes.toString(undefined, start, end);
  texts[slot] = text;
  lengths[slot] = length;
  for (let i = 0; i < length; i++) kept.setUint8(slot * MAX_BYTES + i, bytes[start + i]);
  return text;
}

/** Up to three characters are made faster than found. */
function shortText(bytes: Buffer, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i++) {
    if (bytes[i] > 0x7f) return bytes.toString(undefined, start, end);
    text += String.fromCharCode(bytes[i]);
  }
  return text;
}

/** Multiplicative hashing of four bytes at a time; the last four overlap the ones before. */
function slotOf(view: DataView, start: number, end: number): number {
  let hash = end - start;
  for (let i = start; i < end - 4; i += 4) {
    hash = Math.imul(hash ^ view.getInt32(i, true), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash ^ view.getInt32(end - 4, true), 0x9e3779b1);
  return (hash ^ (hash >>> 15)) & (SLOTS - 1);
}

function isKept(slot: number, view: DataView, start: number, length: number): boolean {
  const from = slot * MAX_BYTES;
  for (let i = 0; i < length - 4; i += 4) if (kept.getInt32(from + i, true) !== view.getInt32(start + i, true)) return false;
  return kept.getInt32(from + length - 4, true) === view.getInt32(start + length - 4, true);
}
