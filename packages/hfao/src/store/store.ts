import type { LogRow } from '../model/log-entry.js';
import type { Measure, MetricPointRow, MetricType, Temporality } from '../model/metric-point.js';
import type { ObservationRow, Status, ObservationType } from '../model/observation.js';
import type { Score } from '../model/score.js';
import type { SessionSummary, UserSummary } from '../model/session.js';
import type { TraceSummary } from '../model/trace.js';
import type { Filter } from '../model/filter/filter.js';
import type { Dimension, Figure, MetricSubject } from '../model/metric-query.js';
import type { Micros } from '../model/time.js';
import type { StoreBackup } from './store-backup.js';
import type { StoreKeeping } from './store-keeping.js';
import type { StoreScans } from './store-scans.js';
import type { SearchedField } from './search-excerpt.js';
import type { SqlSchema } from './sql/sql-schema.js';

/**
 * Where telemetry rests. Two backends keep this promise (store/conformance). Every call names its project: no method can read across projects.
 * Every read may throw Failure `deadline_exceeded`, with what to narrow.
 * Where there is a warm tier (docs/warm.md), reads of traces and observations show what retention has let go of, too, from where `from`, or a cursor, reaches back to it.
 * What the store holds and the tier, too, is shown once, as the store has it.
 */
export interface TelemetryStore extends StoreKeeping, StoreBackup, StoreScans {
  /**
   * Resolves once the batch survives a crash and every read sees it, all or nothing.
   * A re-sent span (same project, trace, observation) never shows twice; the highest `event_version` wins, a tie replaces.
   * Within the batch and against all that is stored, in every read, totals included. A retry of the whole batch is safe.
   * A row with source `log` replaces nothing: it and what is known of its observation are merged (model/merge-observation.ts), whichever comes
   * first, in whatever batch, however often, so that the span has the last word and what only logs say stays. A row with source `merged` is both.
   * A log record or a metric data point that is written again (same id) never shows twice.
   * @throws Failure `overloaded` when the backend asks us to slow down, `unavailable` when it cannot write now (full disk): try again later
   */
  write(batch: Batch): Promise<void>;

  /**
   * Puts rows that were worked out anew in the place of those that they were worked out of, just as they are: nothing is merged, whatever the source.
   * Each only where the store still holds what was read: the same `event_version` and `source`, and where logs have a part in it every column
   * (a log record makes no new version). Anything else is left as it is, and counted: newer data wins, what was deleted does not come back.
   * Resolves once it survives a crash and every read sees it, totals included. After a failure some rows may have been replaced; read again then.
   * @param rederived of this project, each observation once
   * @throws Failure as {@link write}
   */
  replaceObservations(projectId: string, rederived: readonly Rederived[]): Promise<ReplaceOutcome>;

  /** The highest `position` ever written, 0 before the first: what the ingest log may forget. */
  position(): Promise<number>;

  /** Summaries ordered by start_time, newest first (ties by trace_id), with exact totals. */
  listTraces(projectId: string, query: TraceQuery): Promise<TracePage>;
  /** Observations without payload, json and map columns, by start_time, newest first (ties by trace_id, then observation_id). */
  listObservations(projectId: string, query: ObservationQuery): Promise<ObservationPage>;
  /**
   * Sessions with a trace that began in [from, to), with exact totals over those traces, judged by these: by when the newest of them began, newest first
   * (ties by session_id). A trace is its head's session's, or the smallest's that any of its observations names.
   */
  listSessions(projectId: string, query: SessionQuery): Promise<SessionPage>;
  /** Likewise users. */
  listUsers(projectId: string, query: UserQuery): Promise<UserPage>;
  /** Undefined when the trace is unknown. */
  traceSummary(projectId: string, traceId: string): Promise<TraceSummary | undefined>;
  /** Observations of one trace ordered by start_time (ties by observation_id), at most `limit`; empty when the trace is unknown. `payloads` false leaves out payload, json and map columns. */
  observationsOfTrace(projectId: string, traceId: string, options: { payloads: boolean; limit: number }): Promise<ObservationRow[]>;
  /** What {@link traceSummary} and {@link observationsOfTrace} say, in one read. */
  wholeTrace(projectId: string, traceId: string, options: { payloads: boolean; limit: number }): Promise<WholeTrace | undefined>;
  observation(projectId: string, traceId: string, observationId: string): Promise<ObservationRow | undefined>;
  scoresOfTrace(projectId: string, traceId: string): Promise<Score[]>;
  /**
   * Whole observations by start_time, oldest first (ties by trace_id, then observation_id), page by page: for work that goes through all of them.
   * A page is of one moment. Pages together hold every observation exactly once that stands still meanwhile; one that arrives, or whose start changes, behind the cursor is not met.
   */
  scanObservations(projectId: string, query: ScanQuery): Promise<ScanPage>;
  /** How many observations begin within [from, to). */
  countObservations(projectId: string, range: { from?: Micros; to?: Micros }): Promise<number>;
  /** The hours of UTC in which observations of [from, to) began, oldest first. */
  hours(projectId: string, range: { from: Micros; to: Micros }): Promise<HotHour[]>;
  /**
   * Writes the observations that began within [from, to) as one Parquet file, oldest first (ties by trace_id, then observation_id), every column under its own
   * name; resolves with how many. May take minutes. @param file absolute, in a folder that the store may write to
   */
  exportParquet(projectId: string, range: { from: Micros; to: Micros }, file: string): Promise<number>;
  /** Observations whose name, input, output or status message contain every term of the query (store/search-terms.ts), newest first (ties by observation_id). */
  searchObservations(projectId: string, query: SearchQuery): Promise<SearchPage>;
  /** Log records ordered by time, newest first (ties by log_id). */
  listLogs(projectId: string, query: LogQuery): Promise<LogPage>;
  /** The metrics with data points in [from, to), by name. */
  listMetrics(projectId: string, query: MetricListQuery): Promise<MetricPage>;
  /**
   * One metric over [from, to) in equal buckets of time, by group. What adds up is added: deltas as they are, cumulative points by their increase
   * over the point before in their series (a lower value, or a later start, begins anew). Buckets without points are left out. At most 2,000 buckets.
   */
  metricSeries(projectId: string, query: MetricSeriesQuery): Promise<MetricSeriesResult>;
  /** Totals per time bucket over [from, to), empty buckets included, oldest first. At most 2,000 buckets. */
  volume(projectId: string, query: VolumeQuery): Promise<VolumeBucket[]>;
  /** The distinct values that a filter can offer, most frequent first, from the summaries of [from, to). */
  facets(projectId: string, query: FacetsQuery): Promise<TraceFacets>;
  /**
   * Answers one SELECT over the tables of sql/sql-tables.ts, of this project alone, whatever it is made of: it reads nothing else and changes nothing,
   * and ends at a deadline and within a share of memory, however it was meant.
   * @throws Failure `invalid_input` for anything but such a SELECT, with the place in it; `deadline_exceeded`; `too_large` for too much memory
   */
  runSql(projectId: string, query: SqlQuery): Promise<SqlResult>;
  /** What {@link runSql} can be asked, in the words of this backend's SQL. */
  sqlSchema(): Promise<SqlSchema>;
  /**
   * Figures over the rows of [from, to), in groups and in equal buckets of time (of which those without rows are left out). Groups are in the order of their first
   * measure, the largest first (null last), ties by keys. At most 2,000 buckets.
   */
  queryMetrics(projectId: string, query: MetricsQuery): Promise<MetricsResult>;

  /** Rows and bytes on disk per table, of the whole store. */
  size(): Promise<StoreSize>;
  /** Finishes what is in hand and closes; the store cannot be used afterwards. */
  close(): Promise<void>;
}

export interface Batch {
  rows: readonly ObservationRow[];
  scores: readonly Score[];
  logs?: readonly LogRow[];
  metricPoints?: readonly MetricPointRow[];
  /** False: none of the rows and log records points to a body, so nobody has to look. */
  pointsToBodies?: boolean;
  /** Ingest log position of the last record in the batch; stored in the same transaction, so that replay starts after it. */
  position?: number;
}

/** A row as the store gave it, and what is to stand in its place: the same observation. */
export interface Rederived { read: ObservationRow; row: ObservationRow }
export interface ReplaceOutcome { replaced: number; /** Their stored row is no longer what was read. */ skipped: number }

export interface TraceQuery {
  /** Inclusive start, exclusive end, of the trace's start_time. */
  from?: Micros;
  to?: Micros;
  /** About traces. */
  where?: Filter;
  limit: number;
  /** The `next` of the page before. */
  after?: TraceCursor;
}
export interface TraceCursor { start: Micros; trace_id: string }
export interface WholeTrace { trace: TraceSummary; observations: ObservationRow[] }
export interface TracePage extends SearchedPage { traces: TraceSummary[]; next?: TraceCursor }

/** A page of a list that is searched from its newest on, until it is full or its time is up. */
export interface SearchedPage {
  /** Set when time was up before the page was full: what is newer was all looked at, what is older not. `next` goes on from there. */
  searchedUntil?: Micros;
}

export interface ObservationQuery {
  /** Inclusive start, exclusive end, of the observation's start_time. */
  from?: Micros;
  to?: Micros;
  /** About observations. */
  where?: Filter;
  limit: number;
  /** The `next` of the page before. */
  after?: ObservationCursor;
}
export interface ObservationCursor { start: Micros; trace_id: string; observation_id: string }
export interface ObservationPage extends SearchedPage { observations: ObservationRow[]; next?: ObservationCursor }

/** `from`, `to`: inclusive start, exclusive end, of the start_time of traces. `where`: about sessions. */
export interface SessionQuery { from?: Micros; to?: Micros; where?: Filter; limit: number; after?: SessionCursor }
export interface SessionCursor { last_trace: Micros; session_id: string }
export interface SessionPage extends SearchedPage { sessions: SessionSummary[]; next?: SessionCursor }

/** Likewise, with `where` about users. */
export interface UserQuery { from?: Micros; to?: Micros; where?: Filter; limit: number; after?: UserCursor }
export interface UserCursor { last_trace: Micros; user_id: string }
export interface UserPage extends SearchedPage { users: UserSummary[]; next?: UserCursor }

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

/** What the store holds of an hour. */
export interface HotHour { /** When it begins. */ hour: Micros; rows: number; /** When the last of them was ingested. */ ingestedTo: Micros }

export interface SearchQuery {
  /** Without a term in it every observation is a hit. */
  text: string;
  from?: Micros;
  to?: Micros;
  /** About observations. */
  where?: Filter;
  limit: number;
  after?: SearchCursor;
  /** Once so much time has passed the answer is what was found so far, see {@link SearchedPage}; something is looked at in any case. Default 3,000. */
  budgetMs?: number;
  /** Hits bring the beginnings of their texts, of each at most so many UTF-16 code units. */
  textLength?: number;
}
export interface SearchCursor { start: Micros; observation_id: string }
export interface SearchPage extends SearchedPage { hits: SearchHit[]; next?: SearchCursor }
export interface SearchHit {
  trace_id: string; observation_id: string; name: string; type: ObservationType; status: Status; start_time: Micros;
  /** The first field with a term of the query, and its text around it (at most 240 characters). */
  field: SearchedField;
  excerpt: string;
  /** Where terms stand in the excerpt, see search-excerpt.ts. */
  highlights: [from: number, to: number][];
  /** Only when they were asked for. */
  texts?: Record<SearchedField, string | null>;
}

export interface LogQuery {
  /** Inclusive start, exclusive end. */
  from?: Micros;
  to?: Micros;
  trace_id?: string;
  observation_id?: string;
  session_id?: string;
  service_name?: string;
  event_name?: string;
  /** The lowest severity_number. */
  severity_min?: number;
  /** Every word must occur in the event name, the body or an attribute; case-insensitive. */
  text?: string;
  limit: number;
  /** The `next` of the page before. */
  after?: LogCursor;
}
export interface LogCursor { time: Micros; log_id: string }
export interface LogPage { logs: LogRow[]; next?: LogCursor }

export interface MetricListQuery { from?: Micros; to?: Micros; /** Only this one. */ name?: string; limit: number; /** The `next` of the page before. */ after?: string }
export interface MetricPage { metrics: MetricSummary[]; next?: string }
/** What is said once for a metric is what its last point said. */
export interface MetricSummary {
  name: string; description: string | null; unit: string | null; type: MetricType; temporality: Temporality | null; is_monotonic: boolean | null; measure: Measure | null;
  points: number; series: number; first_time: Micros; last_time: Micros;
  /** At most 100, by name. */
  attribute_keys: string[];
}

/** Columns of a data point by which a series can be divided; anything else is an attribute's key. */
export const METRIC_GROUPS = ['model', 'provider', 'token_type', 'session_id', 'user_id', 'service_name'] as const;

export interface MetricSeriesQuery { name: string; from: Micros; to: Micros; bucket: Micros; group_by?: string; /** At most this many groups: those with the most points. */ limit: number }
export interface MetricSeriesResult { groups: MetricGroup[]; /** Groups that were left out. */ omitted: number }
export interface MetricGroup { group: string | null; buckets: MetricBucket[] }
/**
 * `value`: of sums their increase; of gauges and of sums that may fall and are cumulative the last of each series, added up; of histograms and summaries the sum of what was measured.
 * `count`: measurements of histograms and summaries, else data points. `average`: of histograms and summaries sum over count, else of the points' values.
 * Quantiles are estimates, interpolated within histogram buckets; null without any.
 */
export interface MetricBucket {
  start: Micros; value: number | null; count: number; average: number | null; min: number | null; max: number | null;
  p50: number | null; p95: number | null; p99: number | null;
}

/** `where`: about traces. */
export interface VolumeQuery { from: Micros; to: Micros; bucket: Micros; where?: Filter }
/** Likewise; `limit`: at most so many values of each. */
export interface FacetsQuery { from: Micros; to: Micros; limit: number; where?: Filter }
/** Traces that began in the bucket. Latency quantiles are of trace durations; null without traces. */
export interface VolumeBucket {
  start: Micros; traces: number; failed_traces: number; observations: number; errors: number;
  input_tokens: number; output_tokens: number; total_tokens: number; total_cost_usd: number;
  duration_p50_ms: number | null; duration_p95_ms: number | null;
}

/** `limit`: at most so many rows. `from`, `to`: observations, traces and sessions are of those alone that began within; without, of all that the store holds. */
export interface SqlQuery { sql: string; limit: number; from?: Micros; to?: Micros }
/**
 * `rows`: values in the order of `columns`, as JSON has them: times are ISO 8601, integers beyond 2^53 are texts, NaN and infinity are null.
 * `truncated`: there are more rows than were asked for, or than an answer holds, or a value was cut.
 */
export interface SqlResult { columns: { name: string; /** As the backend names it. */ type: string }[]; rows: unknown[][]; truncated: boolean; elapsed_ms: number }

/** `where`: about observations or traces; with subject scores about the traces that have them. */
export interface MetricsQuery {
  subject: MetricSubject;
  measures: readonly Figure[];
  /** At most one of them a list. */
  group_by: readonly Dimension[];
  where?: Filter;
  /** Of observations and traces when they began, of scores when they were given. */
  from: Micros;
  to: Micros;
  bucket?: Micros;
  /** At most this many groups; the rest is `others`. */
  limit: number;
  /** These groups instead of the first; what belongs to none of them is `others`. */
  only?: readonly MetricKeys[];
}
/** A value for each dimension, null where a row has none. Of attributes and metadata as they are stored (model/attribute-value.ts). */
export type MetricKeys = readonly (string | null)[];
/** One figure a measure; null where there is nothing to take it of. */
export interface MetricFigures { values: (number | null)[]; buckets: { start: Micros; values: (number | null)[] }[] }
export interface MetricsResult {
  total: MetricFigures;
  groups: (MetricFigures & { keys: MetricKeys })[];
  /** What is in none of the groups; of dimensions that are lists each row counts for each of its entries here, too. `groups`: how many there are. */
  others?: MetricFigures & { groups: number };
}

export interface FacetValue { value: string; count: number }
export interface TraceFacets { names: FacetValue[]; models: FacetValue[]; agents: FacetValue[]; tags: FacetValue[]; environments: FacetValue[]; sessions: FacetValue[]; users: FacetValue[] }

export interface StoreSize { tables: { name: string; rows: number }[]; bytes: number; segments: number }
