import type { AttributeValue } from '../../model/attribute-value.js';
import type { Message, MessagePart } from '../../model/message.js';
import { isoTime } from '../../model/time.js';
import type { DecodedEvent } from '../decode/span.js';
import { messageOf, messagesOf } from './conversation.js';
import type { EventReader } from './dialect.js';
import { eventJudgement } from './evaluation.js';
import type { Evidence } from './evidence.js';
import { FIELD } from './field.js';
import { isRecord, looksStructured, parseJson } from './json.js';
import { isKnownPart } from './message-part.js';
import { ToldMessages, toldMessages } from './payload.js';
import { rankOf } from './precedence.js';

const DETAILS = 'gen_ai.client.inference.operation.details';
const DETAILS_INPUT = rankOf('input', `event ${DETAILS}`);
const DETAILS_OUTPUT = rankOf('output', `event ${DETAILS}`);
const DETAILS_INSTRUCTIONS = rankOf('system_instructions', `event ${DETAILS}`);
const MESSAGE = rankOf('input', 'event gen_ai.*.message');
const CHOICE = rankOf('output', 'event gen_ai.choice');
const TOOL_MESSAGE = rankOf('tool_message', 'event gen_ai.tool.message');
const TOOL_CHOICE = rankOf('tool_choice', 'event gen_ai.choice');
const CONTENT_PROMPT = rankOf('input', 'event gen_ai.content.prompt');
const CONTENT_COMPLETION = rankOf('output', 'event gen_ai.content.completion');

/** Conversations and evaluations as span events: deprecated for messages since v1.37 and still common. */
export const GEN_AI_EVENTS: Readonly<Record<string, EventReader>> = {
  [DETAILS](event, evidence) {
    const { attributes } = event;
    // Some emitters send one event for each direction: each offers what it has.
    offer(evidence, FIELD.input, DETAILS_INPUT, attributes['gen_ai.input.messages']);
    offer(evidence, FIELD.output, DETAILS_OUTPUT, attributes['gen_ai.output.messages']);
    evidence.offer(FIELD.system_instructions, DETAILS_INSTRUCTIONS, attributes['gen_ai.system_instructions'] || undefined);
    evidence.offerAttributes(attributes);
  },
  'gen_ai.system.message': (event, evidence) => append(evidence, FIELD.input, MESSAGE, timed(event, message(event, 'system'))),
  'gen_ai.user.message': (event, evidence) => append(evidence, FIELD.input, MESSAGE, timed(event, message(event, 'user'))),
  'gen_ai.assistant.message': (event, evidence) => append(evidence, FIELD.input, MESSAGE, timed(event, message(event, 'assistant'))),
  'gen_ai.tool.message'(event, evidence) {
    evidence.offer(FIELD.tool_message, TOOL_MESSAGE, event.attributes.content);
    append(evidence, FIELD.input, MESSAGE, timed(event, message(event, 'tool')));
  },
  'gen_ai.choice'(event, evidence) {
    const said = event.attributes.message ?? event.attributes.content;
    evidence.offer(FIELD.tool_choice, TOOL_CHOICE, said);
    append(evidence, FIELD.output, CHOICE, timed(event, choice(event, said)));
  },
  'gen_ai.content.prompt': (event, evidence) => offer(evidence, FIELD.input, CONTENT_PROMPT, event.attributes['gen_ai.prompt']),
  'gen_ai.content.completion': (event, evidence) => offer(evidence, FIELD.output, CONTENT_COMPLETION, event.attributes['gen_ai.completion']),
  'gen_ai.evaluation.result'(event, evidence) {
    const judgement = eventJudgement(event);
    if (judgement !== undefined) evidence.add(FIELD.scores, judgement);
  },
};

/** A conversation that grows with every event. */
class EventMessages extends ToldMessages {
  constructor(override readonly messages: Message[]) {
    super(undefined, messages);
  }
}

/** Parts of a conversation that come in records of their own are put together by their times. */
function timed({ toldAt }: DecodedEvent, message: Message): Message {
  return toldAt === undefined ? message : { ...message, time: isoTime(toldAt) };
}

function append(evidence: Evidence, field: number, rank: number, message: Message): void {
  const sofar = evidence.get(field);
  if (sofar instanceof EventMessages) sofar.messages.push(message);
  else evidence.offer(field, rank, new EventMessages([message]));
}

function offer(evidence: Evidence, field: number, rank: number, value: AttributeValue | undefined): void {
  if (value !== undefined) evidence.offer(field, rank, toldMessages(value));
}

function message({ attributes }: DecodedEvent, role: string): Message {
  const { content, tool_calls: calls, id, name, role: said } = attributes;
  const spoken = typeof said === 'string' && said !== '' ? said : role;
  const parts = contentOf(content);
  return messageOf({
    role: spoken, content: parts, name, tool_calls: parsed(calls),
    ...(role === 'tool' && typeof parts === 'string' ? { tool_call_id: id ?? undefined } : {}),
  }, role);
}

/** The message of a choice is an object, a JSON string of one, a list of content blocks, or plain text. */
function choice({ attributes }: DecodedEvent, said: AttributeValue | undefined): Message {
  const value = parsed(said);
  const reason = attributes.finish_reason;
  const calls = parsed(attributes.tool_calls);
  const message = isRecord(value) && (value.role !== undefined || value.content !== undefined || value.tool_calls !== undefined)
    ? messageOf(value, 'assistant')
    : messageOf({ role: 'assistant', content: contentOf(said), tool_calls: calls }, 'assistant');
  return typeof reason === 'string' && reason !== '' ? { ...message, finish_reason: reason } : message;
}

/** Content blocks where the text is a JSON list of them, else the text. */
function contentOf(content: AttributeValue | undefined): string | MessagePart[] | AttributeValue | undefined {
  const value = parsed(content);
  if (Array.isArray(value) && value.length > 0 && value.every(isKnownPart)) {
    return messagesOf([{ role: 'user', content: value }], 'user')![0].parts;
  }
  return content;
}

function parsed(value: AttributeValue | undefined): unknown {
  return typeof value === 'string' && looksStructured(value) ? (parseJson(value) ?? value) : value;
}
