import { decodeMap } from '../../model/attribute-value.js';
import { Conversation, type Message, type MessagePart } from '../../model/message.js';
import { shownPayload, type ObservationRow, type ObservationType, type RetrievedDocument, type ToolCall } from '../../model/observation.js';
import { entries, isToolRun, type Entry } from './field-attributes.js';

const KINDS: Record<ObservationType, string> = {
  GENERATION: 'LLM', EMBEDDING: 'EMBEDDING', AGENT: 'AGENT', TOOL: 'TOOL', RETRIEVAL: 'RETRIEVER', GUARDRAIL: 'GUARDRAIL', EVAL: 'EVALUATOR', SPAN: 'CHAIN', HANDOFF: 'TOOL', EVENT: 'CHAIN',
};

/**
 * The columns of an observation in OpenInference's terms (Arize-ai/openinference, semantic conventions). What it has no word for is left out:
 * to-openinference.ts adds OTel GenAI's.
 */
export function openInferenceAttributes(row: ObservationRow, _spanName: string, without: ReadonlySet<string>): Entry[] {
  return [
    ['openinference.span.kind', KINDS[row.type]],
    ...entries(row, without, SCALARS),
    ...(row.model === null ? [] : [[row.type === 'EMBEDDING' ? 'embedding.model_name' : 'llm.model_name', row.model] as const]),
    ...entries(row, without, TOKENS),
    ...(row.cost_source === 'reported' ? entries(row, without, COST) : []),
    ...parameterAttributes(row),
    ...(isToolRun(row) ? toolAttributes(row) : []),
    ...payloadAttributes(row, 'input'), ...payloadAttributes(row, 'output'),
    ...listOf(row.tool_definitions).map((it, i) => [`llm.tools.${i}.tool.json_schema`, JSON.stringify(it)] as const),
    ...(listOf(row.documents) as RetrievedDocument[]).flatMap(documentAttributes),
    ...(row.metadata === null ? [] : [['metadata', JSON.stringify(decodeMap(row.metadata))] as const]),
  ];
}

const SCALARS = {
  session_id: 'session.id', user_id: 'user.id', tags: 'tag.tags', provider: 'llm.provider', agent_name: 'agent.name', prompt_name: 'prompt.id', prompt_version: 'llm.prompt_template.version',
} as const satisfies Partial<Record<keyof ObservationRow, string>>;

const TOKENS = {
  input_tokens: 'llm.token_count.prompt', output_tokens: 'llm.token_count.completion', total_tokens: 'llm.token_count.total',
  cache_read_tokens: 'llm.token_count.prompt_details.cache_read', cache_creation_tokens: 'llm.token_count.prompt_details.cache_write',
  reasoning_tokens: 'llm.token_count.completion_details.reasoning',
} as const satisfies Partial<Record<keyof ObservationRow, string>>;

const COST = { input_cost_usd: 'llm.cost.prompt', output_cost_usd: 'llm.cost.completion', total_cost_usd: 'llm.cost.total' } as const satisfies Partial<Record<keyof ObservationRow, string>>;

function parameterAttributes({ type, model_parameters }: ObservationRow): Entry[] {
  if (model_parameters === null) return [];
  return [[`${type === 'EMBEDDING' ? 'embedding' : 'llm'}.invocation_parameters`, JSON.stringify(decodeMap(model_parameters))]];
}

function toolAttributes({ tool_calls }: ObservationRow): Entry[] {
  const [call] = listOf(tool_calls) as ToolCall[];
  return [...(call?.name ? [['tool.name', call.name] as const] : []), ...(call?.id ? [['tool.id', call.id] as const] : [])];
}

function payloadAttributes(row: ObservationRow, side: 'input' | 'output'): Entry[] {
  const payload = row[side];
  if (payload === null) return [];
  const conversation = isToolRun(row) ? undefined : Conversation.safeParse(shownPayload(payload)).data;
  if (conversation === undefined) return [[`${side}.value`, payload]];
  return conversation.messages.flatMap((message, i) => messageAttributes(message).map(([leaf, value]) => [`llm.${side}_messages.${i}.message.${leaf}`, value] as const));
}

function messageAttributes({ role, name, finish_reason, parts }: Message & { finish_reason?: unknown }): Entry[] {
  const head: Entry[] = [['role', role]];
  if (typeof name === 'string') head.push(['name', name]);
  if (typeof finish_reason === 'string') head.push(['finish_reason', finish_reason]);
  const [response] = parts;
  if (parts.length === 1 && response.type === 'tool_call_response') return [...head, ...(typeof response.id === 'string' ? [['tool_call_id', response.id] as const] : []), ['content', textOf(response.response)]];
  const calls = parts.filter((it) => it.type === 'tool_call');
  const contents = parts.filter((it) => it.type !== 'tool_call');
  const isPlain = contents.length === 1 && contents[0].type === 'text' && typeof contents[0].content === 'string';
  return [
    ...head,
    ...(isPlain ? [['content', contents[0].content as string] as const] : contents.flatMap((part, k) => contentAttributes(part).map(([leaf, value]) => [`contents.${k}.message_content.${leaf}`, value] as const))),
    ...calls.flatMap((call, j) => callAttributes(call).map(([leaf, value]) => [`tool_calls.${j}.tool_call.${leaf}`, value] as const)),
  ];
}

function callAttributes({ id, name, arguments: given }: MessagePart): Entry[] {
  const attributes: Entry[] = [];
  if (typeof id === 'string') attributes.push(['id', id]);
  if (typeof name === 'string') attributes.push(['function.name', name]);
  if (given !== undefined) attributes.push(['function.arguments', textOf(given)]);
  return attributes;
}

function contentAttributes(part: MessagePart): Entry[] {
  const { type, content, modality, mime_type, uri, signature } = part as Record<string, unknown>;
  const url = typeof uri === 'string' ? uri : type === 'blob' && typeof content === 'string' ? `data:${typeof mime_type === 'string' ? mime_type : ''};base64,${content}` : undefined;
  if (url !== undefined && modality === 'audio') return [['type', 'audio'], ['audio.audio.url', url], ...(typeof mime_type === 'string' ? [['audio.audio.mime_type', mime_type] as const] : [])];
  if (url !== undefined) return [['type', 'image'], ['image.image.url', url]];
  const words: Entry[] = [['type', String(type)]];
  if (content !== undefined) words.push(['text', textOf(content)]);
  if (typeof signature === 'string') words.push(['signature', signature]);
  return words;
}

function documentAttributes({ id, content, score, metadata }: RetrievedDocument, i: number): Entry[] {
  const attributes: Entry[] = [];
  if (id !== undefined && id !== null) attributes.push(['id', id]);
  if (content !== undefined) attributes.push(['content', textOf(content)]);
  if (score !== undefined && score !== null) attributes.push(['score', score]);
  if (metadata !== undefined) attributes.push(['metadata', JSON.stringify(metadata)]);
  return attributes.map(([leaf, value]) => [`retrieval.documents.${i}.document.${leaf}`, value]);
}

function listOf(json: string | null): unknown[] {
  const value = json === null ? [] : shownPayload(json);
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
