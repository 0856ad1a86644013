import type { AttributeValue } from '../../model/attribute-value.js';
import { messagesOf } from './conversation.js';
import type { Dialect } from './dialect.js';
import { listOf, sidesOf, sidesOfEvents, type Sides } from './event-list.js';
import type { Evidence } from './evidence.js';
import { FIELD } from './field.js';
import { isRecord, parseJson } from './json.js';
import { ToldMessages } from './payload.js';
import { rankOf } from './precedence.js';
import { remembering } from './remember.js';

const REQUEST_TOOLS = rankOf('tool_definitions', 'model_request_parameters');

/**
 * Pydantic AI. Instrumentation v1 tells messages as event lists in attributes, v2 as gen_ai.* messages and `pydantic_ai.all_messages`,
 * v3 has the conventions' span names too. The usage of an agent repeats its calls: `gen_ai.aggregated_usage.*` is in no column.
 */
export const pydanticAi: Dialect = {
  name: 'pydantic_ai',
  ownsScope: (scopeName) => scopeName === 'pydantic-ai' || scopeName === 'pydantic_ai',
  marks: ['pydantic_ai.', 'all_messages_events', 'model_request_parameters', 'gen_ai.aggregated_usage.'],
  claims: [
    // Agents say no operation before v3; nobody else carries these.
    { field: 'type', key: 'pydantic_ai.all_messages', read: agent, write: never },
    { field: 'type', key: 'all_messages_events', read: agent, write: never },
    { field: 'type', key: 'final_result', read: agent, write: never, own: true },
    { field: 'type', key: 'model_name', read: agent, write: never, own: true },
    { field: 'output', key: 'final_result', own: true },
    { field: 'tool_arguments', key: 'tool_arguments' },
    { field: 'tool_result', key: 'tool_response' },
  ],
  settle(evidence) {
    readConversation(evidence, 'pydantic_ai.all_messages', allMessages);
    readConversation(evidence, 'all_messages_events', sidesOfEvents);
    readConversation(evidence, 'events', sidesOfEvents);
    readRequestTools(evidence);
  },
};

/** Offers the two sides of a conversation that is in one attribute. */
export function readConversation(evidence: Evidence, key: string, read: (value: AttributeValue) => Sides | undefined): void {
  const value = evidence.attribute(key);
  const sides = value === undefined ? undefined : read(value);
  if (sides === undefined) return;
  const said = [];
  if (sides.input.length > 0) said.push({ field: FIELD.input, rank: rankOf('input', key), value: new ToldMessages(undefined, sides.input) });
  if (sides.output.length > 0) said.push({ field: FIELD.output, rank: rankOf('output', key), value: isOtherResult(evidence, sides) ? undefined : new ToldMessages(undefined, sides.output) });
  evidence.offerFrom(key, said);
}

/** Whether the agent's result is something else than what the assistant said last: then that is the output. */
function isOtherResult(evidence: Evidence, { output }: Sides): boolean {
  const result = evidence.attribute('final_result');
  const last = output.at(-1)!.parts.at(-1);
  return result !== undefined && result !== '' && (last?.type !== 'text' || last.content !== result);
}

function allMessages(value: AttributeValue): Sides | undefined {
  const list = listOf(value);
  const messages = list && messagesOf(list, 'user');
  return messages && sidesOf(messages);
}

/** Before `gen_ai.tool.definitions` the tools of a request stood among its parameters only. */
function readRequestTools(evidence: Evidence): void {
  const parameters = evidence.get(FIELD.tool_definitions) === undefined ? evidence.attribute('model_request_parameters') : undefined;
  if (typeof parameters === 'string') evidence.offer(FIELD.tool_definitions, REQUEST_TOOLS, functionTools(parameters));
}

const functionTools = remembering((text) => {
  const parameters = parseJson(text);
  const tools = isRecord(parameters) ? parameters.function_tools : undefined;
  return Array.isArray(tools) && tools.length > 0 && tools.every(isRecord) ? tools : undefined;
});

function agent(value: AttributeValue): 'AGENT' | undefined {
  return value === null || value === '' ? undefined : 'AGENT';
}

function never(): undefined {
  return undefined;
}
