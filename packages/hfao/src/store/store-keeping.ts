import type { BodyId } from '../model/body-ref.js';
import type { Expiry, ExpiryOutcome, ForgetCounts, ForgetSubject, PendingDeletion } from '../model/forgetting.js';
import type { Micros } from '../model/time.js';

/** How a store of telemetry forgets, and keeps itself small. Part of the promise of store.ts. */
export interface StoreKeeping {
  /** What {@link forget} would take; nothing changes. */
  countForgettable(projectId: string, subject: ForgetSubject, at: Micros): Promise<ForgetCounts>;
  /**
   * Lets go of all that was received up to `at` of a trace, a session, a user or a whole project. Resolves once this survives a crash and no read shows any of it.
   * It stays gone: what was received by then and is only written later, a replay too, is not stored. What is received after `at` is new, and stays.
   * The files hold it until {@link tidy} has rewritten them; what else belongs to it until the caller has removed that, see {@link unfinishedDeletion}.
   * @throws Failure `unavailable` when it cannot be noted now: then nothing is deleted (unless the note was stored and only its confirmation lost: then it is carried out at the next start);
   * or not be carried out now: then it is soon
   */
  forget(projectId: string, subject: ForgetSubject, at: Micros): Promise<{ deletion_id: string; counts: ForgetCounts }>;
  /** What {@link expire} would do; nothing changes. */
  planExpiry(expiries: readonly Expiry[]): Promise<ExpiryOutcome[]>;
  /**
   * Lets go of what has passed its time, whole traces with their scores, and log records and data points; whatever a rule keeps stays, with its log records.
   * Where nothing of a file stays, the file goes. What was received since that time stays, however old it is: imported data is not gone at once.
   */
  expire(expiries: readonly Expiry[]): Promise<ExpiryOutcome[]>;
  /** One step of work on files off the write path: what was forgotten leaves them, small ones become large. Reads and writes go on. Safe to stop and to repeat at any moment. */
  tidy(): Promise<TidyOutcome>;
  /** Deletions of which something still takes room somewhere. */
  pendingDeletions(): Promise<PendingDeletion[]>;
  /** The oldest deletion of which the caller has not removed yet what lies outside of the store: bodies, and copies elsewhere. Undefined when there is none. */
  unfinishedDeletion(): Promise<UnfinishedDeletion | undefined>;
  /** That is removed. */
  finishDeletion(deletionId: string): Promise<void>;
  /** Those of some bodies to which an observation or a log record of the project points. */
  bodiesInUse(projectId: string, ids: readonly BodyId[]): Promise<BodyId[]>;
  /** The bodies that belong to traces that have passed their time and stay by a rule. */
  keptBodies(expiry: Expiry): Promise<BodyId[]>;
  /** What is stored, from counts that are kept as it is written. */
  storage(): Promise<StorageReport>;
}

export interface TidyOutcome {
  /** `cleaned`: a file without what was forgotten; `merged`: several in one, or one without holes; `dropped`: a file that held nothing any more. */
  did: 'cleaned' | 'merged' | 'dropped' | 'nothing';
  /** Whether another step may find something to do. */
  more: boolean;
}

export interface UnfinishedDeletion {
  deletion_id: string;
  project_id: string;
  /** `age`: what had passed its time in the store. */
  subject: ForgetSubject | { kind: 'age'; before: Micros };
  at: Micros;
  /** The traces that went; empty where the whole project did. */
  traces: string[];
  /** Bodies that its rows pointed to and to which no row points any more. */
  bodies: BodyId[];
}

export interface StorageReport {
  bytes: number;
  files: StoredFile[];
  projects: StoredProject[];
  /** Files that should be there and are not, by the number in their names: what they held is not shown. */
  missing: { from: number; to: number }[];
}

/** `holes`: rows that were deleted or replaced and still take room. */
export interface StoredFile { file: string; bytes: number; rows: number; holes: number; from: Micros | null; to: Micros | null }

export interface StoredProject {
  project_id: string;
  observations: number;
  logs: number;
  metric_points: number;
  /** Its share of the files, by rows. */
  bytes: number;
  /** Rows, and their share of bytes, by the day (since 1970) on which they began, oldest first. */
  days: { day: number; rows: number; bytes: number }[];
}
