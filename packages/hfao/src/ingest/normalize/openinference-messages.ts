import type { Message, MessagePart } from '../../model/message.js';
import { addToolCalls, canonicalRole } from './conversation.js';
import type { Built } from './dialect.js';
import type { Evidence } from './evidence.js';
import { FIELD } from './field.js';
import type { FlatItem, FlatRecord, ItemList, Leaves } from './flattened.js';
import { looksStructured } from './json.js';
import { mediaPart, partOf } from './media-part.js';
import { toolCallPart, toolResponsePart } from './message-part.js';
import { ToldMessages } from './payload.js';
import { anything } from './read.js';

/** OpenInference: `llm.input_messages.{i}.message.*`. */
export const MESSAGE_LEAVES: Leaves = {
  'message.role': 'role',
  'message.content': 'content',
  'message.name': 'name',
  'message.tool_call_id': 'toolCallId',
  'message.function_call_name': 'functionName',
  'message.function_call_arguments_json': { as: 'functionArguments', read: anything },
  'message.finish_reason': 'finishReason',
  'message.contents.*.message_content.type': 'contents.type',
  'message.contents.*.message_content.text': 'contents.text',
  'message.contents.*.message_content.id': 'contents.id',
  'message.contents.*.message_content.signature': 'contents.signature',
  'message.contents.*.message_content.data': 'contents.data',
  'message.contents.*.message_content.encrypted_content': 'contents.encryptedContent',
  'message.contents.*.message_content.image.image.url': 'contents.imageUrl',
  'message.contents.*.message_content.audio.audio.url': 'contents.audioUrl',
  'message.contents.*.message_content.audio.audio.mime_type': 'contents.audioMimeType',
  'message.contents.*.message_content.audio.audio.transcript': 'contents.transcript',
  'message.contents.*.tool_call.id': 'contents.callId',
  'message.contents.*.tool_call.function.name': 'contents.callName',
  'message.contents.*.tool_call.function.arguments': { as: 'contents.callArguments', read: anything },
  'message.tool_calls.*.tool_call.id': 'calls.callId',
  'message.tool_calls.*.tool_call.function.name': 'calls.callName',
  'message.tool_calls.*.tool_call.function.arguments': { as: 'calls.callArguments', read: anything },
  'message.tool_calls.*.tool_call.reasoning_signature': 'calls.signature',
};

export function inputMessages(items: ItemList, evidence: Evidence): Built | undefined {
  return told(items.map((item) => message(item, 'user')), evidence, FIELD.input);
}

export function outputMessages(items: ItemList, evidence: Evidence): Built | undefined {
  const messages = items.map((item) => message(item, 'assistant'));
  return told(evidence.scope.name.includes('beeai') ? joinChunks(messages) : messages, evidence, FIELD.output);
}

/** `llm.prompts.{i}.prompt.text` and `llm.choices.{i}.completion.text` of the completions API. */
export const PROMPT_LEAVES: Leaves = { 'prompt.text': 'text' };
export const CHOICE_LEAVES: Leaves = { 'completion.text': 'text' };

export function prompts(items: ItemList): Built {
  return { value: new ToldMessages(undefined, items.map(({ values }) => textMessage('user', values.text as string))) };
}

export function completions(items: ItemList): Built {
  return { value: new ToldMessages(undefined, items.map(({ values }) => textMessage('assistant', values.text as string))) };
}

/** Messages without any content say less than the raw value beside them; a raw text is their content. */
function told(messages: Message[], evidence: Evidence, field: number): Built | undefined {
  const raw = evidence.get(field);
  if (raw === undefined || messages.some(({ parts }) => parts.length > 0)) return { value: new ToldMessages(undefined, messages) };
  if (messages.length !== 1 || typeof raw !== 'string' || looksStructured(raw)) return undefined;
  return { value: new ToldMessages(undefined, [{ ...messages[0], parts: [{ type: 'text', content: raw }] }]), absorbs: true };
}

function message({ values, lists }: FlatItem, role: string): Message {
  const parts: MessagePart[] = [];
  const said = typeof values.role === 'string' && values.role !== '' ? canonicalRole(values.role) : role;
  if (values.toolCallId || (said === 'tool' && values.content)) {
    parts.push(toolResponsePart(values.toolCallId || undefined, values.content));
  } else if (values.content) {
    parts.push({ type: 'text', content: values.content });
  }
  if (lists !== null) {
    for (const { values: content } of lists.contents?.inOrder() ?? []) parts.push(contentPart(content));
    if (lists.calls) addToolCalls(parts, lists.calls.inOrder().map(({ values: call }) => callPart(call)));
  }
  if (values.functionName || values.functionArguments !== undefined) parts.push(toolCallPart(undefined, values.functionName, values.functionArguments));
  const made: Message = { role: said, parts };
  if (values.name) made.name = values.name as string;
  if (values.finishReason) made.finish_reason = values.finishReason as string;
  return made;
}

/** What a part has beyond the fields of its kind stays in it under the names of the conventions. */
const REST = {
  id: 'id', text: 'text', signature: 'signature', data: 'data', encryptedContent: 'encrypted_content',
  imageUrl: 'image_url', audioUrl: 'audio_url', audioMimeType: 'mime_type', transcript: 'transcript',
};

function contentPart(content: FlatRecord): MessagePart {
  const { type, text, id, imageUrl, audioUrl, callId, callName, callArguments } = content;
  if (callId || callName || callArguments !== undefined) return toolCallPart(callId || id, callName, callArguments, rest(content, callId ? '' : 'id'));
  if (imageUrl) return mediaPart('image', imageUrl as string, rest(content, 'imageUrl'));
  if (audioUrl) return mediaPart('audio', audioUrl as string, rest(content, 'audioUrl'));
  switch (type || undefined) {
    case 'text': case 'input_text': case 'output_text': case undefined: return { type: 'text', content: text ?? '', ...rest(content, 'text') };
    case 'reasoning': case 'thinking': return partOf({ type: 'reasoning', content: text }, rest(content, 'text'));
    case 'tool_use': return toolCallPart(id, undefined, undefined, rest(content, 'id'));
    case 'tool_result': return toolResponsePart(id, text, rest(content, 'id', 'text'));
    default: return partOf({ type, content: text }, rest(content, 'text'));
  }
}

function rest(content: FlatRecord, ...used: string[]): Record<string, unknown> {
  const left: Record<string, unknown> = {};
  for (const name of Object.keys(REST) as (keyof typeof REST)[]) {
    if (content[name] !== undefined && content[name] !== '' && !used.includes(name)) left[REST[name]] = content[name];
  }
  return left;
}

function callPart({ callId, callName, callArguments, signature }: FlatRecord): MessagePart {
  return toolCallPart(callId || undefined, callName, callArguments, { signature });
}

/** BeeAI writes a streamed answer as one message per chunk. */
function joinChunks(messages: Message[]): Message[] {
  const joined: Message[] = [];
  for (const next of messages) {
    const last = joined.at(-1);
    if (last !== undefined && last.role === next.role && isText(last) && isText(next)) last.parts[0].content = `${String(last.parts[0].content)}${String(next.parts[0].content)}`;
    else joined.push(next);
  }
  return joined;
}

function isText({ parts }: Message): boolean {
  return parts.length === 1 && parts[0].type === 'text';
}

function textMessage(role: string, content: string): Message {
  return { role, parts: [{ type: 'text', content }] };
}
