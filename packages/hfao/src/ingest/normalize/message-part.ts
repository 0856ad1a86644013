import type { MessagePart } from '../../model/message.js';
import { isRecord, jsonText, structured } from './json.js';
import { audioPart, documentPart, fileDataPart, filePart, firstOf, genkitMediaPart, imagePart, inlineDataPart, partOf, without, type Raw } from './media-part.js';

/**
 * One part of a message in any known shape as a part of the OTel GenAI message schemas: OpenAI chat and responses, Anthropic content blocks,
 * Bedrock converse, Gemini, Vercel AI SDK, OTel. What is not known stays as it came, with type `unknown` where it had none.
 */
export function canonicalPart(raw: unknown): MessagePart {
  if (typeof raw === 'string') return { type: 'text', content: raw };
  if (!isRecord(raw)) return { type: 'unknown', content: raw };
  const type = kindOf(raw);
  const read = Object.hasOwn(PARTS, type) ? PARTS[type] : undefined;
  return read === undefined ? partOf({ type }, typeof raw.type === 'string' ? without(raw, 'type') : raw) : read(raw);
}

/** Whether a value is a part of a shape that is known here, so that a list of such is content and not just data. */
export function isKnownPart(part: unknown): boolean {
  return isRecord(part) && Object.hasOwn(PARTS, kindOf(part));
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

export function toolCallPart(id: unknown, name: unknown, args: unknown, rest: Raw = {}): MessagePart {
  return partOf({ type: 'tool_call', id: id ?? undefined, name, arguments: structured(args) }, rest);
}

export function toolResponsePart(id: unknown, response: unknown, rest: Raw = {}): MessagePart {
  return partOf({ type: 'tool_call_response', id: id ?? undefined, response: response ?? null }, rest);
}

/** By `type`, and for shapes without one by the key that tells them. */
const PARTS: Record<string, (raw: Raw) => MessagePart> = {
  text: textPart, input_text: textPart, output_text: textPart,
  reasoning: reasoningPart, thinking: reasoningPart,

  tool_call: (raw) => callPart(raw, ['id'], 'name', ['arguments', 'args', 'input']),
  tool_use: (raw) => callPart(raw, ['id'], 'name', ['input', 'arguments']),
  toolUse: (raw) => callPart(unwrapped(raw, 'toolUse'), ['toolUseId'], 'name', ['input']),
  'tool-call': (raw) => callPart(raw, ['toolCallId'], 'toolName', ['input', 'args']),
  function_call: (raw) => callPart(raw, ['call_id', 'id'], 'name', ['arguments']),
  functionCall: (raw) => callPart(unwrapped(raw, isRecord(raw.functionCall) ? 'functionCall' : 'function_call'), ['id'], 'name', ['args']),
  function: (raw) => (isRecord(raw.function) ? callPart(unwrapped(raw, 'function'), ['id'], 'name', ['arguments']) : partOf({ type: 'function' }, without(raw, 'type'))),

  tool_call_response: (raw) => responsePart(raw, ['id'], ['response', 'result']),
  tool_result: (raw) => responsePart(raw, ['tool_use_id'], ['content']),
  toolResult: (raw) => responsePart(unwrapped(raw, 'toolResult'), ['toolUseId'], ['content']),
  'tool-result': (raw) => responsePart(withPlainOutput(raw), ['toolCallId'], ['output', 'result'], 'toolName'),
  function_call_output: (raw) => responsePart(raw, ['call_id'], ['output']),
  functionResponse: (raw) => responsePart(unwrapped(raw, isRecord(raw.functionResponse) ? 'functionResponse' : 'function_response'), ['id'], ['response']),

  image: imagePart, image_url: imagePart, input_image: imagePart, 'image-url': imagePart,
  toolRequest: (raw) => callPart(unwrapped(raw, 'toolRequest'), ['ref'], 'name', ['input']),
  toolResponse: (raw) => responsePart(unwrapped(raw, 'toolResponse'), ['ref'], ['output']),
  media: genkitMediaPart, file: filePart,
  document: documentPart, input_audio: audioPart, inlineData: inlineDataPart, fileData: fileDataPart,
};

function textPart(raw: Raw): MessagePart {
  const [told, key] = firstOf(raw, 'content', 'text');
  // Genkit parses the text of a structured answer.
  const content = isRecord(told) || Array.isArray(told) ? (jsonText(told) ?? told) : told;
  // Gemini marks its thoughts so.
  return partOf({ type: raw.thought === true ? 'reasoning' : 'text', content: content ?? '' }, without(raw, 'type', key, raw.thought === true ? 'thought' : ''));
}

function reasoningPart(raw: Raw): MessagePart {
  const [content, key] = firstOf(raw, 'content', 'text', 'thinking');
  return partOf({ type: 'reasoning', content }, without(raw, 'type', key));
}

function callPart(raw: Raw, ids: string[], nameKey: string, argumentNames: string[]): MessagePart {
  const [id, idKey] = firstOf(raw, ...ids);
  const [args, argumentsKey] = firstOf(raw, ...argumentNames);
  return toolCallPart(id, raw[nameKey], args, without(raw, 'type', idKey, nameKey, argumentsKey));
}

function responsePart(raw: Raw, ids: string[], responseNames: string[], nameKey = 'name'): MessagePart {
  const [id, idKey] = firstOf(raw, ...ids);
  const [response, responseKey] = firstOf(raw, ...responseNames);
  return toolResponsePart(id, response, partOf({ name: raw[nameKey] }, without(raw, 'type', idKey, responseKey, nameKey)));
}

/** Vercel wraps a result as `{type: "text" | "json", value}`. */
function withPlainOutput(raw: Raw): Raw {
  const { output } = raw;
  const isWrapped = isRecord(output) && (output.type === 'text' || output.type === 'json') && output.value !== undefined && Object.keys(output).length === 2;
  return isWrapped ? { ...raw, output: output.value } : raw;
}

/** What lies under the one key that tells the kind, with what lies beside it. */
function unwrapped(raw: Raw, key: string): Raw {
  const inner = raw[key];
  return isRecord(inner) ? partOf(inner, without(raw, 'type', key)) : raw;
}

/** Gemini and Bedrock parts carry no type: the one key they have tells it. */
function kindOf(raw: Raw): string {
  if (typeof raw.type === 'string') return raw.type;
  if (isRecord(raw.toolUse)) return 'toolUse';
  if (isRecord(raw.toolResult)) return 'toolResult';
  if (isRecord(raw.functionCall) || isRecord(raw.function_call)) return 'functionCall';
  if (isRecord(raw.functionResponse) || isRecord(raw.function_response)) return 'functionResponse';
  if (isRecord(raw.toolRequest)) return 'toolRequest';
  if (isRecord(raw.toolResponse)) return 'toolResponse';
  if (isRecord(raw.media)) return 'media';
  if (isRecord(raw.inlineData) || isRecord(raw.inline_data)) return 'inlineData';
  if (isRecord(raw.fileData) || isRecord(raw.file_data)) return 'fileData';
  if (isRecord(raw.function)) return 'function';
  const isParsedText = isRecord(raw.text) && Object.keys(raw).length === 1;
  return typeof raw.text === 'string' || typeof raw.content === 'string' || isParsedText ? 'text' : 'unknown';
}
