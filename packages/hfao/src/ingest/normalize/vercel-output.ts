import type { Message, MessagePart } from '../../model/message.js';
import { isRecord, structured } from './json.js';
import { canonicalPart } from './message-part.js';

/** What a call of the AI SDK answers, piece by piece; lists as JSON or structured. */
export interface Spoken { text?: unknown; reasoning?: unknown; object?: unknown; toolCalls?: unknown; files?: unknown }

/** The pieces of an answer as the one message that they are. */
export function spokenMessage({ text, reasoning, object, toolCalls, files }: Spoken): Message {
  const parts: MessagePart[] = [];
  if (typeof reasoning === 'string' && reasoning !== '') parts.push({ type: 'reasoning', content: reasoning });
  if (typeof text === 'string' && text !== '') parts.push({ type: 'text', content: text });
  if (object !== undefined && object !== '') parts.push({ type: 'text', content: typeof object === 'string' ? object : JSON.stringify(object) });
  for (const file of listOf(files)) parts.push(canonicalPart(isRecord(file) ? { ...file, type: 'file' } : file));
  for (const call of listOf(toolCalls)) parts.push(canonicalPart(isRecord(call) ? { ...call, type: 'tool-call' } : call));
  return { role: 'assistant', parts };
}

/** A list, also as JSON; of another value nothing. */
export function listOf(value: unknown): unknown[] {
  const list = structured(value);
  return Array.isArray(list) ? list : [];
}
