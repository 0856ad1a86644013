import type { LogRow } from '../model/log-entry.js';
import type { MetricPointRow } from '../model/metric-point.js';
import type { Score } from '../model/score.js';
import type { Micros } from '../model/time.js';

/**
 * What goes through everything, beside scanObservations: for work on all that is stored. Part of the promise of store.ts.
 * Pages together hold each thing exactly once that stands still meanwhile; one that arrives behind the cursor is not met.
 */
export interface StoreScans {
  /** The projects of which anything is stored, by id. */
  storedProjects(): Promise<string[]>;
  /** How much is stored of a project; what was sent again counts once. */
  countStored(projectId: string): Promise<StoredCounts>;
  /** Scores by score_id. */
  scanScores(projectId: string, query: { after?: string; limit: number }): Promise<ScoreScan>;
  /** Log records by time, oldest first (ties by log_id). */
  scanLogs(projectId: string, query: TimedScanQuery): Promise<TimedScan<LogRow>>;
  /** Data points by time, oldest first (ties by point_id). */
  scanMetricPoints(projectId: string, query: TimedScanQuery): Promise<TimedScan<MetricPointRow>>;
}

export interface StoredCounts { observations: number; scores: number; logs: number; metric_points: number }

/** `next`, as it is also in the others: the `after` of the next page; absent when there is none. */
export interface ScoreScan { rows: Score[]; next?: string }

export interface TimedScanQuery { after?: TimedCursor; limit: number }
export interface TimedCursor { time: Micros; id: string }
export interface TimedScan<Row> { rows: Row[]; next?: TimedCursor }
