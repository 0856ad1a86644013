import type { Micros } from '../../model/time.js';
import type { RecentRejection } from '../../model/rejection.js';

/** What this process knows of telemetry that is not, or not yet, in the store. */
export interface IngestEvidence {
  /** Refused items of a project, newest first. */
  recentRejections(slug: string): RecentRejection[];
  /** Requests that are acknowledged and not stored yet and mention an id, as far as they have reached this process. */
  inHand(id: string): Promise<{ requests: number; receivedAt: Micros | null }>;
  /** Slugs of the projects for which something was received since the start. */
  receivedFor(): string[];
  /** Where this server takes OTLP; undefined where others do, who pass it on. */
  endpoints(): { http: string | undefined; grpc: string | undefined };
}
