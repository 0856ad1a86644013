import { z } from 'zod';
import type { Filter } from './filter/filter.js';
import type { Micros } from './time.js';

/** Whom or what a deletion is about. Of a session or a user: every trace in which it occurs, whole. */
export type ForgetSubject =
  | { kind: 'trace'; trace_id: string }
  | { kind: 'session'; session_id: string }
  | { kind: 'user'; user_id: string }
  | { kind: 'project' };

/** What goes. Of a trace, a session or a user also their log records, and of the latter two their data points. */
export const ForgetCounts = z.object({
  traces: z.number().int(),
  observations: z.number().int(),
  scores: z.number().int(),
  logs: z.number().int().describe('log records'),
  metric_points: z.number().int(),
  bodies: z.number().int().describe('offloaded payloads and media that they point to; one that others point to as well stays'),
});
export type ForgetCounts = z.infer<typeof ForgetCounts>;

export const NOTHING_FORGOTTEN: ForgetCounts = { traces: 0, observations: 0, scores: 0, logs: 0, metric_points: 0, bodies: 0 };

/** A deletion that no read shows any more, and of which something still takes room. */
export interface PendingDeletion {
  deletion_id: string;
  project_id: string;
  /** Files that held some of it when it began, and those that are not rewritten yet. */
  files: number;
  files_left: number;
  /** Bodies and copies elsewhere are not looked at yet. */
  elsewhere_left: boolean;
}

/** What of a project has passed its time. */
export interface Expiry {
  project_id: string;
  /** Traces whose last observation began and was received before this, and log records and data points from before it. */
  before: Micros;
  keep: KeepRules;
}

/** Traces that stay whatever their age, with their log records and scores. */
export interface KeepRules { scored: boolean; errors: boolean; /** About traces; whoever fulfils one of them stays. */ where: readonly Filter[] }

/** Of one project: what has passed its time and what stays by a rule. Bytes are an estimate by rows. */
export interface ExpiryOutcome { project_id: string; leaving: ForgetCounts; bytes: number; kept: { traces: number; observations: number } }
