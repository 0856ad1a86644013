import type { ObservationRow, Status, ObservationType } from '../model/observation.js';
import type { Score } from '../model/score.js';
import type { TraceSummary } from '../model/trace.js';
import type { Micros } from '../model/time.js';

/**
 * Where telemetry rests. Two backends keep this promise (store/conformance). Every call names its project: no method can read across projects.
 * Every read may throw Failure `deadline_exceeded`, with what to narrow.
 */
export interface TelemetryStore {
  /**
   * Resolves once the batch survives a crash and every read sees it, all or nothing.
   * A re-sent span (same project, trace, observation) never shows twice; the highest `event_version` wins, a tie replaces.
   * Within the batch and against all that is stored, in every read, totals included. A retry of the whole batch is safe.
   * @throws Failure `overloaded` when the backend asks us to slow down, `unavailable` when it cannot write now (full disk): try again later
   */
  write(batch: Batch): Promise<void>;

  /** The highest `position` ever written, 0 before the first: what the ingest log may forget. */
  position(): Promise<number>;

  /** Summaries ordered by start_time, newest first (ties by trace_id), with exact totals. */
  listTraces(projectId: string, query: TraceQuery): Promise<TracePage>;
  /** Undefined when the trace is unknown. */
  traceSummary(projectId: string, traceId: string): Promise<TraceSummary | undefined>;
  /** Observations of one trace ordered by start_time (ties by observation_id), at most `limit`; empty when the trace is unknown. `payloads` false leaves out payload, json and map columns. */
  observationsOfTrace(projectId: string, traceId: string, options: { payloads: boolean; limit: number }): Promise<ObservationRow[]>;
  observation(projectId: string, traceId: string, observationId: string): Promise<ObservationRow | undefined>;
  scoresOfTrace(projectId: string, traceId: string): Promise<Score[]>;
  /**
   * Whole observations by start_time, oldest first (ties by trace_id, then observation_id), page by page: for work that goes through all of them.
   * A page is of one moment. Pages together hold every observation exactly once that stands still meanwhile; one that arrives, or whose start changes, behind the cursor is not met.
   */
  scanObservations(projectId: string, query: ScanQuery): Promise<ScanPage>;
  /** How many observations begin within [from, to). */
  countObservations(projectId: string, range: { from?: Micros; to?: Micros }): Promise<number>;
  /** Observations whose name, input, output or status message contain every word of the query (case-insensitive), newest first. */
  searchObservations(projectId: string, query: SearchQuery): Promise<SearchPage>;
  /** Totals per time bucket over [from, to), empty buckets included, oldest first. At most 2,000 buckets. */
  volume(projectId: string, query: VolumeQuery): Promise<VolumeBucket[]>;
  /** The distinct values that a filter can offer, most frequent first, from the summaries of [from, to). */
  facets(projectId: string, query: { from: Micros; to: Micros; limit: number }): Promise<TraceFacets>;

  /** Rows and bytes on disk per table, of the whole store. */
  size(): Promise<StoreSize>;
  /** Finishes what is in hand and closes; the store cannot be used afterwards. */
  close(): Promise<void>;
}

export interface Batch {
  rows: readonly ObservationRow[];
  scores: readonly Score[];
  /** Ingest log position of the last record in the batch; stored in the same transaction, so that replay starts after it. */
  position?: number;
}

export interface TraceFilter {
  /** Inclusive start, exclusive end, of the trace's start_time. */
  from?: Micros;
  to?: Micros;
  status?: Status;
  /** True: traces with at least one failed observation. False: traces without. */
  hasErrors?: boolean;
  /** Every word must occur in the name, ids, session, user, previews, error message, models, agents or tags; case-insensitive. */
  text?: string;
  session_id?: string;
  user_id?: string;
  environment?: string;
  model?: string;
  agent?: string;
  tag?: string;
  name?: string;
}

export interface TraceQuery extends TraceFilter {
  limit: number;
  /** The `next` of the page before. */
  after?: TraceCursor;
}
export interface TraceCursor { start: Micros; trace_id: string }
export interface TracePage { traces: TraceSummary[]; next?: TraceCursor }

export interface ScanQuery {
  /** Inclusive start, exclusive end, of the observation's start_time. */
  from?: Micros;
  to?: Micros;
  /** The `next` of the page before. */
  after?: ScanCursor;
  limit: number;
}
export interface ScanCursor { start: Micros; trace_id: string; observation_id: string }
export interface ScanPage { rows: ObservationRow[]; next?: ScanCursor }

export interface SearchQuery { text: string; from?: Micros; to?: Micros; limit: number; after?: SearchCursor }
export interface SearchCursor { start: Micros; observation_id: string }
export interface SearchPage { hits: SearchHit[]; next?: SearchCursor }
export interface SearchHit {
  trace_id: string; observation_id: string; name: string; type: ObservationType; status: Status; start_time: Micros;
  /** The first field with a word of the query, and its text around it (at most about 240 characters). */
  field: 'name' | 'input' | 'output' | 'status_message';
  excerpt: string;
}

export interface VolumeQuery { from: Micros; to: Micros; bucket: Micros }
/** Traces that began in the bucket. Latency quantiles are of trace durations; null without traces. */
export interface VolumeBucket {
  start: Micros; traces: number; failed_traces: number; observations: number; errors: number;
  input_tokens: number; output_tokens: number; total_tokens: number; total_cost_usd: number;
  duration_p50_ms: number | null; duration_p95_ms: number | null;
}

export interface FacetValue { value: string; count: number }
export interface TraceFacets { names: FacetValue[]; models: FacetValue[]; agents: FacetValue[]; tags: FacetValue[]; environments: FacetValue[]; sessions: FacetValue[]; users: FacetValue[] }

export interface StoreSize { tables: { name: string; rows: number }[]; bytes: number; segments: number }
