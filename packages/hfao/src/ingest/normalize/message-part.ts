import type { MessagePart } from '../../model/message.js';
import { isRecord, structured } from './json.js';
import { audioPart, defined, documentPart, fileDataPart, imagePart, inlineDataPart, without, type Raw } from './media-part.js';

/**
 * One part of a message in any known shape as a part of the OTel GenAI message schemas: OpenAI chat and responses, Anthropic content blocks,
 * Bedrock converse, Gemini, Vercel AI SDK, OTel. What is not known stays as it came, with type `unknown` where it had none.
 */
export function canonicalPart(raw: unknown): MessagePart {
  if (typeof raw === 'string') return { type: 'text', content: raw };
  if (!isRecord(raw)) return { type: 'unknown', content: raw };
  const type = typeof raw.type === 'string' ? raw.type : impliedType(raw);
  const read = Object.hasOwn(PARTS, type) ? PARTS[type] : undefined;
  return read === undefined ? { ...raw, type } : read(raw);
}

/** Whether a value is a part of a shape that is known here, so that a list of such is content and not just data. */
export function isKnownPart(part: unknown): boolean {
  return isRecord(part) && Object.hasOwn(PARTS, typeof part.type === 'string' ? part.type : impliedType(part));
}

/** Whether {@link canonicalPart} would leave the part as it is. */
export function isCanonicalPart(part: unknown): boolean {
  if (!isRecord(part)) return false;
  switch (part.type) {
    case 'text': case 'reasoning': return typeof part.content === 'string' && part.thought !== true;
    case 'tool_call': return typeof part.name === 'string' && typeof part.arguments !== 'string';
    case 'tool_call_response': return 'response' in part && !('result' in part);
    case 'blob': case 'uri': return true;
    case 'file': return typeof part.file_id === 'string';
    default: return typeof part.type === 'string' && !Object.hasOwn(PARTS, part.type);
  }
}

/** A tool call of a message, from whatever names its fields have. */
export function toolCallPart(id: unknown, name: unknown, args: unknown, rest: Raw = {}): MessagePart {
  return defined({ type: 'tool_call', id, name, arguments: structured(args), ...rest });
}

export function toolResponsePart(id: unknown, response: unknown, rest: Raw = {}): MessagePart {
  return defined({ type: 'tool_call_response', id, response: response ?? null, ...rest });
}

const text = (raw: Raw): MessagePart => {
  const { type: _, content, text: other, thought, ...rest } = raw;
  return { type: thought === true ? 'reasoning' : 'text', content: content ?? other ?? '', ...rest };
};

const reasoning = (raw: Raw): MessagePart => {
  const { type: _, content, text: other, thinking, ...rest } = raw;
  return defined({ type: 'reasoning', content: content ?? other ?? thinking, ...rest });
};

/** By `type`, and for shapes without one by the key that tells them (see impliedType). */
const PARTS: Record<string, (raw: Raw) => MessagePart> = {
  text, input_text: text, output_text: text,
  reasoning, thinking: reasoning,
  tool_call: (raw) => {
    const key = ['arguments', 'args', 'input'].find((name) => raw[name] !== undefined) ?? 'arguments';
    return toolCallPart(raw.id, raw.name, raw[key], without(raw, 'type', 'id', 'name', key));
  },
  tool_use: (raw) => toolCallPart(raw.id, raw.name, raw.input, without(raw, 'type', 'id', 'name', 'input')),
  toolUse: (raw) => {
    const use = isRecord(raw.toolUse) ? { ...without(raw, 'toolUse'), ...raw.toolUse } : raw;
    return toolCallPart(use.toolUseId, use.name, use.input, without(use, 'type', 'toolUseId', 'name', 'input'));
  },
  'tool-call': (raw) => toolCallPart(raw.toolCallId, raw.toolName, raw.input ?? raw.args, without(raw, 'type', 'toolCallId', 'toolName', 'input', 'args')),
  function_call: (raw) => toolCallPart(raw.call_id ?? raw.id, raw.name, raw.arguments, without(raw, 'type', 'call_id', 'name', 'arguments', raw.call_id === undefined ? 'id' : '')),
  functionCall: (raw) => {
    const call = (isRecord(raw.functionCall) ? raw.functionCall : raw.function_call) as Raw;
    return toolCallPart(call.id, call.name, call.args, { ...without(call, 'id', 'name', 'args'), ...without(raw, 'functionCall', 'function_call') });
  },
  function: (raw) => {
    if (!isRecord(raw.function)) return { ...raw, type: 'function' };
    return toolCallPart(raw.id, raw.function.name, raw.function.arguments, without(raw, 'type', 'id', 'function'));
  },
  tool_call_response: (raw) => toolResponsePart(raw.id, 'response' in raw ? raw.response : raw.result, without(raw, 'type', 'id', 'response', 'response' in raw ? '' : 'result')),
  tool_result: (raw) => toolResponsePart(raw.tool_use_id, raw.content, without(raw, 'type', 'tool_use_id', 'content')),
  toolResult: (raw) => {
    const result = isRecord(raw.toolResult) ? { ...without(raw, 'toolResult'), ...raw.toolResult } : raw;
    return toolResponsePart(result.toolUseId, result.content, without(result, 'type', 'toolUseId', 'content'));
  },
  'tool-result': (raw) => toolResponsePart(raw.toolCallId, raw.output ?? raw.result, { name: raw.toolName, ...without(raw, 'type', 'toolCallId', 'toolName', 'output', 'result') }),
  function_call_output: (raw) => toolResponsePart(raw.call_id, raw.output, without(raw, 'type', 'call_id', 'output')),
  functionResponse: (raw) => {
    const response = (isRecord(raw.functionResponse) ? raw.functionResponse : raw.function_response) as Raw;
    return toolResponsePart(response.id, response.response, { name: response.name, ...without(raw, 'functionResponse', 'function_response') });
  },
  image: imagePart, image_url: imagePart, input_image: imagePart, 'image-url': imagePart,
  document: documentPart, input_audio: audioPart, inlineData: inlineDataPart, fileData: fileDataPart,
};

/** Gemini and Bedrock parts carry no type: the one key they have tells it. */
function impliedType(raw: Raw): string {
  if (isRecord(raw.toolUse)) return 'toolUse';
  if (isRecord(raw.toolResult)) return 'toolResult';
  if (isRecord(raw.functionCall) || isRecord(raw.function_call)) return 'functionCall';
  if (isRecord(raw.functionResponse) || isRecord(raw.function_response)) return 'functionResponse';
  if (isRecord(raw.inlineData) || isRecord(raw.inline_data)) return 'inlineData';
  if (isRecord(raw.fileData) || isRecord(raw.file_data)) return 'fileData';
  if (isRecord(raw.function)) return 'function';
  return typeof raw.text === 'string' || typeof raw.content === 'string' ? 'text' : 'unknown';
}
