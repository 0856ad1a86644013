import type { AttributeValue } from '../../model/attribute-value.js';
import type { Message, MessagePart } from '../../model/message.js';
import { addToolCalls, canonicalRole } from './conversation.js';
import type { Built } from './dialect.js';
import type { FlatItem, FlatRecord, ItemList, Leaves } from './flattened.js';
import { isRecord, looksStructured, parseJson } from './json.js';
import { canonicalPart, isKnownPart, toolCallPart, toolResponsePart } from './message-part.js';
import { ToldMessages } from './payload.js';
import { anything } from './read.js';

/** OpenLLMetry's messages below an index, `gen_ai.prompt.{i}.*` and `gen_ai.completion.{i}.*`; an early Strands counts contents too. */
export const INDEXED_MESSAGE_LEAVES: Leaves = {
  role: 'role',
  content: { as: 'content', read: (value: AttributeValue) => value ?? undefined },
  text: 'content',
  reasoning: 'reasoning',
  refusal: 'refusal',
  name: 'name',
  finish_reason: 'finishReason',
  tool_call_id: 'toolCallId',
  'content.*.text': 'contents.text',
  'function_call.*.name': 'calls.name',
  'function_call.*.arguments': { as: 'calls.arguments', read: anything },
  'function_call.name': 'functionName',
  'function_call.arguments': { as: 'functionArguments', read: anything },
  'tool_calls.*.id': 'calls.id',
  'tool_calls.*.name': 'calls.name',
  'tool_calls.*.arguments': { as: 'calls.arguments', read: anything },
  'tool_calls.*.function.name': 'calls.name',
  'tool_calls.*.function.arguments': { as: 'calls.arguments', read: anything },
};

export function indexedPrompts(items: ItemList): Built {
  return { value: new ToldMessages(undefined, items.map((item) => message(item, 'user'))) };
}

export function indexedCompletions(items: ItemList): Built {
  return { value: new ToldMessages(undefined, items.map((item) => message(item, 'assistant'))) };
}

/** Thoughts of Anthropic's models come as a message with a role of their own. */
const THOUGHT = 'thinking';

function message({ values: given, lists }: FlatItem, role: string): Message {
  const thought = typeof given.role === 'string' && canonicalRole(given.role) === THOUGHT ? given.content : undefined;
  const values = thought === undefined ? given : { ...given, role: 'assistant', content: undefined };
  const calls = (lists?.calls?.inOrder() ?? []).map(({ values: call }) => toolCallPart(call.id || undefined, call.name, call.arguments));
  if (values.functionName || values.functionArguments !== undefined) calls.push(toolCallPart(undefined, values.functionName, values.functionArguments));
  const said = typeof values.role === 'string' && values.role !== '' ? canonicalRole(values.role) : calls.length > 0 ? 'assistant' : role;
  const requested = requestedIn(values, said);
  const parts = requested ?? partsOf(values, said);
  if (thought !== undefined) parts.unshift({ type: 'reasoning', content: thought });
  for (const { values: content } of lists?.contents?.inOrder() ?? []) parts.push({ type: 'text', content: content.text });
  addToolCalls(parts, calls);
  const made: Message = { role: requested !== undefined ? 'assistant' : said, parts };
  if (values.name) made.name = values.name as string;
  if (values.finishReason) made.finish_reason = values.finishReason as string;
  return made;
}

function partsOf({ content, reasoning, refusal, toolCallId }: FlatRecord, role: string): MessagePart[] {
  const parts: MessagePart[] = reasoning ? [{ type: 'reasoning', content: reasoning }] : [];
  if (toolCallId || (role === 'tool' && content !== undefined)) parts.push(toolResponsePart(toolCallId || undefined, content));
  else parts.push(...contentParts(content));
  if (refusal) parts.push({ type: 'refusal', content: refusal });
  return parts;
}

/** Text, or a list of parts as JSON. */
function contentParts(content: unknown): MessagePart[] {
  if (content === undefined || content === '') return [];
  const value = typeof content === 'string' && looksStructured(content) ? parseJson(content) : content;
  if (Array.isArray(value) && value.length > 0 && value.every(isKnownPart)) return value.map(canonicalPart);
  return [{ type: 'text', content: typeof content === 'string' ? content : JSON.stringify(content) }];
}

/** Koog writes the calls that the model asks for as a JSON list where the content belongs; in the history even with the role of a tool. */
function requestedIn({ content, finishReason, toolCallId }: FlatRecord, role: string): MessagePart[] | undefined {
  if (finishReason !== 'tool_calls' && (role !== 'tool' || toolCallId)) return undefined;
  const value = typeof content === 'string' && content.startsWith('[') ? parseJson(content) : undefined;
  if (!Array.isArray(value) || value.length === 0 || !value.every(isCall)) return undefined;
  return value.map((call) => (isRecord(call) && !isRecord(call.function) ? canonicalPart({ ...call, type: 'tool_call' }) : canonicalPart(call)));
}

function isCall(value: unknown): boolean {
  return isRecord(value) && (isRecord(value.function) || (typeof value.name === 'string' && ('arguments' in value || 'args' in value)));
}
