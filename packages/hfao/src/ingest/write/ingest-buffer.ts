import type { Signal } from '../../model/signal.js';
import type { Micros } from '../../model/time.js';
import type { Encoding } from '../decode/encoding.js';
import type { ContentEncoding } from '../log/record.js';
import type { WriteRequest } from './write-request.js';

/** A request that was inflated and found to be decodable. */
export interface CheckedRequest {
  receivedAt: Micros;
  signal: Signal;
  encoding: Encoding;
  contentEncoding: ContentEncoding;
  /** As received. */
  body: Uint8Array;
  /** Given away: its memory may move to the store's thread. The same as `body` where nothing was compressed. */
  inflated: Uint8Array;
  /** The names that its resources give their project. */
  projectNames: readonly string[];
}

/**
 * What was acknowledged and is not stored yet. Two keep this promise: a log on the local disk (local-buffer.ts), whose sender and store are
 * one process, and a stream in Redis (redis-buffer.ts), which any number of receivers fill and writers empty.
 */
export interface IngestBuffer {
  /** @throws Failure `backpressure`, `overloaded` or `unavailable` when no request would be accepted now */
  requireRoom(): void;
  /**
   * Resolves once the request survives a crash: it may be acknowledged.
   * @throws Failure `backpressure`, `overloaded` or `unavailable`; nothing is promised then, and the sender should try again
   */
  append(request: CheckedRequest): Promise<void>;
  /**
   * Hands over what is acknowledged and not stored, first what earlier runs left, in the order of rising positions and a bounded part at a time.
   * A request may come again after a crash. Called once; resolves when earlier runs' requests are handed over. @throws when it cannot go on
   */
  consume(take: (request: WriteRequest) => void): Promise<void>;
  /** Everything handed over up to this position is visible or set aside: the buffer forgets it. */
  settled(position: number): void;
  /** Hands over nothing more; what was not handed over stays for the next run. */
  stop(): void;
  /** Waits for the appends in hand and for what is being forgotten. */
  close(): Promise<void>;
  /** Acknowledged and not yet visible, and the age of the oldest. */
  pending(): { bytes: number; ageMs: number };
  /** What is missing for service, for people; empty when it is ready. */
  waitingFor(): string[];
}
