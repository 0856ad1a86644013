import { Failure } from '../../runtime/errors.js';

/** How an OTLP request is written (OTLP/HTTP: application/x-protobuf, application/json). */
export type TracesEncoding = 'protobuf' | 'json';

/** A body of this size still fits in one string, in base64 too (V8 ends at 2^29). */
export const MAX_DECODABLE_BYTES = 1 << 28;

/** @throws Failure `undecodable` */
export function refuseOversized(body: Uint8Array): void {
  if (body.length > MAX_DECODABLE_BYTES) {
    throw new Failure('undecodable', `The body has ${body.length} bytes; a request can be decoded up to ${MAX_DECODABLE_BYTES}. Export smaller batches.`);
  }
}
