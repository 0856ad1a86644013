import type { Signal } from '../../model/signal.js';
import type { Micros } from '../../model/time.js';
import type { Encoding } from '../log/record.js';

/** One acknowledged request on its way to the store's thread. */
export interface WriteRequest {
  /** In the ingest log. */
  position: number;
  receivedAt: Micros;
  signal: Signal;
  encoding: Encoding;
  /** Inflated. */
  body: ArrayBuffer;
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
}

export interface StoredInProject {
  projectId: string;
  spans: number;
  /** Spans by dialect. */
  dialects: Record<string, number>;
  /** At most {@link MOST_TRACE_IDS}: who listens to more than these reads the list again anyway. */
  traceIds: string[];
}

export const MOST_TRACE_IDS = 200;
