import { isRecord } from './json.js';

const ROLE_OF_TYPE: Record<string, string> = {
  human: 'user', ai: 'assistant', system: 'system', tool: 'tool', function: 'tool', HumanMessage: 'user', AIMessage: 'assistant', SystemMessage: 'system',
  ToolMessage: 'tool', FunctionMessage: 'tool', HumanMessageChunk: 'user', AIMessageChunk: 'assistant', SystemMessageChunk: 'system', ToolMessageChunk: 'tool',
};

/**
 * A LangChain message as one with a role: its serialised form `{lc, type: "constructor", id: […, "HumanMessage"], kwargs}`, the dumped forms
 * `{type: "human", content}` and `{type: "human", data: {content}}`, or a message that has a role.
 * @returns undefined for what is none
 */
export function langchainMessage(value: unknown): Record<string, unknown> | undefined {
  if (!isRecord(value)) return undefined;
  if (typeof value.role === 'string') return value;
  const said = isRecord(value.kwargs) ? value.kwargs : isRecord(value.data) ? value.data : value;
  const className = Array.isArray(value.id) ? (value.id as unknown[]).at(-1) : undefined;
  const role = roleOf(said.type) ?? roleOf(className) ?? roleOf(value.type);
  if (role === undefined || !('content' in said)) return undefined;
  const message: Record<string, unknown> = { role, content: said.content };
  for (const key of ['name', 'tool_call_id']) if (typeof said[key] === 'string') message[key] = said[key];
  if (Array.isArray(said.tool_calls) && said.tool_calls.length > 0) message.tool_calls = said.tool_calls;
  return message;
}

/** A list of them; undefined when one is none. The batches of LangChain, lists of lists, are one after the other. */
export function langchainMessages(value: unknown): Record<string, unknown>[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const messages = value.flat().map(langchainMessage);
  return messages.every((it) => it !== undefined) ? messages : undefined;
}

function roleOf(type: unknown): string | undefined {
  return typeof type === 'string' && Object.hasOwn(ROLE_OF_TYPE, type) ? ROLE_OF_TYPE[type] : undefined;
}
