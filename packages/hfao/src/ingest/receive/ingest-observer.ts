import type { Micros } from '../../model/time.js';
import type { TracesCheck } from '../decode/check-traces.js';
import type { TracesEncoding } from '../decode/encoding.js';
import type { ContentEncoding } from '../log/record.js';

/** A request that was answered with success: its good spans are safe, the others named in the answer. */
export interface ReceivedRequest {
  receivedAt: Micros;
  encoding: TracesEncoding;
  contentEncoding: ContentEncoding;
  /** As received. */
  wireBytes: number;
  inflatedBytes: number;
  check: TracesCheck;
}

/** Hears of every request, once, when its answer is known. */
export interface IngestObserver {
  received(request: ReceivedRequest): void;
  /** The request was answered with an error; `code` is the Failure's. */
  refused(code: string, message: string): void;
}
