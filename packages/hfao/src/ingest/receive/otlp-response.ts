import type { Signal } from '../../model/signal.js';
import type { Failure, FailureCode } from '../../runtime/errors.js';
import type { Encoding } from '../decode/encoding.js';
import type { ExportCheck, Rejection } from '../decode/export-check.js';
import { integerField, messageField, textField } from './protobuf-message.js';

export const CONTENT_TYPES: Record<Encoding, string> = { protobuf: 'application/x-protobuf', json: 'application/json' };

/** What a signal's items are called, and the field of its partial success that counts the refused ones. In protobuf that is field 1 of all three. */
const WORDS: Record<Signal, { items: string; rejected: string }> = {
  traces: { items: 'spans', rejected: 'rejectedSpans' },
  logs: { items: 'log records', rejected: 'rejectedLogRecords' },
  metrics: { items: 'data points', rejected: 'rejectedDataPoints' },
};

/** Export{Trace,Logs,Metrics}ServiceResponse, with a partial success when items were refused (OTLP specification: full and partial success). */
export function exportResponse(signal: Signal, { rejectedCount, itemCount, rejections }: ExportCheck, encoding: Encoding): Buffer {
  if (rejectedCount === 0) return encoding === 'json' ? Buffer.from('{}') : Buffer.alloc(0);
  const { items, rejected } = WORDS[signal];
  const message = `${rejectedCount} of ${itemCount} ${items} were refused: ${named(rejections, rejectedCount)}.`;
  if (encoding === 'json') return Buffer.from(JSON.stringify({ partialSuccess: { [rejected]: String(rejectedCount), errorMessage: message } }));
  return messageField(1, Buffer.concat([integerField(1, rejectedCount), textField(2, message)]));
}

function named(rejections: readonly Rejection[], count: number): string {
  const shown = rejections.map(({ reason, item }) => `${item}: ${reason}`);
  return count > shown.length ? `${shown.join('; ')}; and ${count - shown.length} more` : shown.join('; ');
}

/** google.rpc.Status for a request that is refused as a whole. */
export function statusResponse(failure: Failure, encoding: Encoding): Buffer {
  const code = STATUS_CODES[failure.code];
  if (encoding === 'json') return Buffer.from(JSON.stringify({ code, message: failure.message }));
  return Buffer.concat([integerField(1, code), textField(2, failure.message)]);
}

/** google.rpc.Code for each failure. Retryable are, by OTLP, only the retryable ones here. */
export const STATUS_CODES: Record<FailureCode, number> = {
  invalid_input: 3, undecodable: 3, too_large: 3, unsupported_media_type: 3, conflict: 10,
  unauthenticated: 16, forbidden: 7, not_found: 5, method_not_allowed: 12,
  backpressure: 8, overloaded: 14, unavailable: 14, cancelled: 1, deadline_exceeded: 4,
  internal: 13, port_in_use: 13, data_dir_unusable: 13,
};
