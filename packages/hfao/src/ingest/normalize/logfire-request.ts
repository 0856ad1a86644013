import type { Message } from '../../model/message.js';
import { messagesOf } from './conversation.js';
import type { Evidence } from './evidence.js';
import { FIELD } from './field.js';
import { isRecord, jsonText, parseJson } from './json.js';
import { ToldMessages } from './payload.js';
import { rankOf } from './precedence.js';
import { remembering } from './remember.js';
import { readUsageObject } from './usage-object.js';

const INPUT = rankOf('input', 'request_data');
const OUTPUT = rankOf('output', 'response_data');
const RAW_INPUT = rankOf('input', 'raw_input');
const MODEL = rankOf('model', 'request_data');
const PARAMETERS = rankOf('invocation_parameters', 'request_data');
const INSTRUCTIONS = rankOf('system_instructions', 'request_data');
const TOOLS = rankOf('tool_definitions', 'request_data');

/** Parts of a request that are its content and no parameters. */
const CONTENT = new Set(['system', 'instructions', 'prompt', 'input']);

/** `request_data` is the body that the provider's SDK sent; it stays an attribute, and says what no other attribute does. */
export function readRequest(evidence: Evidence): void {
  const raw = evidence.attribute('raw_input');
  if (raw !== undefined && evidence.get(FIELD.input) === undefined) {
    const messages = messagesOf(parsed(raw), 'user');
    if (messages !== undefined) evidence.offerFrom('raw_input', [{ field: FIELD.input, rank: RAW_INPUT, value: new ToldMessages(undefined, messages) }]);
  }
  const data = evidence.attribute('request_data');
  const request = data === undefined || saysNothingNew(evidence, data) ? undefined : requestOf(data);
  if (request === undefined) return;
  evidence.offer(FIELD.model, MODEL, typeof request.model === 'string' && request.model !== '' ? request.model : undefined);
  evidence.offer(FIELD.invocation_parameters, PARAMETERS, Object.fromEntries(Object.entries(request).filter(([key]) => !CONTENT.has(key))));
  if (Array.isArray(request.tools) && request.tools.length > 0) evidence.offer(FIELD.tool_definitions, TOOLS, request.tools);
  if (evidence.get(FIELD.input) !== undefined) return;
  evidence.offer(FIELD.input, INPUT, contentOf(request));
  const instructions = request.system ?? request.instructions;
  if (instructions !== null && instructions !== '') evidence.offer(FIELD.system_instructions, INSTRUCTIONS, instructions);
}

/** `response_data`: the message, the joined chunks of a stream, a completion's text, images. */
export function readResponse(evidence: Evidence): void {
  const data = evidence.attribute('response_data');
  if (data === undefined || evidence.get(FIELD.output) !== undefined) return;
  const response = parsed(data);
  if (!isRecord(response)) return;
  readUsageObject(evidence, 'response_data', response.usage);
  const said = response.message ?? response.combined_chunk_content ?? response.text;
  const messages = typeof said === 'string' ? [textMessage(said)] : isRecord(said) ? messagesOf([{ role: 'assistant', ...said }], 'assistant') : undefined;
  if (messages !== undefined) evidence.offer(FIELD.output, OUTPUT, new ToldMessages(undefined, messages));
  else evidence.offerFrom('response_data', [{ field: FIELD.output, rank: OUTPUT, value: typeof data === 'string' ? data : jsonText(data) }]);
}

/** Long requests are conversations, which newer versions tell as messages too: those are not read again. */
function saysNothingNew(evidence: Evidence, data: unknown): boolean {
  if (typeof data !== 'string' || data.length < 2000 || evidence.get(FIELD.input) === undefined || evidence.get(FIELD.model) === undefined) return false;
  return evidence.get(FIELD.tool_definitions) !== undefined || !data.includes('"tools"');
}

const parsedRequest = remembering((text) => parseJson(text));

function requestOf(data: unknown): Record<string, unknown> | undefined {
  const request = typeof data === 'string' ? parsedRequest(data) : data;
  return isRecord(request) ? request : undefined;
}

/** The messages, or what completions, embeddings and images call their input. */
function contentOf({ messages, prompt, input }: Record<string, unknown>): unknown {
  const list = messages ?? (Array.isArray(input) ? input : undefined);
  const told = list === undefined ? undefined : messagesOf(list, 'user');
  if (told !== undefined) return new ToldMessages(undefined, told);
  const given = prompt ?? input;
  return typeof given === 'string' && given !== '' ? given : given === null || given === undefined ? undefined : jsonText(given);
}

function textMessage(content: string): Message {
  return { role: 'assistant', parts: [{ type: 'text', content }] };
}

function parsed(value: unknown): unknown {
  return typeof value === 'string' ? parseJson(value) : value;
}
