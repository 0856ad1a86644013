import { isRecord } from './json.js';
import { langchainMessage, langchainMessages } from './langchain-messages.js';
import type { Inner, Unwrap } from './payload.js';

/**
 * The conversation in what a call was given, as SDKs dump it: `{messages: […], model, …}`, `{system, prompt}`, `{input: …}` of a tool.
 * Undefined where there is none to be seen.
 */
export const requestBody: Unwrap = (value, of) => {
  if (of === 'tool') return soleValue(value, 'input') ?? soleValue(value, 'inputs');
  const alone = langchainMessages(value);
  if (alone !== undefined) return { value: alone, partial: hasDumped(value) };
  if (!isRecord(value)) return undefined;
  return messagesBeside(value) ?? promptBeside(value) ?? onlyInner(value);
};

/**
 * The conversation in what a call gave back: choices of OpenAI, generations of LangChain, candidates of Gemini, output items of the Responses API,
 * content blocks of Anthropic, a message under `message` or `messages`.
 */
export const responseBody: Unwrap = (value, of) => {
  if (of === 'tool') return soleValue(value, 'output');
  if (!isRecord(value)) {
    const alone = langchainMessages(value);
    return alone && { value: alone, partial: hasDumped(value) };
  }
  const messages = choices(value.choices) ?? generations(value.generations) ?? candidates(value.candidates) ?? outputItems(value) ?? contentBlocks(value);
  if (messages !== undefined) return { value: messages, partial: true };
  if (isRecord(value.message) && langchainMessage(value.message) !== undefined) return inside(value, 'message', langchainMessage(value.message));
  const dumped = langchainMessage(value);
  if (dumped !== undefined && dumped !== value) return { value: dumped, partial: true };
  return messagesBeside(value) ?? (isRecord(value.output) ? responseBody(value.output, of) : undefined);
};

function messagesBeside(body: Record<string, unknown>): Inner | undefined {
  const messages = langchainMessages(body.messages);
  if (messages === undefined) return undefined;
  const system = body.system;
  const front = typeof system === 'string' && system !== '' ? [{ role: 'system', content: system }] : [];
  const rest = Object.keys(body).filter((key) => key !== 'messages' && !(key === 'system' && front.length > 0));
  return { value: [...front, ...messages], partial: rest.length > 0 || hasDumped(body.messages) };
}

function promptBeside(body: Record<string, unknown>): Inner | undefined {
  const { system, prompt, ...rest } = body;
  if (typeof prompt !== 'string' && !Array.isArray(prompt)) return undefined;
  const asked = typeof prompt === 'string' ? [{ role: 'user', content: prompt }] : langchainMessages(prompt);
  if (asked === undefined) return undefined;
  const known = system === undefined || typeof system === 'string';
  const front = typeof system === 'string' && system !== '' ? [{ role: 'system', content: system }] : [];
  return { value: [...front, ...asked], partial: !known || Object.keys(rest).length > 0 || hasDumped(prompt) };
}

/** `{input: …}` or `{inputs: …}` around a conversation. */
function onlyInner(body: Record<string, unknown>): Inner | undefined {
  const inner = body.input ?? body.inputs;
  const found = isRecord(inner) || Array.isArray(inner) ? requestBody(inner, 'conversation') : undefined;
  return found && { value: found.value, partial: found.partial === true || Object.keys(body).length > 1 };
}

function choices(list: unknown): unknown[] | undefined {
  return each(list, ({ message, finish_reason: reason }) => withReason(langchainMessage(message), reason));
}

/** LangChain: one list a prompt, of which each item has the message or only its text. */
function generations(list: unknown): unknown[] | undefined {
  return each(Array.isArray(list) ? list.flat() : undefined, ({ message, text, generation_info: info }) => {
    const said = langchainMessage(message) ?? (typeof text === 'string' ? { role: 'assistant', content: text } : undefined);
    return withReason(said, isRecord(info) ? info.finish_reason : undefined);
  });
}

function candidates(list: unknown): unknown[] | undefined {
  return each(list, ({ content, finishReason, finish_reason: reason }) => (
    isRecord(content) && Array.isArray(content.parts) ? withReason({ role: content.role ?? 'assistant', parts: content.parts }, finishReason ?? reason) : undefined
  ));
}

function outputItems({ output }: Record<string, unknown>): unknown[] | undefined {
  const isItem = (it: unknown) => isRecord(it) && typeof it.type === 'string' && (it.type === 'message' || it.type === 'function_call' || it.type === 'reasoning' || it.type.endsWith('_call'));
  return Array.isArray(output) && output.length > 0 && output.every(isItem) ? output : undefined;
}

/** Anthropic's message with its id, model, usage and stop reason around the blocks. */
function contentBlocks({ role, content, stop_reason: reason, type }: Record<string, unknown>): unknown[] | undefined {
  return type === 'message' && Array.isArray(content) && typeof role === 'string' ? [withReason({ role, content }, reason)] : undefined;
}

function each(list: unknown, read: (item: Record<string, unknown>) => unknown): unknown[] | undefined {
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const found = list.map((item: unknown) => (isRecord(item) ? read(item) : undefined));
  return found.every((it) => it !== undefined) ? found : undefined;
}

function withReason(message: Record<string, unknown> | undefined, reason: unknown): Record<string, unknown> | undefined {
  return message && typeof reason === 'string' && reason !== '' ? { ...message, finish_reason: reason } : message;
}

/** The one value there is, under this name. */
function soleValue(value: unknown, name: string): Inner | undefined {
  return isRecord(value) && Object.hasOwn(value, name) && Object.keys(value).length === 1 && value[name] !== null ? { value: value[name] } : undefined;
}

function inside(value: Record<string, unknown>, name: string, found: unknown): Inner {
  return { value: found, partial: Object.keys(value).length > 1 || found !== value[name] };
}

/** Whether a message was taken out of LangChain's form, in which more is said than a message keeps. */
function hasDumped(messages: unknown): boolean {
  return Array.isArray(messages) && messages.flat().some((it) => langchainMessage(it) !== it);
}
