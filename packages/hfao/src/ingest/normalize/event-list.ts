import type { AttributeValue } from '../../model/attribute-value.js';
import { isTooDeep } from '../../model/json-depth.js';
import type { Message } from '../../model/message.js';
import { messageOf } from './conversation.js';
import { isRecord, looksStructured, parseJson } from './json.js';

/** A conversation as its two sides: what the model was given and what it answered. */
export interface Sides { input: Message[]; output: Message[] }

/** What message events put around the message itself. */
const ENVELOPE = ['event.name', 'gen_ai.message.index', 'gen_ai.system', 'event.timestamp'];
const KINDS: Record<string, string> = { 'image-url': 'image', 'audio-url': 'audio', 'video-url': 'video', 'document-url': 'document' };

/**
 * Message events as a JSON list in one attribute (Logfire's and Pydantic AI's `events`, `all_messages_events`): what a choice holds is the answer;
 * where there is no choice, what the assistant says last is.
 * @returns undefined when the value is no such list
 */
export function sidesOfEvents(value: AttributeValue): Sides | undefined {
  const list = listOf(value);
  if (list === undefined || !list.every((it) => isRecord(it) && isMessageEvent(it))) return undefined;
  const input: Message[] = [];
  const choices: Message[] = [];
  for (const event of list as Record<string, unknown>[]) {
    if (isRecord(event.message)) choices.push(choiceOf(event));
    else input.push(messageOf(plainMessage(event), roleOf(event)));
  }
  return choices.length > 0 ? { input, output: choices } : sidesOf(input);
}

/** Splits off what the assistant says last. */
export function sidesOf(messages: readonly Message[]): Sides {
  let end = messages.length;
  while (end > 0 && (messages[end - 1].role === 'assistant' || messages[end - 1].role === 'unknown')) end -= 1;
  return { input: messages.slice(0, end), output: messages.slice(end) };
}

export function listOf(value: unknown): unknown[] | undefined {
  if (typeof value === 'string' && isTooDeep(value)) return undefined;
  const list = typeof value === 'string' && looksStructured(value) ? parseJson(value) : value;
  return Array.isArray(list) && list.length > 0 ? list : undefined;
}

function isMessageEvent(event: Record<string, unknown>): boolean {
  return typeof event.role === 'string' || isRecord(event.message) || 'content' in event || Array.isArray(event.tool_calls);
}

function choiceOf({ message, finish_reason: reason }: Record<string, unknown>): Message {
  const said = messageOf(plainMessage(message as Record<string, unknown>), 'assistant');
  return typeof reason === 'string' && reason !== '' ? { ...said, finish_reason: reason } : said;
}

const ROLES: Record<string, string> = { 'gen_ai.system.message': 'system', 'gen_ai.assistant.message': 'assistant', 'gen_ai.tool.message': 'tool' };

function roleOf(event: Record<string, unknown>): string {
  const name = event['event.name'];
  return typeof name === 'string' && Object.hasOwn(ROLES, name) ? ROLES[name] : 'user';
}

/** Without the envelope; the id of a tool message is the call's. */
function plainMessage(event: Record<string, unknown>): Record<string, unknown> {
  const plain: Record<string, unknown> = {};
  for (const key of Object.keys(event)) if (!ENVELOPE.includes(key)) plain[key] = event[key];
  if (Array.isArray(plain.content)) plain.content = plain.content.map(typedPart);
  else if (isRecord(plain.content)) plain.content = typedPart(plain.content);
  if ((plain.role ?? roleOf(event)) === 'tool' && typeof plain.id === 'string') {
    plain.tool_call_id = plain.id;
    delete plain.id;
  }
  return plain;
}

/** Pydantic AI says `kind` where others say `type`. */
function typedPart(part: unknown): unknown {
  if (!isRecord(part) || typeof part.kind !== 'string' || part.type !== undefined) return part;
  const { kind, ...rest } = part;
  return { type: KINDS[kind] ?? kind, ...rest };
}
