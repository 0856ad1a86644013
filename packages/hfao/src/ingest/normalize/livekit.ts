import type { AttributeValue } from '../../model/attribute-value.js';
import type { ObservationType } from '../../model/observation.js';
import { messagesOf } from './conversation.js';
import type { Dialect } from './dialect.js';
import { FIELD } from './field.js';
import { isRecord, parseJson } from './json.js';
import { ToldMessages } from './payload.js';
import { rankOf } from './precedence.js';
import { amount, count, text } from './read.js';

const METRICS = 'lk.llm_metrics';
const FIRST_TOKEN = rankOf('time_to_first_token_ms', METRICS);
const TYPE = rankOf('type', 'span name (livekit)');

const TYPES: Record<string, ObservationType> = { agent_session: 'AGENT', agent_turn: 'AGENT', function_tool: 'TOOL' };

/** LiveKit Agents: voice agents. A turn's nodes are steps; the request inside `llm_node` is the model call, by gen_ai.* names. */
export const liveKit: Dialect = {
  name: 'livekit',
  ownsScope: (scopeName) => scopeName.startsWith('livekit'),
  marks: ['lk.'],
  claims: [
    { field: 'type', key: 'lk.function_tool.name', read: (name) => text(name) && 'TOOL', write: () => undefined },
    { field: 'tool_name', key: 'lk.function_tool.name' },
    { field: 'tool_call_id', key: 'lk.function_tool.id' },
    { field: 'tool_arguments', key: 'lk.pii.function_tool.arguments' },
    { field: 'tool_arguments', key: 'lk.function_tool.arguments' },
    { field: 'tool_result', key: 'lk.pii.function_tool.output' },
    { field: 'tool_result', key: 'lk.function_tool.output' },
    { field: 'error_type', key: 'lk.function_tool.is_error', read: (isError) => (isError === true || isError === 'true' ? 'tool_error' : undefined), write: () => undefined },
    { field: 'agent_name', key: 'lk.agent_name' },
    { field: 'agent_name', key: 'lk.agent_label' },
    { field: 'time_to_first_token_ms', key: 'lk.response.ttft', read: seconds, write: (milliseconds) => (milliseconds as number) / 1000 },
    // Newer versions say of what is personal that it is.
    ...(['lk.pii.', 'lk.'] as const).flatMap((prefix) => [
      { field: 'system_instructions', key: `${prefix}instructions` },
      { field: 'input', key: `${prefix}chat_ctx`, read: chatContext },
      { field: 'input', key: `${prefix}user_input` },
      { field: 'input', key: `${prefix}input_text` },
      { field: 'output', key: `${prefix}response.text` },
      { field: 'output', key: `${prefix}user_transcript` },
    ] as const),
  ],
  settle(evidence) {
    const { name } = evidence.span;
    evidence.offer(FIELD.type, TYPE, Object.hasOwn(TYPES, name) ? TYPES[name] : evidence.get(FIELD.type) === undefined && evidence.get(FIELD.input_tokens) === undefined ? 'SPAN' : undefined);
    const raw = evidence.attribute(METRICS);
    const metrics = typeof raw === 'string' ? parseJson(raw) : raw;
    if (!isRecord(metrics)) return;
    evidence.offer(FIELD.time_to_first_token_ms, FIRST_TOKEN, seconds((metrics.ttft ?? null) as AttributeValue));
    if (evidence.get(FIELD.input_tokens) === undefined) return;
    const cached = count((metrics.prompt_cached_tokens ?? null) as AttributeValue);
    evidence.offer(FIELD.cache_read_tokens, rankOf('cache_read_tokens', METRICS), cached);
  },
};

/** In milliseconds. */
function seconds(value: AttributeValue): number | undefined {
  const given = amount(value);
  return given === undefined ? undefined : given * 1000;
}

/** `{items: [{type, role, content}, …]}`. */
function chatContext(value: AttributeValue): unknown {
  const context = typeof value === 'string' ? parseJson(value) : value;
  const items = isRecord(context) ? context.items : context;
  const messages = Array.isArray(items) ? messagesOf(items.map(withoutMessageType), 'user') : undefined;
  return messages === undefined ? (value === '' ? undefined : value) : new ToldMessages(value, messages);
}

function withoutMessageType(item: unknown): unknown {
  if (!isRecord(item) || item.type !== 'message') return item;
  return Object.fromEntries(Object.entries(item).filter(([key]) => key !== 'type'));
}

