/* Written by scripts/web-types.mjs from packages/hfao/openapi.json. Change the operation, not this file. */

export type Status = 'ok' | 'error' | 'unset';
export type ObservationType = 'AGENT' | 'GENERATION' | 'TOOL' | 'RETRIEVAL' | 'EMBEDDING' | 'EVAL' | 'GUARDRAIL' | 'HANDOFF' | 'SPAN' | 'EVENT';
export type Level = 'DEFAULT' | 'DEBUG' | 'WARNING' | 'ERROR';
export type CostSource = 'reported' | 'computed' | 'none';

export interface Project {
  id: string;
  slug: string;
  name: string;
  workspace_id: string;
  created_at: string;
}
export interface TraceSummary {
  /**
   * 32 hex digits
   */
  trace_id: string;
  session_id: string | null;
  user_id: string | null;
  name: string;
  status: Status;
  start_time: string;
  end_time: string;
  duration_ns: number;
  observation_count: number;
  error_count: number;
  input_preview: string | null;
  output_preview: string | null;
  /**
   * the status message of the first failed observation that has one
   */
  error_message: string | null;
  models: string[];
  agents: string[];
  tags: string[];
  service_name: string | null;
  environment: string | null;
  release: string | null;
  input_tokens: number | null;
  output_tokens: number | null;
  cache_read_tokens: number | null;
  cache_creation_tokens: number | null;
  reasoning_tokens: number | null;
  total_tokens: number | null;
  input_cost_usd: number | null;
  output_cost_usd: number | null;
  total_cost_usd: number | null;
  scores: Score[];
  /**
   * warm: retention has let go of it, or of a part, and that was read from exported hours; without scores, log records and metric points of that time
   */
  tier?: 'warm';
}
export interface Score {
  score_id: string;
  project_id: string;
  trace_id: string;
  observation_id: string | null;
  session_id: string | null;
  name: string;
  value: number | null;
  string_value: string | null;
  boolean_value: boolean | null;
  data_type: 'NUMERIC' | 'CATEGORICAL' | 'BOOLEAN';
  source: 'ANNOTATION' | 'LLM_JUDGE' | 'HEURISTIC' | 'EXTERNAL';
  comment: string | null;
  judge_model: string | null;
  calibration_bias: number | null;
  annotator_id: string | null;
  eval_run_id: string | null;
  /**
   * UTC, ISO 8601, microseconds
   */
  timestamp: string;
}
export interface Observation {
  project_id: string;
  /**
   * 32 hex digits
   */
  trace_id: string;
  /**
   * 16 hex digits: the span id
   */
  observation_id: string;
  parent_observation_id: string | null;
  event_version: number;
  /**
   * UTC, ISO 8601, microseconds
   */
  ingested_at: string;
  session_id: string | null;
  user_id: string | null;
  environment: string | null;
  release: string | null;
  service_name: string | null;
  scope_name: string | null;
  scope_version: string | null;
  dialect: string;
  source: 'span' | 'log' | 'merged';
  /**
   * JSON: the rule that gave each field
   */
  mapping: string | null;
  /**
   * codes of what is odd about it
   */
  warnings: string[];
  name: string;
  type: ObservationType;
  level: Level;
  status: Status;
  status_message: string | null;
  /**
   * UTC, ISO 8601, microseconds
   */
  start_time: string;
  /**
   * UTC, ISO 8601, microseconds
   */
  end_time: string;
  duration_ns: number;
  time_to_first_token_ms: number | null;
  /**
   * text, structured data, or a conversation {"messages":[{role, parts}]}; null when absent, offloaded, or left out of a skeleton
   */
  input: unknown;
  /**
   * text, structured data, or a conversation {"messages":[{role, parts}]}; null when absent, offloaded, or left out of a skeleton
   */
  output: unknown;
  input_ref: string | null;
  output_ref: string | null;
  input_preview: string | null;
  output_preview: string | null;
  model: string | null;
  provider: string | null;
  model_parameters: {
    [k: string]: unknown;
  };
  finish_reasons: string[];
  input_tokens: number | null;
  output_tokens: number | null;
  cache_read_tokens: number | null;
  cache_creation_tokens: number | null;
  reasoning_tokens: number | null;
  total_tokens: number | null;
  /**
   * as reported (reported.KEY) and as disjoint buckets
   */
  usage_details: {
    [k: string]: unknown;
  };
  /**
   * false where the span repeats usage that its descendants or a twin already carry
   */
  usage_counted: boolean;
  input_cost_usd: number | null;
  output_cost_usd: number | null;
  total_cost_usd: number | null;
  cost_source: CostSource;
  tool_definitions: unknown[];
  tool_calls: ToolCall[];
  tool_call_names: string[];
  agent_id: string | null;
  agent_name: string | null;
  handoff_target_agent_id: string | null;
  documents: RetrievedDocument[];
  prompt_name: string | null;
  prompt_version: string | null;
  prompt_label: string | null;
  metadata: {
    [k: string]: unknown;
  };
  tags: string[];
  attributes: {
    [k: string]: unknown;
  };
  events: SpanEvent[];
  links: SpanLink[];
}
export interface ToolCall {
  id?: string | null;
  name?: string | null;
  arguments?: unknown;
  result?: unknown;
  error?: string | null;
  [k: string]: unknown;
}
export interface RetrievedDocument {
  id?: string | null;
  content?: unknown;
  score?: number | null;
  metadata?: unknown;
  [k: string]: unknown;
}
export interface SpanEvent {
  time: string;
  name: string;
  attributes: {
    [k: string]: unknown;
  };
}
export interface SpanLink {
  trace_id: string;
  observation_id: string;
  attributes: {
    [k: string]: unknown;
  };
}
export interface Message {
  /**
   * system, user, assistant, tool
   */
  role: string;
  parts: MessagePart[];
  name?: string;
  finish_reason?: string;
  [k: string]: unknown;
}
export interface MessagePart {
  /**
   * text, reasoning, tool_call, tool_call_response, blob, file, uri or a kind of its own
   */
  type: string;
  /**
   * text and reasoning: the text; blob: base64
   */
  content?: unknown;
  /**
   * tool_call, tool_call_response: joins the call and its answer
   */
  id?: string | null;
  /**
   * tool_call: the function
   */
  name?: string;
  /**
   * tool_call: as structured data where it parsed, else the text
   */
  arguments?: unknown;
  /**
   * tool_call_response: what the tool returned
   */
  response?: unknown;
  /**
   * blob, file, uri: image, video, audio, document
   */
  modality?: string;
  mime_type?: string;
  uri?: string;
  file_id?: string;
  [k: string]: unknown;
}
export interface CausalEdge {
  trace_id: string;
  source_observation_id: string;
  target_observation_id: string;
  edge_type: 'DATAFLOW' | 'HANDOFF' | 'TOOL_DEPENDENCY' | 'PROMPT_CONDITIONING' | 'DECISIVE_ERROR';
  confidence: number;
  method: 'STATIC' | 'COUNTERFACTUAL_REPLAY' | 'LLM_JUDGE' | 'SPECTRUM';
  evidence: unknown;
  replay_supported: boolean;
  judge_model: string | null;
  computed_at: string;
}
/**
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "IngestHealth".
 */
export interface IngestHealth {
  project: string;
  since: string;
  /**
   * waiting: nothing received yet; refusing: the last request was refused
   */
  status: 'waiting' | 'ok' | 'refusing';
  received_requests: number;
  received_spans: number;
  accepted_spans: number;
  rejected_spans: number;
  /**
   * visible in queries
   */
  stored_spans: number;
  /**
   * large payloads and media that were moved out of spans to the store of bodies
   */
  offloaded: number;
  received_log_records: number;
  rejected_log_records: number;
  /**
   * of metrics
   */
  received_data_points: number;
  rejected_data_points: number;
  stored_log_records?: number;
  stored_data_points?: number;
  rejections: {
    reason: string;
    count: number;
    last_at: string;
    example: string;
  }[];
  /**
   * whole requests that were answered with an error; they name no project, so every project sees them
   */
  refused_requests: {
    code: string;
    count: number;
    last_at: string;
    example: string;
  }[];
  last_received_at: string | null;
  last_stored_at: string | null;
  /**
   * accepted, over the last 60 s
   */
  spans_per_second: number;
  /**
   * acknowledged and logged, not yet visible; of the whole process
   */
  pending_bytes: number;
  /**
   * age of the oldest of these
   */
  pending_age_ms: number;
  /**
   * requests set aside because they could not be stored; of the whole process
   */
  dead_letters: number;
  /**
   * what was taken out of texts before they were stored, by kind
   */
  redactions: {
    kind: string;
    count: number;
  }[];
  dialects: {
    dialect: string;
    count: number;
  }[];
}
export interface SearchHit {
  /**
   * 32 hex digits
   */
  trace_id: string;
  /**
   * 16 hex digits: the span id
   */
  observation_id: string;
  name: string;
  type: ObservationType;
  status: Status;
  /**
   * UTC, ISO 8601, microseconds
   */
  start_time: string;
  /**
   * where the excerpt is from
   */
  field: 'name' | 'input' | 'output' | 'status_message';
  /**
   * the text around the first match
   */
  excerpt: string;
  /**
   * where terms stand in the excerpt: begin and end, in UTF-16 code units
   */
  highlights: [number, number][];
}
export interface Totals {
  traces: number;
  /**
   * traces whose status is error
   */
  failed_traces: number;
  /**
   * failed_traces over traces, 0 to 1; null without traces
   */
  error_rate: number | null;
  observations: number;
  /**
   * failed observations
   */
  errors: number;
  input_tokens: number;
  output_tokens: number;
  total_tokens: number;
  total_cost_usd: number;
  /**
   * median duration of a trace; null without traces
   */
  duration_p50_ms: number | null;
  duration_p95_ms: number | null;
}
export interface OverviewBucket {
  start_time: string;
  traces: number;
  /**
   * traces whose status is error
   */
  failed_traces: number;
  /**
   * failed_traces over traces, 0 to 1; null without traces
   */
  error_rate: number | null;
  observations: number;
  /**
   * failed observations
   */
  errors: number;
  input_tokens: number;
  output_tokens: number;
  total_tokens: number;
  total_cost_usd: number;
  /**
   * median duration of a trace; null without traces
   */
  duration_p50_ms: number | null;
  duration_p95_ms: number | null;
}
export interface Error {
  error: {
    /**
     * stable: invalid_input, not_found, forbidden, overloaded, deadline_exceeded, internal, …
     */
    code: string;
    /**
     * what was wrong and what to do
     */
    message: string;
    /**
     * the parameter at fault
     */
    field?: string;
  };
}
export interface ListProjectsResponse {
  projects: Project[];
}
export interface ListTracesResponse {
  traces: TraceSummary[];
  /**
   * pass as cursor for the next page; null at the end
   */
  next_cursor: string | null;
  /**
   * set when time was up before the page was full, or what is older rests in the warm tier: what is newer was all looked at, what is older not; go on with next_cursor, or narrow the filter
   */
  searched_until: string | null;
}
export interface GetTraceResponse {
  trace: TraceSummary;
  observations: Observation[];
  scores: Score[];
  causal_edges: CausalEdge[];
  /**
   * true when the trace has more than 10000 observations; the earliest are given
   */
  truncated: boolean;
}
export interface DeleteTraceResponse {
  deleted: {
    traces: number;
    observations: number;
    scores: number;
    /**
     * log records
     */
    logs: number;
    metric_points: number;
    /**
     * offloaded payloads and media that they point to; one that others point to as well stays
     */
    bodies: number;
  };
  /**
   * removes it from files, bodies and copies; null with dry_run. Once a restart has forgotten the job, the work goes on without it
   */
  job: {
    job_id: string;
    kind: string;
    project: string;
    state: 'running' | 'done' | 'cancelled' | 'failed';
    /**
     * of `total`, in observations; of a backup in bytes
     */
    done: number;
    /**
     * null while it is not known
     */
    total: number | null;
    /**
     * counts of what was found or changed so far
     */
    result: {
      [k: string]: unknown;
    };
    error: string | null;
    started_at: string;
    finished_at: string | null;
  } | null;
}
export interface GetObservationResponse {
  observation: Observation;
}
export interface ListObservationsResponse {
  observations: Observation[];
  /**
   * pass as cursor for the next page; null at the end
   */
  next_cursor: string | null;
  /**
   * set when time was up before the page was full, or what is older rests in the warm tier: what is newer was all looked at, what is older not; go on with next_cursor, or narrow the filter
   */
  searched_until: string | null;
}
export interface ListSessionsResponse {
  sessions: {
    session_id: string;
    user_ids: string[];
    duration_ns: number;
    start_time: string;
    end_time: string;
    /**
     * when the newest trace began: lists are ordered by it
     */
    last_trace_time: string;
    trace_count: number;
    /**
     * traces whose status is error
     */
    failed_trace_count: number;
    observation_count: number;
    /**
     * failed observations
     */
    error_count: number;
    environments: string[];
    models: string[];
    agents: string[];
    tags: string[];
    input_tokens: number | null;
    output_tokens: number | null;
    cache_read_tokens: number | null;
    cache_creation_tokens: number | null;
    reasoning_tokens: number | null;
    total_tokens: number | null;
    input_cost_usd: number | null;
    output_cost_usd: number | null;
    total_cost_usd: number | null;
    /**
     * of its traces, oldest first
     */
    scores: Score[];
  }[];
  /**
   * pass as cursor for the next page; null at the end
   */
  next_cursor: string | null;
  /**
   * set when time was up before the page was full, or what is older rests in the warm tier: what is newer was all looked at, what is older not; go on with next_cursor, or narrow the filter
   */
  searched_until: string | null;
}
export interface GetSessionResponse {
  session: {
    session_id: string;
    user_ids: string[];
    duration_ns: number;
    start_time: string;
    end_time: string;
    /**
     * when the newest trace began: lists are ordered by it
     */
    last_trace_time: string;
    trace_count: number;
    /**
     * traces whose status is error
     */
    failed_trace_count: number;
    observation_count: number;
    /**
     * failed observations
     */
    error_count: number;
    environments: string[];
    models: string[];
    agents: string[];
    tags: string[];
    input_tokens: number | null;
    output_tokens: number | null;
    cache_read_tokens: number | null;
    cache_creation_tokens: number | null;
    reasoning_tokens: number | null;
    total_tokens: number | null;
    input_cost_usd: number | null;
    output_cost_usd: number | null;
    total_cost_usd: number | null;
    /**
     * of its traces, oldest first
     */
    scores: Score[];
  };
  traces: TraceSummary[];
  /**
   * pass as cursor for the next page; null at the end
   */
  next_cursor: string | null;
}
export interface DeleteSessionResponse {
  deleted: {
    traces: number;
    observations: number;
    scores: number;
    /**
     * log records
     */
    logs: number;
    metric_points: number;
    /**
     * offloaded payloads and media that they point to; one that others point to as well stays
     */
    bodies: number;
  };
  /**
   * removes it from files, bodies and copies; null with dry_run. Once a restart has forgotten the job, the work goes on without it
   */
  job: {
    job_id: string;
    kind: string;
    project: string;
    state: 'running' | 'done' | 'cancelled' | 'failed';
    /**
     * of `total`, in observations; of a backup in bytes
     */
    done: number;
    /**
     * null while it is not known
     */
    total: number | null;
    /**
     * counts of what was found or changed so far
     */
    result: {
      [k: string]: unknown;
    };
    error: string | null;
    started_at: string;
    finished_at: string | null;
  } | null;
}
export interface ListUsersResponse {
  users: {
    user_id: string;
    session_count: number;
    start_time: string;
    end_time: string;
    /**
     * when the newest trace began: lists are ordered by it
     */
    last_trace_time: string;
    trace_count: number;
    /**
     * traces whose status is error
     */
    failed_trace_count: number;
    observation_count: number;
    /**
     * failed observations
     */
    error_count: number;
    environments: string[];
    models: string[];
    agents: string[];
    tags: string[];
    input_tokens: number | null;
    output_tokens: number | null;
    cache_read_tokens: number | null;
    cache_creation_tokens: number | null;
    reasoning_tokens: number | null;
    total_tokens: number | null;
    input_cost_usd: number | null;
    output_cost_usd: number | null;
    total_cost_usd: number | null;
  }[];
  /**
   * pass as cursor for the next page; null at the end
   */
  next_cursor: string | null;
  /**
   * set when time was up before the page was full, or what is older rests in the warm tier: what is newer was all looked at, what is older not; go on with next_cursor, or narrow the filter
   */
  searched_until: string | null;
}
export interface GetBodyResponse {
  content_type: string;
  /**
   * bytes of the whole
   */
  size: number;
  /**
   * of what is text
   */
  text?: string;
  /**
   * of everything else
   */
  base64?: string;
  /**
   * where to read on; null at the end
   */
  next_offset: number | null;
}
export interface SearchTracesResponse {
  hits: SearchHit[];
  /**
   * pass as cursor for the next page; null at the end
   */
  next_cursor: string | null;
  /**
   * set when time was up before the page was full, or what is older rests in the warm tier: what is newer was all looked at, what is older not; go on with next_cursor, or narrow the filter
   */
  searched_until: string | null;
}
export interface SearchSimilarResponse {
  results: {
    /**
     * 32 hex digits
     */
    trace_id: string;
    /**
     * 16 hex digits: the span id
     */
    observation_id: string;
    name: string;
    type: ObservationType;
    status: Status;
    /**
     * UTC, ISO 8601, microseconds
     */
    start_time: string;
    /**
     * the beginning of its output, or else of its input
     */
    excerpt: string;
    /**
     * 1 is the same, 0 nothing in common; comparable only within one answer
     */
    similarity: number;
  }[];
  method: 'lexical' | 'semantic';
  model: string;
  /**
   * observations that were looked at
   */
  compared: number;
}
export interface ExportTraceResponse {
  /**
   * 32 hex digits
   */
  trace_id: string;
  spans: number;
  /**
   * true when the trace has more than 10000 spans; the earliest are given
   */
  truncated: boolean;
  otlp?: {
    [k: string]: unknown;
  };
  otlp_base64?: string;
}
export interface ListLogsResponse {
  logs: {
    project_id: string;
    log_id: string;
    /**
     * when it happened, else when it was observed, else when it was received: UTC, ISO 8601, microseconds
     */
    time: string;
    observed_time: string | null;
    trace_id: string | null;
    /**
     * the span that it is about
     */
    observation_id: string | null;
    /**
     * 1-4 trace, 5-8 debug, 9-12 info, 13-16 warning, 17-20 error, 21-24 fatal; 0 unspecified
     */
    severity_number: number;
    severity_text: string | null;
    event_name: string | null;
    /**
     * text or structured data; null when there is none
     */
    body: unknown;
    service_name: string | null;
    scope_name: string | null;
    scope_version: string | null;
    session_id: string | null;
    attributes: {
      [k: string]: unknown;
    };
    ingested_at: string;
  }[];
  /**
   * pass as cursor for the next page; null at the end
   */
  next_cursor: string | null;
}
export interface GetOverviewResponse {
  from: string;
  to: string;
  bucket_ms: number;
  totals: Totals;
  /**
   * oldest first, empty ones included; the first may begin before from, the last is cut at to
   */
  buckets: OverviewBucket[];
}
export interface ListFacetsResponse {
  /**
   * most frequent first
   */
  names: {
    value: string;
    count: number;
  }[];
  /**
   * most frequent first
   */
  models: {
    value: string;
    count: number;
  }[];
  /**
   * most frequent first
   */
  agents: {
    value: string;
    count: number;
  }[];
  /**
   * most frequent first
   */
  tags: {
    value: string;
    count: number;
  }[];
  /**
   * most frequent first
   */
  environments: {
    value: string;
    count: number;
  }[];
  /**
   * most frequent first
   */
  sessions: {
    value: string;
    count: number;
  }[];
  /**
   * most frequent first
   */
  users: {
    value: string;
    count: number;
  }[];
}
export interface ListMetricsResponse {
  metrics: {
    name: string;
    description: string | null;
    unit: string | null;
    type: 'gauge' | 'sum' | 'histogram' | 'exponential_histogram' | 'summary';
    temporality: ('delta' | 'cumulative') | null;
    is_monotonic: boolean | null;
    measure: ('tokens' | 'cost_usd' | 'duration_s' | 'count') | null;
    points: number;
    /**
     * distinct sets of attributes
     */
    series: number;
    first_time: string;
    last_time: string;
    /**
     * at most 100
     */
    attribute_keys: string[];
  }[];
  /**
   * pass as cursor for the next page; null at the end
   */
  next_cursor: string | null;
}
export interface GetMetricResponse {
  name: string;
  from: string;
  to: string;
  bucket_ms: number;
  groups: {
    /**
     * null: the points without the attribute, or all where nothing divides them
     */
    group: string | null;
    buckets: {
      start_time: string;
      /**
       * what the kind of metric is about: increase, last value, or sum
       */
      value: number | null;
      /**
       * measurements of histograms, else data points
       */
      count: number;
      average: number | null;
      min: number | null;
      max: number | null;
      p50: number | null;
      p95: number | null;
      p99: number | null;
    }[];
  }[];
  omitted_groups: number;
}
export interface QueryMetricsResponse {
  from: string;
  to: string;
  bucket_ms: number | null;
  measures: string[];
  group_by: string[];
  total: {
    /**
     * by measure; null where there is nothing to take it of
     */
    values: {
      [k: string]: number | null;
    };
    /**
     * in the period before, where compare is set
     */
    previous?: {
      [k: string]: number | null;
    };
    /**
     * oldest first, empty ones left out
     */
    buckets: {
      start_time: string;
      /**
       * by measure; null where there is nothing to take it of
       */
      values: {
        [k: string]: number | null;
      };
    }[];
  };
  groups: {
    /**
     * by measure; null where there is nothing to take it of
     */
    values: {
      [k: string]: number | null;
    };
    /**
     * in the period before, where compare is set
     */
    previous?: {
      [k: string]: number | null;
    };
    /**
     * oldest first, empty ones left out
     */
    buckets: {
      start_time: string;
      /**
       * by measure; null where there is nothing to take it of
       */
      values: {
        [k: string]: number | null;
      };
    }[];
    /**
     * by field; null: rows without one
     */
    keys: {
      [k: string]: string | null;
    };
  }[];
  others: {
    /**
     * by measure; null where there is nothing to take it of
     */
    values: {
      [k: string]: number | null;
    };
    /**
     * in the period before, where compare is set
     */
    previous?: {
      [k: string]: number | null;
    };
    /**
     * oldest first, empty ones left out
     */
    buckets: {
      start_time: string;
      /**
       * by measure; null where there is nothing to take it of
       */
      values: {
        [k: string]: number | null;
      };
    }[];
    /**
     * how many groups are not shown
     */
    groups: number;
  } | null;
}
export interface GetCostByResponse {
  from: string;
  to: string;
  total: {
    total_cost_usd: number;
    input_cost_usd: number;
    output_cost_usd: number;
    total_tokens: number;
    input_tokens: number;
    output_tokens: number;
    cache_read_tokens: number;
    calls: number;
  };
  /**
   * null: calls without one
   */
  rows: {
    total_cost_usd: number;
    input_cost_usd: number;
    output_cost_usd: number;
    total_tokens: number;
    input_tokens: number;
    output_tokens: number;
    cache_read_tokens: number;
    calls: number;
    date?: string;
    user?: string | null;
    agent?: string | null;
    model?: string | null;
    prompt?: string | null;
  }[];
  /**
   * what the groups that are not shown come to
   */
  others: {
    total_cost_usd: number;
    input_cost_usd: number;
    output_cost_usd: number;
    total_tokens: number;
    input_tokens: number;
    output_tokens: number;
    cache_read_tokens: number;
    calls: number;
    groups: number;
  } | null;
}
export interface RunSqlResponse {
  columns: {
    name: string;
    /**
     * as the store names it
     */
    type: string;
  }[];
  /**
   * values in the order of the columns; times as ISO 8601, integers beyond 2^53 as text
   */
  rows: unknown[][];
  /**
   * true when there are more rows, or a long value was cut
   */
  truncated: boolean;
  elapsed_ms: number;
}
export interface DescribeSchemaResponse {
  /**
   * whose SQL it is: DuckDB or ClickHouse
   */
  dialect: string;
  tables: {
    name: string;
    description: string;
    columns: {
      name: string;
      type: string;
      description: string;
    }[];
  }[];
  examples: {
    question: string;
    sql: string;
  }[];
}
export interface CheckFilterResponse {
  /**
   * null when the filter cannot be read
   */
  canonical: string | null;
  error: {
    /**
     * with the place shown
     */
    message: string;
    problem: string;
    /**
     * where, in UTF-16 units from 0
     */
    at: number;
    length: number;
    /**
     * what may have been meant, best first
     */
    suggestions: string[];
  } | null;
}
export interface CompleteFilterResponse {
  from: number;
  to: number;
  items: {
    label: string;
    insert: string;
    kind: 'field' | 'relation' | 'operator' | 'value' | 'keyword';
    detail: string;
  }[];
}
export interface ListViewsResponse {
  views: {
    /**
     * unique in the project
     */
    name: string;
    page: 'traces' | 'observations' | 'sessions' | 'users' | 'search';
    /**
     * a filter, as it was written: relative times stay relative; empty for all
     */
    where: string;
    /**
     * which to show, in this order; null: the usual ones
     */
    columns: string[] | null;
    /**
     * null: the usual order
     */
    sort: {
      column: string;
      descending: boolean;
    } | null;
    /**
     * of time; spans like 24h are before now. null: the usual range
     */
    range: {
      from: string | null;
      to: string | null;
    } | null;
    id: string;
    project_id: string;
    created_at: string;
    updated_at: string;
  }[];
}
export interface CreateViewResponse {
  view: {
    /**
     * unique in the project
     */
    name: string;
    page: 'traces' | 'observations' | 'sessions' | 'users' | 'search';
    /**
     * a filter, as it was written: relative times stay relative; empty for all
     */
    where: string;
    /**
     * which to show, in this order; null: the usual ones
     */
    columns: string[] | null;
    /**
     * null: the usual order
     */
    sort: {
      column: string;
      descending: boolean;
    } | null;
    /**
     * of time; spans like 24h are before now. null: the usual range
     */
    range: {
      from: string | null;
      to: string | null;
    } | null;
    id: string;
    project_id: string;
    created_at: string;
    updated_at: string;
  };
}
export interface UpdateViewResponse {
  view: {
    /**
     * unique in the project
     */
    name: string;
    page: 'traces' | 'observations' | 'sessions' | 'users' | 'search';
    /**
     * a filter, as it was written: relative times stay relative; empty for all
     */
    where: string;
    /**
     * which to show, in this order; null: the usual ones
     */
    columns: string[] | null;
    /**
     * null: the usual order
     */
    sort: {
      column: string;
      descending: boolean;
    } | null;
    /**
     * of time; spans like 24h are before now. null: the usual range
     */
    range: {
      from: string | null;
      to: string | null;
    } | null;
    id: string;
    project_id: string;
    created_at: string;
    updated_at: string;
  };
}
export interface DeleteViewResponse {
  deleted: true;
}
export interface ExplainMissingResponse {
  /**
   * most telling first; never empty
   */
  findings: {
    code:
      | 'stored'
      | 'pending'
      | 'rejected'
      | 'dead_letter'
      | 'other_project'
      | 'root_missing'
      | 'not_sampled'
      | 'request_refused'
      | 'store_lags'
      | 'received_elsewhere'
      | 'never_received';
    likelihood: 'certain' | 'likely' | 'possible';
    /**
     * what was found
     */
    what: string;
    /**
     * counts, times and ids that show it; trace/observation where one is meant
     */
    evidence: string[];
    what_to_do: string;
  }[];
}
export interface ListDeadLettersResponse {
  dead_letters: {
    letter_id: string;
    reason: string;
    failed_at: string;
    received_at: string;
    signal: 'traces' | 'logs' | 'metrics';
    encoding: 'protobuf' | 'json';
    /**
     * of the whole request, inflated
     */
    body_bytes: number;
    /**
     * spans, log records or data points of this project that are not stored; 0 where the request could not be read at all
     */
    lost_items: number;
    /**
     * the first of them
     */
    items: {
      trace_id: string | null;
      observation_id: string | null;
      name: string;
      /**
       * what the store said of this one
       */
      reason: string;
    }[];
    /**
     * the request holds lost items of other projects too
     */
    is_shared: boolean;
  }[];
  /**
   * all of this project, also those that are left out here
   */
  total: number;
}
export interface GetDeadLetterResponse {
  dead_letter: {
    letter_id: string;
    reason: string;
    failed_at: string;
    received_at: string;
    signal: 'traces' | 'logs' | 'metrics';
    encoding: 'protobuf' | 'json';
    /**
     * of the whole request, inflated
     */
    body_bytes: number;
    /**
     * spans, log records or data points of this project that are not stored; 0 where the request could not be read at all
     */
    lost_items: number;
    /**
     * the first of them
     */
    items: {
      trace_id: string | null;
      observation_id: string | null;
      name: string;
      /**
       * what the store said of this one
       */
      reason: string;
    }[];
    /**
     * the request holds lost items of other projects too
     */
    is_shared: boolean;
  };
  body_text?: string;
  body_base64?: string;
}
export interface DropDeadLetterResponse {
  /**
   * false: this project has no such letter (any more)
   */
  dropped: boolean;
}
export interface ReplayDeadLetterResponse {
  /**
   * ids of the letters that are gone
   */
  replayed: string[];
  /**
   * letters of this project that are left now
   */
  remaining: number;
}
export interface GetProjectSettingsResponse {
  settings: {
    redaction: {
      kinds: (
        'email' | 'phone' | 'card' | 'ssn' | 'ip' | 'aws_key' | 'openai_key' | 'anthropic_key' | 'hf_token' | 'github_token' | 'bearer' | 'jwt' | 'pem'
      )[];
      custom: {
        /**
         * stands in the place of what was found
         */
        kind: string;
        /**
         * RE2 syntax: linear time, no back-references
         */
        pattern: string;
      }[];
      /**
       * `[SHA256:…]` instead of `[REDACTED:kind]`: equal values stay recognisable
       */
      hash_only: boolean;
      presidio: {
        /**
         * base URL of the analyzer
         */
        url: string;
        language: string;
        /**
         * none: all that it knows
         */
        entities?: string[];
        min_score: number;
        /**
         * when it cannot be asked: wait (keep in the buffer and try again), withhold (store without the texts), store (with the built-in redaction alone)
         */
        on_failure: 'wait' | 'withhold' | 'store';
      } | null;
    } | null;
    price_overrides: {
      /**
       * the model, or a pattern with *
       */
      model: string;
      provider?: string;
      from?: string;
      to?: string;
      /**
       * USD per million tokens
       */
      input?: number;
      /**
       * USD per million tokens
       */
      output?: number;
      /**
       * USD per million tokens
       */
      cache_read?: number;
      /**
       * USD per million tokens
       */
      cache_creation?: number;
      /**
       * USD per million tokens
       */
      reasoning?: number;
      /**
       * USD per million tokens
       */
      input_audio?: number;
      /**
       * USD per million tokens
       */
      output_audio?: number;
    }[];
    mapping_rules: {
      name: string;
      when: {
        /**
         * of the instrumentation scope, or a pattern with *
         */
        scope_name?: string;
        /**
         * or a pattern with *
         */
        span_name?: string;
        has_attribute?: string;
      };
      field:
        | 'type'
        | 'name'
        | 'session_id'
        | 'user_id'
        | 'environment'
        | 'release'
        | 'model'
        | 'provider'
        | 'agent_name'
        | 'agent_id'
        | 'input'
        | 'output'
        | 'input_tokens'
        | 'output_tokens'
        | 'cache_read_tokens'
        | 'cache_creation_tokens'
        | 'reasoning_tokens'
        | 'total_tokens'
        | 'total_cost_usd'
        | 'tool_name'
        | 'prompt_name'
        | 'prompt_version'
        | 'tags';
      from:
        | {
            /**
             * key of a span, scope. or resource. attribute
             */
            attribute: string;
            /**
             * of a JSON value: keys and indices joined by dots
             */
            path?: string;
          }
        | {
            /**
             * a constant
             */
            value: string;
          };
    }[];
    forwarding_rules: {
      name: string;
      /**
       * base URL of an OTLP/HTTP endpoint, before /v1/traces
       */
      url: string;
      /**
       * sent along; values are never shown again
       */
      headers: {
        [k: string]: string;
      };
      signals: ('traces' | 'logs' | 'metrics')[];
      enabled: boolean;
      /**
       * of what waits in memory; beyond it the newest is not forwarded, and counted
       */
      max_queue_bytes: number;
    }[];
    retention: {
      /**
       * days that traces, log records and metrics stay in the store; 0: for ever
       */
      hot_days: number;
      /**
       * days that exported hours stay in the warm tier, whole; 0: for ever
       */
      warm_days: number;
      /**
       * days that offloaded payloads and media stay, should their traces stay longer; 0: as long as these
       */
      bodies_days: number;
      /**
       * what stays whatever its age, its log records, scores and bodies with it
       */
      keep: {
        /**
         * traces with a score stay
         */
        scored: boolean;
        /**
         * traces with a failed observation stay
         */
        errors: boolean;
        /**
         * traces that pass one of these filters stay, such as: tags = 'golden'
         */
        where: string[];
      };
    };
  };
}
export interface UpdateProjectSettingsResponse {
  settings: {
    redaction: {
      kinds: (
        'email' | 'phone' | 'card' | 'ssn' | 'ip' | 'aws_key' | 'openai_key' | 'anthropic_key' | 'hf_token' | 'github_token' | 'bearer' | 'jwt' | 'pem'
      )[];
      custom: {
        /**
         * stands in the place of what was found
         */
        kind: string;
        /**
         * RE2 syntax: linear time, no back-references
         */
        pattern: string;
      }[];
      /**
       * `[SHA256:…]` instead of `[REDACTED:kind]`: equal values stay recognisable
       */
      hash_only: boolean;
      presidio: {
        /**
         * base URL of the analyzer
         */
        url: string;
        language: string;
        /**
         * none: all that it knows
         */
        entities?: string[];
        min_score: number;
        /**
         * when it cannot be asked: wait (keep in the buffer and try again), withhold (store without the texts), store (with the built-in redaction alone)
         */
        on_failure: 'wait' | 'withhold' | 'store';
      } | null;
    } | null;
    price_overrides: {
      /**
       * the model, or a pattern with *
       */
      model: string;
      provider?: string;
      from?: string;
      to?: string;
      /**
       * USD per million tokens
       */
      input?: number;
      /**
       * USD per million tokens
       */
      output?: number;
      /**
       * USD per million tokens
       */
      cache_read?: number;
      /**
       * USD per million tokens
       */
      cache_creation?: number;
      /**
       * USD per million tokens
       */
      reasoning?: number;
      /**
       * USD per million tokens
       */
      input_audio?: number;
      /**
       * USD per million tokens
       */
      output_audio?: number;
    }[];
    mapping_rules: {
      name: string;
      when: {
        /**
         * of the instrumentation scope, or a pattern with *
         */
        scope_name?: string;
        /**
         * or a pattern with *
         */
        span_name?: string;
        has_attribute?: string;
      };
      field:
        | 'type'
        | 'name'
        | 'session_id'
        | 'user_id'
        | 'environment'
        | 'release'
        | 'model'
        | 'provider'
        | 'agent_name'
        | 'agent_id'
        | 'input'
        | 'output'
        | 'input_tokens'
        | 'output_tokens'
        | 'cache_read_tokens'
        | 'cache_creation_tokens'
        | 'reasoning_tokens'
        | 'total_tokens'
        | 'total_cost_usd'
        | 'tool_name'
        | 'prompt_name'
        | 'prompt_version'
        | 'tags';
      from:
        | {
            /**
             * key of a span, scope. or resource. attribute
             */
            attribute: string;
            /**
             * of a JSON value: keys and indices joined by dots
             */
            path?: string;
          }
        | {
            /**
             * a constant
             */
            value: string;
          };
    }[];
    forwarding_rules: {
      name: string;
      /**
       * base URL of an OTLP/HTTP endpoint, before /v1/traces
       */
      url: string;
      /**
       * sent along; values are never shown again
       */
      headers: {
        [k: string]: string;
      };
      signals: ('traces' | 'logs' | 'metrics')[];
      enabled: boolean;
      /**
       * of what waits in memory; beyond it the newest is not forwarded, and counted
       */
      max_queue_bytes: number;
    }[];
    retention: {
      /**
       * days that traces, log records and metrics stay in the store; 0: for ever
       */
      hot_days: number;
      /**
       * days that exported hours stay in the warm tier, whole; 0: for ever
       */
      warm_days: number;
      /**
       * days that offloaded payloads and media stay, should their traces stay longer; 0: as long as these
       */
      bodies_days: number;
      /**
       * what stays whatever its age, its log records, scores and bodies with it
       */
      keep: {
        /**
         * traces with a score stay
         */
        scored: boolean;
        /**
         * traces with a failed observation stay
         */
        errors: boolean;
        /**
         * traces that pass one of these filters stay, such as: tags = 'golden'
         */
        where: string[];
      };
    };
  };
}
export interface GetForwardingStatusResponse {
  rules: {
    name: string;
    url: string;
    /**
     * waiting: the target did not take the last request, which is tried again
     */
    state: 'idle' | 'sending' | 'waiting' | 'off';
    sent_requests: number;
    /**
     * refused by the target for good, or beyond max_queue_bytes
     */
    dropped_requests: number;
    queued_requests: number;
    queued_bytes: number;
    last_sent_at: string | null;
    last_error: string | null;
  }[];
}
export interface RotateProjectKeyResponse {
  key_id: string;
  /**
   * how many the project has now, the older ones included
   */
  keys: number;
}
export interface ExplainMappingResponse {
  dialect: string;
  /**
   * span, log or merged: what told of the observation
   */
  source: string;
  fields: {
    field: string;
    /**
     * its beginning
     */
    value: string;
    /**
     * the attribute, event or list that gave it, `rule:NAME` for a mapping rule of the project, `log …` where log records did; null: it follows from other fields
     */
    rule: string | null;
  }[];
  /**
   * attributes without a field, by the beginning of their keys
   */
  leftover: {
    prefix: string;
    attributes: {
      key: string;
      value: string;
    }[];
  }[];
  warnings: {
    code: string;
    meaning: string;
  }[];
}
export interface TestMappingRulesResponse {
  examined: number;
  rules: {
    name: string;
    applied: number;
    /**
     * its value had no use
     */
    failed: number;
    /**
     * the first reason
     */
    error: string | null;
  }[];
  observations: {
    /**
     * 32 hex digits
     */
    trace_id: string;
    /**
     * 16 hex digits: the span id
     */
    observation_id: string;
    name: string;
    rules: {
      name: string;
      value: string | null;
      error: string | null;
    }[];
    changes: {
      field: string;
      before: string | null;
      after: string | null;
    }[];
  }[];
}
export interface RemapResponse {
  job: {
    job_id: string;
    kind: string;
    project: string;
    state: 'running' | 'done' | 'cancelled' | 'failed';
    /**
     * of `total`, in observations; of a backup in bytes
     */
    done: number;
    /**
     * null while it is not known
     */
    total: number | null;
    /**
     * counts of what was found or changed so far
     */
    result: {
      [k: string]: unknown;
    };
    error: string | null;
    started_at: string;
    finished_at: string | null;
  };
}
export interface GetPriceResponse {
  model: string;
  provider: string | null;
  source: 'override' | 'table' | 'none';
  prices: {
    input?:
      | number
      | {
          base: number;
          tiers: {
            /**
             * of requests whose input is longer
             */
            start: number;
            price: number;
          }[];
        };
    output?:
      | number
      | {
          base: number;
          tiers: {
            /**
             * of requests whose input is longer
             */
            start: number;
            price: number;
          }[];
        };
    cache_read?:
      | number
      | {
          base: number;
          tiers: {
            /**
             * of requests whose input is longer
             */
            start: number;
            price: number;
          }[];
        };
    cache_creation?:
      | number
      | {
          base: number;
          tiers: {
            /**
             * of requests whose input is longer
             */
            start: number;
            price: number;
          }[];
        };
    reasoning?:
      | number
      | {
          base: number;
          tiers: {
            /**
             * of requests whose input is longer
             */
            start: number;
            price: number;
          }[];
        };
    input_audio?:
      | number
      | {
          base: number;
          tiers: {
            /**
             * of requests whose input is longer
             */
            start: number;
            price: number;
          }[];
        };
    output_audio?:
      | number
      | {
          base: number;
          tiers: {
            /**
             * of requests whose input is longer
             */
            start: number;
            price: number;
          }[];
        };
    /**
     * USD for each request
     */
    request?: number;
  } | null;
  override: {
    /**
     * the model, or a pattern with *
     */
    model: string;
    provider?: string;
    from?: string;
    to?: string;
    /**
     * USD per million tokens
     */
    input?: number;
    /**
     * USD per million tokens
     */
    output?: number;
    /**
     * USD per million tokens
     */
    cache_read?: number;
    /**
     * USD per million tokens
     */
    cache_creation?: number;
    /**
     * USD per million tokens
     */
    reasoning?: number;
    /**
     * USD per million tokens
     */
    input_audio?: number;
    /**
     * USD per million tokens
     */
    output_audio?: number;
  } | null;
  /**
   * where the model stands in the price table
   */
  table_entry: {
    provider: string;
    model: string;
  } | null;
  /**
   * the price table and its version
   */
  table: string;
}
export interface RepriceResponse {
  job: {
    job_id: string;
    kind: string;
    project: string;
    state: 'running' | 'done' | 'cancelled' | 'failed';
    /**
     * of `total`, in observations; of a backup in bytes
     */
    done: number;
    /**
     * null while it is not known
     */
    total: number | null;
    /**
     * counts of what was found or changed so far
     */
    result: {
      [k: string]: unknown;
    };
    error: string | null;
    started_at: string;
    finished_at: string | null;
  };
}
export interface TestRedactionResponse {
  text: string;
  redactions: {
    kind: string;
    count: number;
  }[];
}
export interface RedactionDryRunResponse {
  job: {
    job_id: string;
    kind: string;
    project: string;
    state: 'running' | 'done' | 'cancelled' | 'failed';
    /**
     * of `total`, in observations; of a backup in bytes
     */
    done: number;
    /**
     * null while it is not known
     */
    total: number | null;
    /**
     * counts of what was found or changed so far
     */
    result: {
      [k: string]: unknown;
    };
    error: string | null;
    started_at: string;
    finished_at: string | null;
  };
}
export interface ListHoursResponse {
  hours: {
    /**
     * when it begins: UTC, ISO 8601
     */
    hour: string;
    observations: number;
  }[];
}
export interface ListWarmHoursResponse {
  hours: {
    /**
     * when it begins: UTC, ISO 8601
     */
    hour: string;
    observations: number;
    /**
     * of Parquet
     */
    bytes: number;
    files: number;
    exported_at: string;
  }[];
}
export interface ExportWarmResponse {
  job: {
    job_id: string;
    kind: string;
    project: string;
    state: 'running' | 'done' | 'cancelled' | 'failed';
    /**
     * of `total`, in observations; of a backup in bytes
     */
    done: number;
    /**
     * null while it is not known
     */
    total: number | null;
    /**
     * counts of what was found or changed so far
     */
    result: {
      [k: string]: unknown;
    };
    error: string | null;
    started_at: string;
    finished_at: string | null;
  };
}
export interface CreateBackupResponse {
  job: {
    job_id: string;
    kind: string;
    project: string;
    state: 'running' | 'done' | 'cancelled' | 'failed';
    /**
     * of `total`, in observations; of a backup in bytes
     */
    done: number;
    /**
     * null while it is not known
     */
    total: number | null;
    /**
     * counts of what was found or changed so far
     */
    result: {
      [k: string]: unknown;
    };
    error: string | null;
    started_at: string;
    finished_at: string | null;
  };
}
export interface GetStorageResponse {
  observations: number;
  logs: number;
  metric_points: number;
  bytes: number;
  bodies: {
    count: number;
    bytes: number;
  };
  /**
   * the day of the oldest row
   */
  oldest: string | null;
  /**
   * a day, on average over the last 7 whole days
   */
  growth_per_day: {
    rows: number;
    bytes: number;
  };
  /**
   * older than hot_days; rules may keep some of it (run_retention with dry_run says exactly)
   */
  past_retention: {
    rows: number;
    bytes: number;
  };
}
export interface GetStoreStatusResponse {
  bytes: number;
  files: number;
  largest_file_bytes: number;
  projects: {
    project: string;
    observations: number;
    logs: number;
    metric_points: number;
    bytes: number;
    /**
     * a day, on average over the last 7 whole days
     */
    growth_per_day: {
      rows: number;
      bytes: number;
    };
  }[];
  /**
   * deletions that no read shows and that still take room somewhere
   */
  pending_deletions: number;
  /**
   * numbers of missing segment files
   */
  missing: {
    from: number;
    to: number;
  }[];
}
export interface GetRetentionResponse {
  retention: {
    /**
     * days that traces, log records and metrics stay in the store; 0: for ever
     */
    hot_days: number;
    /**
     * days that exported hours stay in the warm tier, whole; 0: for ever
     */
    warm_days: number;
    /**
     * days that offloaded payloads and media stay, should their traces stay longer; 0: as long as these
     */
    bodies_days: number;
    /**
     * what stays whatever its age, its log records, scores and bodies with it
     */
    keep: {
      /**
       * traces with a score stay
       */
      scored: boolean;
      /**
       * traces with a failed observation stay
       */
      errors: boolean;
      /**
       * traces that pass one of these filters stay, such as: tags = 'golden'
       */
      where: string[];
    };
  };
}
export interface SetRetentionResponse {
  retention: {
    /**
     * days that traces, log records and metrics stay in the store; 0: for ever
     */
    hot_days: number;
    /**
     * days that exported hours stay in the warm tier, whole; 0: for ever
     */
    warm_days: number;
    /**
     * days that offloaded payloads and media stay, should their traces stay longer; 0: as long as these
     */
    bodies_days: number;
    /**
     * what stays whatever its age, its log records, scores and bodies with it
     */
    keep: {
      /**
       * traces with a score stay
       */
      scored: boolean;
      /**
       * traces with a failed observation stay
       */
      errors: boolean;
      /**
       * traces that pass one of these filters stay, such as: tags = 'golden'
       */
      where: string[];
    };
  };
}
export interface RunRetentionResponse {
  outcome: {
    traces: number;
    observations: number;
    scores: number;
    logs: number;
    metric_points: number;
    /**
     * an estimate, by rows
     */
    bytes: number;
    /**
     * older than bodies_days; those of traces that go come on top
     */
    bodies: number;
    body_bytes: number;
    /**
     * exported hours older than warm_days, whole
     */
    warm_hours: number;
    /**
     * in these hours
     */
    warm_observations: number;
    warm_bytes: number;
    /**
     * old enough to go, and kept by a rule
     */
    kept: {
      traces: number;
      observations: number;
    };
  } | null;
  job: {
    job_id: string;
    kind: string;
    project: string;
    state: 'running' | 'done' | 'cancelled' | 'failed';
    /**
     * of `total`, in observations; of a backup in bytes
     */
    done: number;
    /**
     * null while it is not known
     */
    total: number | null;
    /**
     * counts of what was found or changed so far
     */
    result: {
      [k: string]: unknown;
    };
    error: string | null;
    started_at: string;
    finished_at: string | null;
  } | null;
}
export interface DeleteUserDataResponse {
  deleted: {
    traces: number;
    observations: number;
    scores: number;
    /**
     * log records
     */
    logs: number;
    metric_points: number;
    /**
     * offloaded payloads and media that they point to; one that others point to as well stays
     */
    bodies: number;
  };
  /**
   * removes it from files, bodies and copies; null with dry_run. Once a restart has forgotten the job, the work goes on without it
   */
  job: {
    job_id: string;
    kind: string;
    project: string;
    state: 'running' | 'done' | 'cancelled' | 'failed';
    /**
     * of `total`, in observations; of a backup in bytes
     */
    done: number;
    /**
     * null while it is not known
     */
    total: number | null;
    /**
     * counts of what was found or changed so far
     */
    result: {
      [k: string]: unknown;
    };
    error: string | null;
    started_at: string;
    finished_at: string | null;
  } | null;
}
export interface DeleteProjectDataResponse {
  deleted: {
    traces: number;
    observations: number;
    scores: number;
    /**
     * log records
     */
    logs: number;
    metric_points: number;
    /**
     * offloaded payloads and media that they point to; one that others point to as well stays
     */
    bodies: number;
  };
  /**
   * removes it from files, bodies and copies; null with dry_run. Once a restart has forgotten the job, the work goes on without it
   */
  job: {
    job_id: string;
    kind: string;
    project: string;
    state: 'running' | 'done' | 'cancelled' | 'failed';
    /**
     * of `total`, in observations; of a backup in bytes
     */
    done: number;
    /**
     * null while it is not known
     */
    total: number | null;
    /**
     * counts of what was found or changed so far
     */
    result: {
      [k: string]: unknown;
    };
    error: string | null;
    started_at: string;
    finished_at: string | null;
  } | null;
}
export interface ListJobsResponse {
  jobs: {
    job_id: string;
    kind: string;
    project: string;
    state: 'running' | 'done' | 'cancelled' | 'failed';
    /**
     * of `total`, in observations; of a backup in bytes
     */
    done: number;
    /**
     * null while it is not known
     */
    total: number | null;
    /**
     * counts of what was found or changed so far
     */
    result: {
      [k: string]: unknown;
    };
    error: string | null;
    started_at: string;
    finished_at: string | null;
  }[];
}
export interface GetJobResponse {
  job: {
    job_id: string;
    kind: string;
    project: string;
    state: 'running' | 'done' | 'cancelled' | 'failed';
    /**
     * of `total`, in observations; of a backup in bytes
     */
    done: number;
    /**
     * null while it is not known
     */
    total: number | null;
    /**
     * counts of what was found or changed so far
     */
    result: {
      [k: string]: unknown;
    };
    error: string | null;
    started_at: string;
    finished_at: string | null;
  };
}
export interface CancelJobResponse {
  job: {
    job_id: string;
    kind: string;
    project: string;
    state: 'running' | 'done' | 'cancelled' | 'failed';
    /**
     * of `total`, in observations; of a backup in bytes
     */
    done: number;
    /**
     * null while it is not known
     */
    total: number | null;
    /**
     * counts of what was found or changed so far
     */
    result: {
      [k: string]: unknown;
    };
    error: string | null;
    started_at: string;
    finished_at: string | null;
  };
}
