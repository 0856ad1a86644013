import type { Signal } from '../../model/signal.js';
import type { Micros } from '../../model/time.js';
import type { Log } from '../../runtime/log.js';
import { checkExport } from '../decode/check-export.js';
import type { Encoding } from '../decode/encoding.js';
import type { ExportCheck } from '../decode/export-check.js';
import type { ContentEncoding } from '../log/record.js';
import { inflate } from './inflate.js';
import type { IngestObserver } from './ingest-observer.js';

/** A request that is known to be decodable and has at least one good span, log record or data point. */
export interface AcceptedRequest {
  receivedAt: Micros;
  signal: Signal;
  encoding: Encoding;
  contentEncoding: ContentEncoding;
  /** As received. */
  raw: Buffer;
  /** The same object as `raw` where nothing was compressed. Both are given away: nobody here looks at them again. */
  inflated: Uint8Array;
  check: ExportCheck;
}

/** What becomes of requests, whichever way they come. */
export interface ExportReceiver {
  /** Of a body, compressed and inflated alike. */
  maxBodyBytes: number;
  /** Asked before a body is read, so that overload costs next to nothing. @throws Failure `backpressure` or `overloaded` */
  requireRoom?(): void;
  /** Resolves once the request survives a crash; only then it is acknowledged. A Failure that it throws is the answer. */
  accept(request: AcceptedRequest): Promise<void>;
  observer: IngestObserver;
  log: Log;
  now?: () => Micros;
}

/**
 * Takes one request in: inflated, checked, safe, counted. Whoever calls it answers with what the check found.
 * @throws Failure that is the answer; it is not counted here
 */
export async function receiveExport(request: Pick<AcceptedRequest, 'signal' | 'encoding' | 'contentEncoding' | 'raw'>, receiver: ExportReceiver): Promise<ExportCheck> {
  const receivedAt = receiver.now?.() ?? Date.now() * 1000;
  const { signal, encoding, contentEncoding, raw } = request;
  const inflated = await inflate(raw, contentEncoding, receiver.maxBodyBytes);
  const check = checkExport(signal, inflated, encoding);
  const facts = { receivedAt, signal, encoding, contentEncoding, wireBytes: raw.length, inflatedBytes: inflated.length, check };
  if (check.itemCount > check.rejectedCount) await receiver.accept({ receivedAt, signal, encoding, contentEncoding, raw, inflated, check });
  receiver.observer.received(facts);
  return check;
}
