import type { AttributeValue } from '../../model/attribute-value.js';
import { isTooDeep } from '../../model/json-depth.js';
import type { Message } from '../../model/message.js';
import { areCanonical, messagesOf } from './conversation.js';
import type { Evidence } from './evidence.js';
import { FIELD } from './field.js';
import { hasWideNumber, jsonText, looksStructured, parseJson } from './json.js';

/** What a column `input` or `output` holds, and the messages in it where it is a conversation. */
export interface Payload { text: string | null; messages: readonly Message[] | null }

const NOTHING: Payload = { text: null, messages: null };

/** The payload proper; `partial` where something else lay around it. */
export interface Inner { value: unknown; partial?: boolean }
/** Takes the payload out of what lies around it: of a conversation, or of what went into a tool and came back. Undefined: the value is itself the payload. */
export type Unwrap = (value: unknown, of: 'conversation' | 'tool') => Inner | undefined;

/** What an attribute, event or flattened list told as messages. Read only when it is the one that is believed. */
export class ToldMessages {
  constructor(readonly raw: AttributeValue | undefined, readonly messages: readonly Message[] | null = null, readonly unwrap?: Unwrap) {}
}

/** What a tool was given, or gave back. */
export function toolPayload(told: ToldMessages): Inner {
  const { raw, unwrap } = told;
  if (unwrap === undefined || (typeof raw === 'string' && (!looksStructured(raw) || isTooDeep(raw)))) return { value: raw };
  return unwrap(parsed(raw!), 'tool') ?? { value: raw };
}

/** How a claim reads an attribute that holds a payload with something around it. */
export function wrapped(unwrap: Unwrap): (value: AttributeValue) => ToldMessages | undefined {
  return (value) => (toldMessages(value) === undefined ? undefined : new ToldMessages(value, null, unwrap));
}

/** JSON text as what it says, undefined where it only looked like it; all else as it is. */
function parsed(raw: AttributeValue): unknown {
  return typeof raw === 'string' && (looksStructured(raw) || raw.charCodeAt(0) === 0x22) ? parseJson(raw) : raw;
}

/** How a claim reads an attribute that holds messages: a JSON string or structured data. */
export function toldMessages(value: AttributeValue): ToldMessages | undefined {
  return value === '' || value === null || (Array.isArray(value) && value.length === 0) ? undefined : new ToldMessages(value);
}

/** The input, with the system instructions that came beside it in front. */
export function inputOf(evidence: Evidence): Payload {
  const input = conversationOf(evidence, FIELD.input, 'user');
  return evidence.get(FIELD.system_instructions) === undefined ? input : withInstructions(evidence, input);
}

export function outputOf(evidence: Evidence): Payload {
  return conversationOf(evidence, FIELD.output, 'assistant');
}

/** Any value as the text of a payload: text as it is, all else as JSON. */
export function payloadText(value: unknown): string | null {
  return typeof value === 'string' ? value : (jsonText(value) ?? null);
}

export function conversationText(messages: readonly Message[]): string | undefined {
  return jsonText({ messages });
}

function conversationOf(evidence: Evidence, field: number, role: string): Payload {
  const told = evidence.get(field);
  if (told === undefined) return NOTHING;
  evidence.take(field);
  const payload = told instanceof ToldMessages ? readTold(evidence, field, told, role) : { text: payloadText(told), messages: null };
  if (payload.text === null) evidence.keep(field);
  return payload;
}

function readTold(evidence: Evidence, field: number, told: ToldMessages, role: string): Payload {
  if (told.messages !== null) return { text: conversationText(told.messages) ?? null, messages: told.messages };
  const { raw, unwrap } = told;
  const value = parsed(raw!);
  const inner = unwrap === undefined || value === undefined || (typeof raw === 'string' && isTooDeep(raw)) ? undefined : unwrap(value, 'conversation');
  if (inner !== undefined) return readInner(evidence, field, told, inner, role);
  if (unwrap !== undefined && typeof value === 'string') return { text: value, messages: null };
  if (areCanonical(value)) {
    // What is canonical already need not be written again: its text is the conversation's.
    if (typeof raw === 'string' && looksStructured(raw)) return { text: `{"messages":${raw}}`, messages: value };
    return { text: conversationText(value) ?? null, messages: value };
  }
  const messages = typeof value === 'object' ? messagesOf(value, role) : undefined;
  const text = messages && conversationText(messages);
  if (text === undefined) return { text: payloadText(raw), messages: null };
  if (typeof raw === 'string' && hasWideNumber(raw)) evidence.keep(field);
  return { text, messages: messages! };
}

function readInner(evidence: Evidence, field: number, { raw }: ToldMessages, { value, partial }: Inner, role: string): Payload {
  const messages = typeof value === 'object' ? (messagesOf(value, role) ?? null) : null;
  const text = (messages && conversationText(messages)) ?? payloadText(value);
  if (partial || (typeof raw === 'string' && hasWideNumber(raw))) evidence.keep(field);
  return { text, messages };
}

function withInstructions(evidence: Evidence, input: Payload): Payload {
  if (input.messages === null && input.text !== null && looksStructured(input.text)) return input;
  const instructions = instructionsOf(evidence.get(FIELD.system_instructions) as AttributeValue);
  if (instructions === undefined) return input;
  const messages = input.messages ?? (input.text === null ? [] : [{ role: 'user', parts: [{ type: 'text', content: input.text }] }]);
  if (instructions.length === 1 && messages.some((message) => message.role === 'system' && sameText(message, instructions[0]))) {
    evidence.take(FIELD.system_instructions);
    return input;
  }
  const all = [...instructions, ...messages];
  const text = input.messages === null ? conversationText(all) : inFront(instructions, input.text!);
  if (text === undefined) return input;
  evidence.take(FIELD.system_instructions);
  return { text, messages: all };
}

/** The text of a conversation with other messages before it; what is written already is not written again. */
function inFront(messages: readonly Message[], conversation: string): string | undefined {
  const front = jsonText(messages);
  return front && `{"messages":${front.slice(0, -1)},${conversation.slice(conversation.indexOf('[') + 1)}`;
}

/** A list of parts, a text, messages, or a JSON string of one of them. */
function instructionsOf(raw: AttributeValue): Message[] | undefined {
  const value = typeof raw === 'string' && looksStructured(raw) ? (parseJson(raw) ?? raw) : raw;
  if (typeof value === 'string') return [{ role: 'system', parts: [{ type: 'text', content: value }] }];
  return messagesOf(Array.isArray(value) ? value : [value], 'system');
}

/** Whether two messages are the same text and nothing else. */
function sameText(a: Message, b: Message): boolean {
  return b.role === 'system' && b.parts.every((part) => part.type === 'text' && Object.keys(part).length === 2) && textOf(a) === textOf(b);
}

function textOf(message: Message): string {
  return message.parts.map((part) => (typeof part.content === 'string' ? part.content : '')).join('\n').trim();
}
