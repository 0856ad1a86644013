import type { Message, MessagePart } from '../../model/message.js';
import type { ToolCall } from '../../model/observation.js';
import { isRecord, jsonText } from './json.js';
import { canonicalPart, isCanonicalPart, isKnownPart, toolResponsePart } from './message-part.js';

const ROLES: Record<string, string> = { model: 'assistant', ai: 'assistant', human: 'user', User: 'user', Assistant: 'assistant', System: 'system', Tool: 'tool' };
/** What of a message of any shape becomes role and parts; the rest of its keys stay. */
const READ_KEYS = new Set(['role', 'parts', 'content', 'tool_calls', 'toolCalls', 'function_call', 'tool_call_id']);

/** Google's `model` and LangChain's `ai` are the assistant; Semantic Kernel writes `Assistant`. */
export function canonicalRole(role: string): string {
  return Object.hasOwn(ROLES, role) ? ROLES[role] : role;
}

/**
 * Messages of any known shape as canonical ones: a list of messages, one message, `{messages: […]}`, a list of texts, a list of parts (one message).
 * @param role of messages that do not say
 * @returns undefined when the value is no conversation
 */
export function messagesOf(value: unknown, role: string): Message[] | undefined {
  if (Array.isArray(value)) return value.length === 0 ? undefined : messagesOfList(value, role);
  if (!isRecord(value)) return undefined;
  if (Array.isArray(value.messages) && Object.keys(value).length === 1) return messagesOf(value.messages, role);
  return isMessage(value) ? [messageOf(value, role)] : undefined;
}

/** Whether {@link messagesOf} would leave the list as it is, so that its JSON text can be kept. */
export function areCanonical(value: unknown): value is Message[] {
  if (!Array.isArray(value) || value.length === 0) return false;
  for (const message of value) {
    if (!isRecord(message) || typeof message.role !== 'string' || Object.hasOwn(ROLES, message.role) || !Array.isArray(message.parts)) return false;
    if ('tool_calls' in message || 'content' in message) return false;
    for (const part of message.parts) if (!isCanonicalPart(part)) return false;
  }
  return true;
}

/** The tool calls that messages ask for, each once: newer emitters write the same call in two places. */
export function toolCallsIn(messages: readonly Message[]): ToolCall[] {
  const calls: ToolCall[] = [];
  const seen = new Set<string>();
  for (const message of messages) {
    for (const part of message.parts) {
      if (part.type !== 'tool_call' || (part.id && seen.has(part.id))) continue;
      if (part.id) seen.add(part.id);
      calls.push({ id: text(part.id), name: text(part.name), ...(part.arguments === undefined ? {} : { arguments: part.arguments }) });
    }
  }
  return calls;
}

/** Adds tool calls to a message's parts unless they are there: the same call, of which each place may say more than the other. */
export function addToolCalls(parts: MessagePart[], calls: readonly MessagePart[]): void {
  const present = parts.filter((part) => part.type === 'tool_call');
  for (const call of calls) {
    const twin = present.findIndex((part) => isSameCall(part, call));
    if (twin < 0) parts.push(call);
    else Object.assign(present.splice(twin, 1)[0], call);
  }
}

/** Two records of one call: the same id or, where one has none, the same name, and no contradiction. */
function isSameCall(a: MessagePart, b: MessagePart): boolean {
  if (a.id && b.id ? a.id !== b.id : a.name !== b.name) return false;
  return Object.keys(b).every((key) => a[key] === undefined || a[key] === b[key] || jsonText(a[key]) === jsonText(b[key]));
}

export function finishReasonsIn(messages: readonly Message[]): string[] | undefined {
  const reasons = messages.map((message) => message.finish_reason).filter((reason) => typeof reason === 'string' && reason !== '');
  return reasons.length === 0 ? undefined : [...new Set(reasons as string[])];
}

function messagesOfList(list: unknown[], role: string): Message[] | undefined {
  if (list.every(isMessage)) return list.map((item) => messageOf(item, role));
  // The Responses API lists messages, calls and their outputs side by side.
  if (list.some(isMessage) && list.every((item) => isMessage(item) || isKnownPart(item))) return list.map((item) => (isMessage(item) ? messageOf(item, role) : lonePart(item)));
  if (list.every((item) => typeof item === 'string')) return list.map((content) => ({ role, parts: [{ type: 'text', content }] }));
  return list.every((item) => isRecord(item) && typeof (item.type ?? item.text) === 'string') ? [{ role, parts: list.map(canonicalPart) }] : undefined;
}

function lonePart(item: unknown): Message {
  const part = canonicalPart(item);
  return { role: part.type === 'tool_call_response' ? 'tool' : 'assistant', parts: [part] };
}

/** Whether a value has the shape of a message, throughout: of what is odd, the raw text says more than half a message. */
function isMessage(value: unknown): value is Record<string, unknown> {
  if (!isRecord(value)) return false;
  const { role, parts, tool_calls: calls, toolCalls, function_call: call, tool_call_id: id } = value;
  if (role === undefined && !Array.isArray(parts) && !Array.isArray(calls)) return false;
  return is(role, typeof role === 'string') && is(id, typeof id === 'string') && is(call, isRecord(call))
    && is(parts, Array.isArray(parts)) && is(calls, Array.isArray(calls)) && is(toolCalls, Array.isArray(toolCalls));
}

function is(value: unknown, right: boolean): boolean {
  return value === undefined || value === null || right;
}

/** One message of any known shape. Its other keys stay, so that nothing it said is lost. */
export function messageOf(raw: Record<string, unknown>, role: string): Message {
  const said = typeof raw.role === 'string' && raw.role !== '' ? canonicalRole(raw.role) : role;
  const message: Message = { role: said, parts: partsOf(raw, said) };
  for (const [key, value] of Object.entries(raw)) if (!READ_KEYS.has(key) && value !== null && value !== undefined && key !== '__proto__') message[key] = value;
  return message;
}

function partsOf(raw: Record<string, unknown>, role: string): MessagePart[] {
  const parts = Array.isArray(raw.parts) ? raw.parts.map(canonicalPart) : [];
  const content = raw.content;
  if (typeof raw.tool_call_id === 'string' || (role === 'tool' && typeof content === 'string')) {
    parts.push(toolResponsePart(raw.tool_call_id, content));
  } else if (Array.isArray(content)) {
    for (const part of content) parts.push(canonicalPart(part));
  } else if (isRecord(content) && Array.isArray(content.parts) && Object.keys(content).length === 1) {
    for (const part of content.parts) parts.push(canonicalPart(part));
  } else if (isRecord(content)) {
    parts.push(canonicalPart(content));
  } else if (content !== '' && (typeof content === 'string' || typeof content === 'number' || typeof content === 'boolean')) {
    parts.push({ type: 'text', content: String(content) });
  }
  addToolCalls(parts, requestedCalls(raw));
  return parts;
}

function requestedCalls(raw: Record<string, unknown>): MessagePart[] {
  const calls: MessagePart[] = [];
  for (const list of [raw.tool_calls, raw.toolCalls]) if (Array.isArray(list)) for (const call of list) calls.push(asCall(call));
  if (isRecord(raw.function_call)) calls.push(canonicalPart({ ...raw.function_call, type: 'tool_call' }));
  return calls;
}

/** LangChain writes `{name, args, id}` where OpenAI has `{id, function}`. */
function asCall(call: unknown): MessagePart {
  return canonicalPart(isRecord(call) && !isRecord(call.function) && call.type === undefined ? { ...call, type: 'tool_call' } : call);
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
