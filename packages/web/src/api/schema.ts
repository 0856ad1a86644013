/* Written by scripts/web-types.mjs from packages/hfao/openapi.json. Change the operation, not this file. */

/**
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "ListProjectsResponse".
 */
export interface ListProjectsResponse {
  projects: {
    id: string;
    slug: string;
    name: string;
    workspace_id: string;
    created_at: string;
  }[];
}
/**
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "ListTracesResponse".
 */
export interface ListTracesResponse {
  traces: {
    /**
     * 32 hex digits
     */
    trace_id: string;
    session_id: string | null;
    user_id: string | null;
    name: string;
    status: 'ok' | 'error' | 'unset';
    start_time: string;
    end_time: string;
    duration_ns: number;
    observation_count: number;
    error_count: number;
    input_preview: string | null;
    output_preview: string | null;
    /**
     * the status message of the first failed observation
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
    scores: {
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
    }[];
  }[];
  next_cursor: string | null;
}
/**
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "GetTraceResponse".
 */
export interface GetTraceResponse {
  trace: {
    /**
     * 32 hex digits
     */
    trace_id: string;
    session_id: string | null;
    user_id: string | null;
    name: string;
    status: 'ok' | 'error' | 'unset';
    start_time: string;
    end_time: string;
    duration_ns: number;
    observation_count: number;
    error_count: number;
    input_preview: string | null;
    output_preview: string | null;
    /**
     * the status message of the first failed observation
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
    scores: {
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
    }[];
  };
  observations: {
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
    type: 'AGENT' | 'GENERATION' | 'TOOL' | 'RETRIEVAL' | 'EMBEDDING' | 'EVAL' | 'GUARDRAIL' | 'HANDOFF' | 'SPAN' | 'EVENT';
    level: 'DEFAULT' | 'DEBUG' | 'WARNING' | 'ERROR';
    status: 'ok' | 'error' | 'unset';
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
    input: {
      [k: string]: unknown;
    };
    /**
     * text, structured data, or a conversation {"messages":[{role, parts}]}; null when absent, offloaded, or left out of a skeleton
     */
    output: {
      [k: string]: unknown;
    };
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
    cost_source: 'reported' | 'computed' | 'none';
    tool_definitions: unknown[];
    tool_calls: {
      id?: string | null;
      name?: string | null;
      arguments?: unknown;
      result?: unknown;
      error?: string | null;
      [k: string]: unknown;
    }[];
    tool_call_names: string[];
    agent_id: string | null;
    agent_name: string | null;
    handoff_target_agent_id: string | null;
    documents: {
      id?: string | null;
      content?: unknown;
      score?: number | null;
      metadata?: unknown;
      [k: string]: unknown;
    }[];
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
    events: {
      time: string;
      name: string;
      attributes: {
        [k: string]: unknown;
      };
    }[];
    links: {
      trace_id: string;
      observation_id: string;
      attributes: {
        [k: string]: unknown;
      };
    }[];
  }[];
  scores: {
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
  }[];
  causal_edges: unknown[];
  truncated: boolean;
}
/**
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "GetObservationResponse".
 */
export interface GetObservationResponse {
  observation: {
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
    type: 'AGENT' | 'GENERATION' | 'TOOL' | 'RETRIEVAL' | 'EMBEDDING' | 'EVAL' | 'GUARDRAIL' | 'HANDOFF' | 'SPAN' | 'EVENT';
    level: 'DEFAULT' | 'DEBUG' | 'WARNING' | 'ERROR';
    status: 'ok' | 'error' | 'unset';
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
    input: {
      [k: string]: unknown;
    };
    /**
     * text, structured data, or a conversation {"messages":[{role, parts}]}; null when absent, offloaded, or left out of a skeleton
     */
    output: {
      [k: string]: unknown;
    };
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
    cost_source: 'reported' | 'computed' | 'none';
    tool_definitions: unknown[];
    tool_calls: {
      id?: string | null;
      name?: string | null;
      arguments?: unknown;
      result?: unknown;
      error?: string | null;
      [k: string]: unknown;
    }[];
    tool_call_names: string[];
    agent_id: string | null;
    agent_name: string | null;
    handoff_target_agent_id: string | null;
    documents: {
      id?: string | null;
      content?: unknown;
      score?: number | null;
      metadata?: unknown;
      [k: string]: unknown;
    }[];
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
    events: {
      time: string;
      name: string;
      attributes: {
        [k: string]: unknown;
      };
    }[];
    links: {
      trace_id: string;
      observation_id: string;
      attributes: {
        [k: string]: unknown;
      };
    }[];
  };
}
/**
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "GetIngestHealthResponse".
 */
export interface GetIngestHealthResponse {
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
/**
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "GetOverviewResponse".
 */
export interface GetOverviewResponse {
  from: string;
  to: string;
  bucket_seconds: number;
  buckets: {
    start: string;
    traces: number;
    failed_traces: number;
    observations: number;
    errors: number;
    input_tokens: number;
    output_tokens: number;
    total_tokens: number;
    total_cost_usd: number;
    duration_p50_ms: number | null;
    duration_p95_ms: number | null;
  }[];
  totals: {
    traces: number;
    failed_traces: number;
    observations: number;
    errors: number;
    input_tokens: number;
    output_tokens: number;
    total_tokens: number;
    total_cost_usd: number;
    duration_p50_ms: number | null;
    duration_p95_ms: number | null;
  };
}
/**
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "ListFacetsResponse".
 */
export interface ListFacetsResponse {
  names: {
    value: string;
    count: number;
  }[];
  models: {
    value: string;
    count: number;
  }[];
  agents: {
    value: string;
    count: number;
  }[];
  tags: {
    value: string;
    count: number;
  }[];
  environments: {
    value: string;
    count: number;
  }[];
  sessions: {
    value: string;
    count: number;
  }[];
  users: {
    value: string;
    count: number;
  }[];
}
