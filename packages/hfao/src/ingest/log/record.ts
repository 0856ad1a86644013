import { createCipheriv, createDecipheriv } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { SIGNALS, type Signal } from '../../model/signal.js';
import type { Micros } from '../../model/time.js';
import { ENCODINGS, type Encoding } from '../decode/encoding.js';

export const CONTENT_ENCODINGS = ['identity', 'gzip', 'deflate', 'zstd'] as const;

export type ContentEncoding = (typeof CONTENT_ENCODINGS)[number];

/** One request as it came, and what is known of it without looking inside. */
export interface LogRecord {
  position: number;
  receivedAt: Micros;
  /** The project of spans that name none. */
  projectId: string;
  signal: Signal;
  encoding: Encoding;
  contentEncoding: ContentEncoding;
  /** As received, still compressed by `contentEncoding`. */
  body: Uint8Array;
}

export type RecordHeader = Omit<LogRecord, 'body'> & {
  headerBytes: number;
  /** Header, encrypted body and authentication tag. */
  totalBytes: number;
};

/*
 * On disk, little endian: `HREC`, CRC-32 of the rest of the header (4), body length (4), project id length (2), signal and encoding (4 bits each),
 * content encoding (1), position (8), received at (8), project id; then the encrypted body and its tag (16). The header is
 * authenticated with the body; its CRC lets a reader trust the length, and step over a body that is damaged.
 */
export const RECORD_MARK = Buffer.from('HREC', 'latin1');
export const FIXED_HEADER_BYTES = 32;
const TAG_BYTES = 16;
const MAX_BODY_BYTES = 0xffff_ffff;

/** The record as it stands in a file, in parts that follow one another. */
export function sealRecord(record: LogRecord, encryptionKey: Buffer): Buffer[] {
  const header = recordHeader(record);
  const cipher = createCipheriv('aes-256-gcm', encryptionKey, nonce(record.position));
  cipher.setAAD(header);
  const body = cipher.update(record.body);
  cipher.final();
  return [header, body, cipher.getAuthTag()];
}

/** The record whose bytes begin at a header; undefined when they are not as they were sealed. */
export function openRecord(header: RecordHeader, bytes: Buffer, encryptionKey: Buffer): LogRecord | undefined {
  const { headerBytes, totalBytes, ...known } = header;
  const decipher = createDecipheriv('aes-256-gcm', encryptionKey, nonce(header.position), { authTagLength: TAG_BYTES });
  decipher.setAAD(bytes.subarray(0, headerBytes));
  decipher.setAuthTag(bytes.subarray(totalBytes - TAG_BYTES, totalBytes));
  const body = decipher.update(bytes.subarray(headerBytes, totalBytes - TAG_BYTES));
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  return { ...known, body };
}

/** Undefined when no intact header begins here. `bytes` may go on beyond the header. */
export function readRecordHeader(bytes: Buffer): RecordHeader | undefined {
  if (bytes.length < FIXED_HEADER_BYTES || !bytes.subarray(0, 4).equals(RECORD_MARK)) return undefined;
  const headerBytes = FIXED_HEADER_BYTES + bytes.readUInt16LE(12);
  if (bytes.length < headerBytes || bytes.readUInt32LE(4) !== crc32(bytes.subarray(8, headerBytes))) return undefined;
  return {
    position: Number(bytes.readBigUInt64LE(16)),
    receivedAt: Number(bytes.readBigUInt64LE(24)),
    projectId: bytes.toString('utf8', FIXED_HEADER_BYTES, headerBytes),
    signal: SIGNALS[bytes[14] >> 4],
    encoding: ENCODINGS[bytes[14] & 15],
    contentEncoding: CONTENT_ENCODINGS[bytes[15]],
    headerBytes,
    totalBytes: headerBytes + bytes.readUInt32LE(8) + TAG_BYTES,
  };
}

function recordHeader(record: LogRecord): Buffer {
  if (record.body.length > MAX_BODY_BYTES) throw new RangeError(`a log record holds at most ${MAX_BODY_BYTES} bytes`);
  const projectBytes = Buffer.byteLength(record.projectId);
  const header = Buffer.alloc(FIXED_HEADER_BYTES + projectBytes);
  RECORD_MARK.copy(header, 0);
  header.writeUInt32LE(record.body.length, 8);
  header.writeUInt16LE(projectBytes, 12);
  header[14] = (SIGNALS.indexOf(record.signal) << 4) | ENCODINGS.indexOf(record.encoding);
  header[15] = CONTENT_ENCODINGS.indexOf(record.contentEncoding);
  header.writeBigUInt64LE(BigInt(record.position), 16);
  header.writeBigUInt64LE(BigInt(record.receivedAt), 24);
  header.write(record.projectId, FIXED_HEADER_BYTES);
  header.writeUInt32LE(crc32(header.subarray(8)), 4);
  return header;
}

/** Unique within a file, whose key is its own: positions only rise and none is used twice. */
function nonce(position: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeBigUInt64LE(BigInt(position), 0);
  return bytes;
}
