import { decodeMap, type AttributeValue } from '../../model/attribute-value.js';
import type { ObservationRow, ObservationType, ToolCall } from '../../model/observation.js';
import { isRecord, parseJson } from '../normalize/json.js';

export type Entry = readonly [key: string, value: AttributeValue];
export type FieldWriter = (row: ObservationRow, spanName: string, without: ReadonlySet<string>) => Entry[];

/** What the resource of a span says for all its spans. */
export function resourceAttributes(row: ObservationRow, without: ReadonlySet<string>): Entry[] {
  return entries(row, without, { service_name: 'service.name', release: 'service.version', environment: 'deployment.environment.name' });
}

/** Operations whose names say no more than the type; of the other types the type itself is written. */
const OPERATIONS: Partial<Record<ObservationType, string>> = {
  GENERATION: 'chat', EMBEDDING: 'embeddings', RETRIEVAL: 'retrieval', TOOL: 'execute_tool', AGENT: 'invoke_agent', GUARDRAIL: 'apply_guardrail', HANDOFF: 'handoff',
};

/**
 * The columns of an observation as attributes of its span, without those of the resource and the envelope.
 * @param spanName the name that the span will have
 */
export function fieldAttributes(row: ObservationRow, spanName: string, without: ReadonlySet<string>): Entry[] {
  return [
    ...typeAttributes(row, without),
    ...(row.name === spanName || without.has('name') ? [] : [['hfao.name', row.name] as const]),
    ...(row.level === 'DEFAULT' || row.level === 'ERROR' ? [] : [['hfao.level', row.level] as const]),
    ...entries(row, without, SCALARS),
    ...(row.model === null || without.has('model') ? [] : [[modelKey(row), row.model] as const]),
    ...usageAttributes(row, without),
    ...(isToolRun(row) ? toolAttributes(row, without) : payloadAttributes(row, without)),
    ...mapAttributes(row),
    ...(row.tool_definitions === null ? [] : [['gen_ai.tool.definitions', row.tool_definitions] as const]),
    ...(row.documents === null ? [] : [['gen_ai.retrieval.documents', row.documents] as const]),
  ];
}

const SCALARS = {
  session_id: 'session.id', user_id: 'user.id', provider: 'gen_ai.provider.name', finish_reasons: 'gen_ai.response.finish_reasons',
  time_to_first_token_ms: 'gen_ai.server.time_to_first_token', agent_id: 'gen_ai.agent.id', agent_name: 'gen_ai.agent.name', handoff_target_agent_id: 'gen_ai.handoff.to_agent',
  prompt_name: 'gen_ai.prompt.name', prompt_version: 'gen_ai.prompt.version', prompt_label: 'hfao.prompt.label', tags: 'tag.tags',
} as const satisfies Partial<Record<keyof ObservationRow, string>>;

const USAGE = {
  input_tokens: 'gen_ai.usage.input_tokens', output_tokens: 'gen_ai.usage.output_tokens', cache_read_tokens: 'gen_ai.usage.cache_read.input_tokens',
  cache_creation_tokens: 'gen_ai.usage.cache_creation.input_tokens', reasoning_tokens: 'gen_ai.usage.reasoning.output_tokens', total_tokens: 'gen_ai.usage.total_tokens',
} as const satisfies Partial<Record<keyof ObservationRow, string>>;

const COST = { input_cost_usd: 'llm.cost.prompt', output_cost_usd: 'llm.cost.completion', total_cost_usd: 'gen_ai.usage.cost' } as const satisfies Partial<Record<keyof ObservationRow, string>>;

export function entries(row: ObservationRow, without: ReadonlySet<string>, names: Readonly<Partial<Record<keyof ObservationRow, string>>>): Entry[] {
  return (Object.entries(names) as [keyof ObservationRow, string][]).flatMap(([column, key]) => (row[column] === null || without.has(column) ? [] : [[key, row[column] as AttributeValue] as const]));
}

/** A span that says nothing of itself is a SPAN without being told. */
function typeAttributes({ type }: ObservationRow, without: ReadonlySet<string>): Entry[] {
  if (type === 'SPAN' || without.has('type')) return [];
  const operation = OPERATIONS[type];
  return [operation === undefined ? ['hfao.type', type] : ['gen_ai.operation.name', operation]];
}

/** Stored input holds the cache, whatever the sender meant. A computed cost is computed again. */
function usageAttributes(row: ObservationRow, without: ReadonlySet<string>): Entry[] {
  const tokens = entries(row, without, USAGE);
  const hasCache = row.input_tokens !== null && (row.cache_read_tokens ?? 0) + (row.cache_creation_tokens ?? 0) > 0;
  return [...tokens, ...(hasCache ? [['hfao.usage.input_includes_cache', true] as const] : []), ...(row.cost_source === 'reported' ? entries(row, without, COST) : [])];
}

/** By these names a model says of what kind the call was. */
function modelKey({ mapping }: ObservationRow): string {
  return /"model":"((?:embedding|reranker)\.model_name)"/.exec(mapping ?? '')?.[1] ?? 'gen_ai.response.model';
}

export function isToolRun({ type, tool_calls }: ObservationRow): boolean {
  return type === 'TOOL' || (type === 'HANDOFF' && tool_calls !== null);
}

function toolAttributes(row: ObservationRow, without: ReadonlySet<string>): Entry[] {
  const [call] = row.tool_calls === null ? [] : (JSON.parse(row.tool_calls) as ToolCall[]);
  const found: Entry[] = [];
  if (call?.name && !without.has('tool_name')) found.push(['gen_ai.tool.name', call.name]);
  if (call?.id) found.push(['gen_ai.tool.call.id', call.id]);
  if (row.input !== null && !without.has('input')) found.push(['gen_ai.tool.call.arguments', asTold(call?.arguments, row.input)]);
  if (row.output !== null && !without.has('output')) found.push(['gen_ai.tool.call.result', asTold(call?.result, row.output)]);
  return found;
}

/** A number that was told as a number: as text it would be a text. */
function asTold(told: unknown, text: string): AttributeValue {
  return (typeof told === 'number' || typeof told === 'boolean') && String(told) === text ? told : text;
}

function payloadAttributes(row: ObservationRow, without: ReadonlySet<string>): Entry[] {
  return (['input', 'output'] as const).flatMap((side) => {
    const payload = row[side];
    if (payload === null || without.has(side)) return [];
    const messages = messagesText(payload);
    return [messages === undefined ? [`${side}.value`, payload] as const : [`gen_ai.${side}.messages`, messages] as const];
  });
}

const CONVERSATION = '{"messages":';

/** The list of messages, where the payload is a conversation as we write it; what only looks like one would be read as another. */
function messagesText(payload: string): string | undefined {
  if (!payload.startsWith(`${CONVERSATION}[`) || !payload.endsWith(']}')) return undefined;
  const list = payload.slice(CONVERSATION.length, -1);
  const messages = parseJson(list);
  return Array.isArray(messages) && messages.every((it) => isRecord(it) && typeof it.role === 'string' && Array.isArray(it.parts)) ? list : undefined;
}

function mapAttributes({ model_parameters, metadata }: ObservationRow): Entry[] {
  const parameters = Object.entries(decodeMap(model_parameters ?? [])).map(([name, value]) => [`${name === 'model' ? 'openai' : 'gen_ai'}.request.${name}`, value] as const);
  return metadata === null ? parameters : [...parameters, ['metadata', decodeMap(metadata)]];
}
