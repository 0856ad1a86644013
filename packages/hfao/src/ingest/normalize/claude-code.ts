import type { AttributeValue } from '../../model/attribute-value.js';
import type { ObservationType } from '../../model/observation.js';
import type { Dialect } from './dialect.js';
import type { Evidence } from './evidence.js';
import { FIELD } from './field.js';
import { rankOf } from './precedence.js';
import { anything } from './read.js';

const PREFIX = 'claude_code.';
const REDACTED = '<REDACTED>';
const FAILED = rankOf('error_type', 'success');
const TYPE = rankOf('type', 'span name (claude_code)');
const EXCLUDES = rankOf('input_excludes_cache', 'claude_code');
const TOOL_OUTPUT = rankOf('tool_result', 'event tool.output');
const TOOL_INPUT = rankOf('tool_arguments', 'event tool.output');

/** By the span's name or `span.type`, without the prefix. What a tool waits for and does inside is no call of its own. */
const TYPES: Record<string, ObservationType> = {
  interaction: 'AGENT', llm_request: 'GENERATION', tool: 'TOOL', 'tool.execution': 'SPAN', 'tool.blocked_on_user': 'SPAN', hook: 'SPAN', subagent: 'AGENT',
};

/** Claude Code, the command line and the Agent SDK: bare attribute names. Its input tokens leave the cache out; content stands there only where the user opted in. */
export const claudeCode: Dialect = {
  name: 'claude_code',
  ownsScope: (scopeName) => scopeName.startsWith('com.anthropic.claude_code') || scopeName.startsWith('com.anthropic.claude-code'),
  marks: [],
  spanNames: [PREFIX],
  claims: [
    { field: 'type', key: 'span.type', own: true, read: spanType, write: never },
    { field: 'model', key: 'model', own: true },
    { field: 'input_tokens', key: 'input_tokens', own: true },
    { field: 'output_tokens', key: 'output_tokens', own: true },
    { field: 'cache_read_tokens', key: 'cache_read_tokens', own: true },
    { field: 'cache_creation_tokens', key: 'cache_creation_tokens', own: true },
    { field: 'total_cost_usd', key: 'cost_usd', own: true },
    { field: 'time_to_first_token_ms', key: 'ttft_ms', own: true },
    { field: 'finish_reasons', key: 'stop_reason', own: true },
    { field: 'response_id', key: 'request_id', own: true },
    { field: 'agent_id', key: 'agent_id', own: true },
    { field: 'tool_call_id', key: 'tool_use_id', own: true },
    { field: 'tool_arguments', key: 'tool_input', own: true, read: shown },
    { field: 'tool_arguments', key: 'full_command', own: true, read: shown },
    { field: 'tool_arguments', key: 'file_path', own: true, read: shown },
    { field: 'input', key: 'user_prompt', own: true, read: shown },
    { field: 'input', key: 'new_context', own: true, read: shown },
    { field: 'output', key: 'response.model_output', own: true, read: shown },
    { field: 'status_message', key: 'error', own: true, read: (error) => (typeof error === 'string' ? shown(error) : undefined) },
  ],
  events: {
    'tool.output'({ attributes }, evidence) {
      const output = attributes.output ?? attributes.tool_output ?? attributes.content ?? attributes.result ?? attributes.diff;
      if (output !== undefined) evidence.offer(FIELD.tool_result, TOOL_OUTPUT, shown(output));
      const input = attributes.tool_input ?? attributes.input ?? attributes.bash_command;
      if (input !== undefined) evidence.offer(FIELD.tool_arguments, TOOL_INPUT, shown(input));
    },
  },
  settle(evidence: Evidence) {
    const { name } = evidence.span;
    const kind = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name;
    evidence.offer(FIELD.type, TYPE, Object.hasOwn(TYPES, kind) ? TYPES[kind] : undefined);
    evidence.offer(FIELD.input_excludes_cache, EXCLUDES, evidence.keyOf(FIELD.input_tokens) === 'input_tokens' ? true : undefined);
    if (evidence.attribute('success') === false || evidence.attribute('success') === 'false') evidence.offer(FIELD.error_type, FAILED, 'error');
  },
};

function spanType(value: AttributeValue): ObservationType | undefined {
  if (typeof value !== 'string') return undefined;
  const kind = value.startsWith(PREFIX) ? value.slice(PREFIX.length) : value;
  return Object.hasOwn(TYPES, kind) ? TYPES[kind] : undefined;
}

/** Content, unless its place only says that there was some. */
function shown(value: AttributeValue): AttributeValue | undefined {
  return value === REDACTED ? undefined : anything(value);
}

function never(): undefined {
  return undefined;
}
