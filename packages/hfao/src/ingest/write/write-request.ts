import type { WrittenBatch } from '../../model/ingest-health.js';
import type { Signal } from '../../model/signal.js';
import type { Micros } from '../../model/time.js';
import type { Encoding } from '../decode/encoding.js';
import type { ContentEncoding } from '../log/record.js';

/** One acknowledged request on its way to the store's thread. */
export interface WriteRequest {
  /** In the ingest log, or in the order in which this process took it out of Redis: it only ever rises. */
  position: number;
  /** Its name in Redis. The same request has another position each time it is taken out. */
  entry?: string;
  /** Why it must not be read but set aside as it is. */
  setAside?: string;
  receivedAt: Micros;
  signal: Signal;
  encoding: Encoding;
  /** Inflated, unless `contentEncoding` says that it is set aside as it came. */
  body: ArrayBuffer;
  contentEncoding?: ContentEncoding;
  /** The project of spans that name none. */
  projectId: string;
  /** The ids of the projects that its spans name, by slug. */
  projects: Readonly<Record<string, string>>;
}

/** What became of all requests up to a position: they are visible, or (a dead letter) set aside. */
export interface Settled {
  position: number;
  projects: StoredInProject[];
  deadLetters: number;
  /** Undefined for what was set aside. */
  written?: WrittenBatch;
}

export interface StoredInProject {
  projectId: string;
  spans: number;
  logs: number;
  points: number;
  /** Payloads and media that were moved to the store of bodies. */
  offloaded: number;
  /** What was taken out of texts, by kind. */
  redactions: Record<string, number>;
  /** Spans by dialect. */
  dialects: Record<string, number>;
  /** At most {@link MOST_TRACE_IDS}: who listens to more than these reads the list again anyway. */
  traceIds: string[];
}

export const MOST_TRACE_IDS = 200;
