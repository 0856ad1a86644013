import type { ObservationRow } from '../../model/observation.js';
import type { Score } from '../../model/score.js';

/** 2026-01-01T00:00:00Z. */
export const NEW_YEAR = 1_767_225_600_000_000;

let made = 0;

/** A row with only what is required: a root that took one second, alone in a trace of its own unless told otherwise. */
export function anObservation(overrides: Partial<ObservationRow> = {}): ObservationRow {
  const number = ++made;
  const start_time = overrides.start_time ?? NEW_YEAR + number * 1000;
  return {
    project_id: 'project-1', trace_id: traceId(`made-${number}`), observation_id: spanId(`made-${number}`), parent_observation_id: null,
    event_version: NEW_YEAR, ingested_at: NEW_YEAR,
    session_id: null, user_id: null, environment: null, release: null, service_name: null,
    scope_name: null, scope_version: null, dialect: 'otel', source: 'span', mapping: null, warnings: null,
    name: 'step', type: 'SPAN', level: 'DEFAULT', status: 'ok', status_message: null,
    start_time, end_time: overrides.end_time ?? start_time + 1_000_000, duration_ns: 1_000_000_000, time_to_first_token_ms: null,
    input: null, output: null, input_ref: null, output_ref: null, input_preview: null, output_preview: null,
    model: null, provider: null, model_parameters: null, finish_reasons: null,
    input_tokens: null, output_tokens: null, cache_read_tokens: null, cache_creation_tokens: null, reasoning_tokens: null, total_tokens: null, usage_counted: false, usage_details: null,
    input_cost_usd: null, output_cost_usd: null, total_cost_usd: null, cost_source: 'none',
    tool_definitions: null, tool_calls: null, tool_call_names: null,
    agent_id: null, agent_name: null, handoff_target_agent_id: null,
    documents: null,
    prompt_name: null, prompt_version: null, prompt_label: null,
    metadata: null, tags: null, attributes: null, events: null, links: null,
    ...overrides,
  };
}

/** A trace id for a word: the same word, the same id. */
export function traceId(word: string): string {
  return hex(word).repeat(2).slice(0, 32).padStart(32, '0');
}

export function spanId(word: string): string {
  return hex(word).slice(0, 16);
}

function hex(word: string): string {
  let a = 0x811c9dc5;
  let b = 0x1234567;
  for (const character of word) {
    a = Math.imul(a ^ character.codePointAt(0)!, 0x01000193);
    b = Math.imul(b + a, 0x85ebca6b) ^ (b >>> 13);
  }
  return (a >>> 0).toString(16).padStart(8, '0') + (b >>> 0).toString(16).padStart(8, '0');
}

export function aScore(overrides: Partial<Score> = {}): Score {
  return {
    score_id: `score-${++made}`, project_id: 'project-1', trace_id: traceId('scored'), observation_id: null, session_id: null,
    name: 'correctness', value: 1, string_value: null, boolean_value: null, data_type: 'NUMERIC', source: 'LLM_JUDGE',
    comment: null, judge_model: null, calibration_bias: null, annotator_id: null, eval_run_id: null, timestamp: '2026-01-01T00:00:00.000000Z',
    ...overrides,
  };
}
