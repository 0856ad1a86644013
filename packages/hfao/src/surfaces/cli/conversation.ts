import { Conversation, type Message, type MessagePart } from '../../model/message.js';
import type { Observation } from '../../model/observation.js';
import type { Printer, Style } from './printer.js';
import { manyLines, oneLine } from './terminal-text.js';

const ROLE_STYLES: Record<string, Style> = { system: 'dim', user: 'cyan', assistant: 'green', tool: 'yellow' };

/** What was said, in order. A message that a later generation repeats as its history is shown once. */
export function printConversation(printer: Printer, observations: Observation[]): void {
  const seen = new Set<string>();
  for (const observation of observations.filter((it) => it.type === 'GENERATION')) {
    for (const message of [...messagesOf(observation.input, 'user'), ...messagesOf(observation.output, 'assistant')]) {
      const key = JSON.stringify([message.role, message.parts]);
      if (seen.has(key)) continue;
      seen.add(key);
      printMessage(printer, message, observation);
    }
  }
  if (seen.size === 0) printer.line('No generation of this trace carries messages. Leave out --messages to see its steps.');
}

function messagesOf(payload: unknown, role: string): Message[] {
  if (payload === null || payload === undefined) return [];
  const conversation = Conversation.safeParse(payload);
  if (conversation.success) return conversation.data.messages;
  return [{ role, parts: [{ type: 'text', content: typeof payload === 'string' ? payload : JSON.stringify(payload, null, 2) }] }];
}

function printMessage(printer: Printer, message: Message, observation: Observation): void {
  const who = message.role === 'assistant' ? [observation.agent_name, observation.model].filter((it) => it !== null).map(oneLine).join(', ') : '';
  printer.line(`${printer.style(ROLE_STYLES[message.role] ?? 'bold', oneLine(message.role))}${who === '' ? '' : printer.style('dim', ` (${who})`)}`);
  for (const part of message.parts) for (const line of partText(part).split('\n')) printer.line(`  ${line}`);
  printer.line();
}

function partText(part: MessagePart): string {
  const text = (value: unknown) => manyLines(typeof value === 'string' ? value : JSON.stringify(value, null, 2) ?? '');
  switch (part.type) {
    case 'text': return text(part.content ?? '');
    case 'reasoning': return `[reasoning] ${text(part.content ?? '')}`;
    case 'tool_call': return `[calls ${oneLine(part.name ?? 'a tool')}] ${text(part.arguments ?? '')}`;
    case 'tool_call_response': return `[result] ${text(part.response ?? '')}`;
    default: return `[${oneLine(part.type)}] ${oneLine([part.mime_type, part.uri, part.file_id].filter((it) => it !== undefined).join(' '))}`;
  }
}
