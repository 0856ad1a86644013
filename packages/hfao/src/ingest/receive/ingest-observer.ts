import type { Signal } from '../../model/signal.js';
import type { Micros } from '../../model/time.js';
import type { Encoding } from '../decode/encoding.js';
import type { ExportCheck } from '../decode/export-check.js';
import type { ContentEncoding } from '../log/record.js';

/** A request that was answered with success: its good items are safe, the others named in the answer. */
export interface ReceivedRequest {
  receivedAt: Micros;
  signal: Signal;
  encoding: Encoding;
  contentEncoding: ContentEncoding;
  /** As received. */
  wireBytes: number;
  inflatedBytes: number;
  check: ExportCheck;
}

/** Hears of every request, once, when its answer is known. */
export interface IngestObserver {
  received(request: ReceivedRequest): void;
  /** The request was answered with an error; `code` is the Failure's. */
  refused(code: string, message: string): void;
}
