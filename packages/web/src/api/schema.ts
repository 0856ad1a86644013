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
export interface GetObservationResponse {
  observation: Observation;
}
export interface SearchTracesResponse {
  hits: SearchHit[];
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
