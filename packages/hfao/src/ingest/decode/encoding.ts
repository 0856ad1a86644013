import type { Signal } from '../../model/signal.js';
import { Failure } from '../../runtime/errors.js';

/** How an OTLP request is written (OTLP/HTTP: application/x-protobuf, application/json). */
export const ENCODINGS = ['protobuf', 'json'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** A body of this size still fits in one string, in base64 too (V8 ends at 2^29). */
export const MAX_DECODABLE_BYTES = 1 << 28;

/** @throws Failure `undecodable` */
export function refuseOversized(body: Uint8Array): void {
  if (body.length > MAX_DECODABLE_BYTES) {
    throw new Failure('undecodable', `The body has ${body.length} bytes; a request can be decoded up to ${MAX_DECODABLE_BYTES}. Export smaller batches.`);
  }
}

const NOUNS: Record<Signal, string> = { traces: 'trace', logs: 'log', metrics: 'metric' };

/** @throws Failure `undecodable`; `what` names the byte or the JSON path */
export function undecodable(signal: Signal, encoding: Encoding, what: string): never {
  throw new Failure('undecodable', `The body is not an OTLP ${NOUNS[signal]} request in ${encoding === 'json' ? 'JSON' : 'protobuf'}: ${what}.`);
}
