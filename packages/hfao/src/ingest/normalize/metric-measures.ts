import type { AttributeValue } from '../../model/attribute-value.js';
import type { Measure } from '../../model/metric-point.js';
import type { Metric } from '../decode/metric-point.js';

/** Metrics of the GenAI conventions, of several versions, and of Claude Code, and what they measure. Durations are in seconds. */
const MEASURES: Record<string, Measure> = {
  'gen_ai.client.token.usage': 'tokens',
  'gen_ai.client.inference.usage.input_tokens': 'tokens', 'gen_ai.client.inference.usage.output_tokens': 'tokens',
  'gen_ai.client.inference.usage.cache_read.input_tokens': 'tokens', 'gen_ai.client.inference.usage.cache_write.input_tokens': 'tokens',
  'gen_ai.client.inference.usage.reasoning.output_tokens': 'tokens',
  'gen_ai.client.inference.operation.input_tokens': 'tokens', 'gen_ai.client.inference.operation.output_tokens': 'tokens',
  'gen_ai.invoke_agent.inference_calls': 'count', 'gen_ai.invoke_agent.tool_calls': 'count',
  'claude_code.token.usage': 'tokens', 'claude_code.cost.usage': 'cost_usd', 'claude_code.active_time.total': 'duration_s',
  'claude_code.session.count': 'count', 'claude_code.lines_of_code.count': 'count', 'claude_code.pull_request.count': 'count', 'claude_code.commit.count': 'count',
  'claude_code.code_edit_tool.decision': 'count',
  ...Object.fromEntries([
    'client.operation.duration', 'client.operation.time_to_first_chunk', 'client.operation.time_per_output_chunk', 'client.inference.duration', 'client.inference.time_to_first_chunk', 'client.inference.time_per_output_chunk',
    'server.request.duration', 'server.time_per_output_token', 'server.time_to_first_token', 'workflow.duration', 'invoke_workflow.duration', 'invoke_agent.duration', 'execute_tool.duration',
  ].map((it) => [`gen_ai.${it}`, 'duration_s'])),
};

const TOKEN_TYPES: Record<string, string> = { completion: 'output', cacheRead: 'cache_read', cacheCreation: 'cache_creation', cache_write: 'cache_creation' };

/** The part of a metric's name that tells the kind of its tokens. */
const NAMED_TYPE = /\.(input|output|cache_read\.input|cache_write\.input|reasoning\.output)_tokens$/;
const NAMED: Record<string, string> = { 'cache_read.input': 'cache_read', 'cache_write.input': 'cache_creation', 'reasoning.output': 'reasoning' };

/** What the metric measures, in the unit that its measure names; null when it is none that we understand. */
export function measureOf({ name, unit }: Metric): Measure | null {
  const measure = Object.hasOwn(MEASURES, name) ? MEASURES[name] : null;
  return measure === 'duration_s' && unit !== '' && unit !== 's' ? null : measure;
}

/** input, output, cache_read, cache_creation, reasoning, or what the sender calls it. */
export function tokenTypeOf(name: string, attributes: Readonly<Record<string, AttributeValue>>): string | null {
  if (!Object.hasOwn(MEASURES, name) || MEASURES[name] !== 'tokens') return null;
  const named = NAMED_TYPE.exec(name)?.[1];
  if (named !== undefined) return NAMED[named] ?? named;
  const type = attributes[name.startsWith('claude_code.') ? 'type' : 'gen_ai.token.type'];
  if (typeof type !== 'string') return null;
  return Object.hasOwn(TOKEN_TYPES, type) ? TOKEN_TYPES[type] : type;
}
