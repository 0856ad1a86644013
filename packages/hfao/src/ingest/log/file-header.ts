import { crc32 } from 'node:zlib';

/**
 * The head of a log file, twice in a row: whoever loses it loses the salt, and with it every record.
 * `HFAOLOG1`, salt (16), first position (8), key check (16), zeros (12), CRC-32 (4); little endian.
 */
export interface FileHeader { salt: Buffer; firstPosition: number; check: Buffer }

const MAGIC = Buffer.from('HFAOLOG1', 'latin1');
const COPY_BYTES = 64;
export const FILE_HEADER_BYTES = 2 * COPY_BYTES;

export function writeFileHeader({ salt, firstPosition, check }: FileHeader): Buffer {
  const copy = Buffer.alloc(COPY_BYTES);
  MAGIC.copy(copy, 0);
  salt.copy(copy, 8);
  copy.writeBigUInt64LE(BigInt(firstPosition), 24);
  check.copy(copy, 32);
  copy.writeUInt32LE(crc32(copy.subarray(0, 60)), 60);
  return Buffer.concat([copy, copy]);
}

/** Undefined when both copies are damaged or cut off. */
export function readFileHeader(head: Buffer): FileHeader | undefined {
  return readCopy(head.subarray(0, COPY_BYTES)) ?? readCopy(head.subarray(COPY_BYTES, FILE_HEADER_BYTES));
}

function readCopy(copy: Buffer): FileHeader | undefined {
  if (copy.length < COPY_BYTES || !copy.subarray(0, 8).equals(MAGIC)) return undefined;
  if (copy.readUInt32LE(60) !== crc32(copy.subarray(0, 60))) return undefined;
  return { salt: Buffer.from(copy.subarray(8, 24)), firstPosition: Number(copy.readBigUInt64LE(24)), check: Buffer.from(copy.subarray(32, 48)) };
}
