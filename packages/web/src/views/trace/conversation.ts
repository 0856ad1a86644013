import type { Message, MessagePart, Observation } from '../../api/model';

/** What a conversation is drawn of. `tool` carries what a tool returned, whoever's message it came in. */
export interface Turn {
  role: 'system' | 'user' | 'assistant' | 'tool' | 'reasoning' | 'other';
  /** The role or name as it came, where it says more. */
  label: string;
  meta: string[];
  blocks: Block[];
  /** The answer of the step: the last thing the assistant said in its output. */
  final: boolean;
  /** The step that said it, in the conversation of a run. */
  stepId?: string;
}

export type Block =
  | { kind: 'text'; text: string }
  | { kind: 'call'; id: string | undefined; name: string; arguments: unknown }
  | { kind: 'result'; id: string | undefined; name: string | undefined; response: unknown }
  | { kind: 'media'; modality: string; mime: string; uri: string | undefined; base64: string | undefined; size?: number }
  | { kind: 'json'; value: unknown };

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The messages of a payload, or undefined when it is not a conversation. Agents wrote it: nothing is taken on trust. */
export function messagesOf(payload: unknown): Message[] | undefined {
  if (!isRecord(payload) || !Array.isArray(payload.messages)) return undefined;
  const messages = payload.messages.filter((it): it is Message => isRecord(it) && Array.isArray(it.parts));
  return messages.length === 0 ? undefined : messages;
}

/** Messages as turns: reasoning and tool results stand apart from the message they came in. */
export function turnsOf(messages: readonly Message[], options: { output?: boolean; stepId?: string } = {}): Turn[] {
  const names = new Map<string, string>();   // a result names its call by id only
  const turns = messages.flatMap((message) => {
    const role = roleOf(message.role);
    const made: Turn[] = [];
    for (const part of message.parts) {
      const block = blockOf(part);
      if (block.kind === 'call' && block.id !== undefined) names.set(block.id, block.name);
      if (block.kind === 'result') block.name ??= names.get(block.id ?? '') ?? (typeof message.name === 'string' ? message.name : undefined);
      const as = part?.type === 'reasoning' ? 'reasoning' : block.kind === 'result' ? 'tool' : role;
      const last = made.at(-1);
      if (last !== undefined && last.role === as && as !== 'tool') last.blocks.push(block);
      else made.push({ role: as, label: labelOf(as, message), meta: [], blocks: [block], final: false, ...(options.stepId === undefined ? {} : { stepId: options.stepId }) });
    }
    const end = made.at(-1);
    if (end !== undefined && typeof message.finish_reason === 'string') end.meta.push(message.finish_reason.replaceAll('_', ' '));
    return made;
  });
  if (options.output) {
    const answer = turns.findLast((it) => it.role === 'assistant' && it.blocks.some((block) => block.kind === 'text'));
    if (answer !== undefined) answer.final = true;
  }
  return turns;
}

function roleOf(role: unknown): Turn['role'] {
  switch (String(role).toLowerCase()) {
    case 'system': case 'developer': return 'system';
    case 'user': case 'human': return 'user';
    case 'assistant': case 'model': case 'ai': return 'assistant';
    case 'tool': case 'function': return 'tool';
    default: return 'other';
  }
}

const LABELS = { system: 'System', user: 'User', assistant: 'Assistant', tool: 'Tool result', reasoning: 'Reasoning', other: '' };

function labelOf(role: Turn['role'], message: Message): string {
  return role === 'other' ? String(message.role || 'unknown role') : LABELS[role];
}

function blockOf(part: MessagePart): Block {
  if (!isRecord(part)) return typeof part === 'string' ? { kind: 'text', text: part } : { kind: 'json', value: part };
  switch (part.type) {
    case 'text': case 'reasoning': return typeof part.content === 'string' ? { kind: 'text', text: part.content } : { kind: 'json', value: part.content ?? part };
    case 'tool_call': return { kind: 'call', id: textOf(part.id), name: textOf(part.name) ?? 'unnamed tool', arguments: parsed(part.arguments) };
    case 'tool_call_response': return { kind: 'result', id: textOf(part.id), name: textOf(part.name), response: parsed(part.response ?? part.result) };
    case 'blob': case 'file': case 'uri': {
      const mime = textOf(part.mime_type) ?? '';
      return { kind: 'media', modality: textOf(part.modality) ?? (mime.split('/')[0] || part.type), mime, uri: textOf(part.uri) ?? textOf(part.file_id), base64: textOf(part.content), ...(typeof part.size === 'number' ? { size: part.size } : {}) };
    }
    default: return { kind: 'json', value: part };
  }
}

const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

/** Structured data where text is JSON of a list or an object. */
export function parsed(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[{[]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** What one step said and heard. Undefined when it holds no conversation. */
export function conversationOf(observation: Observation): Turn[] | undefined {
  const input = messagesOf(observation.input);
  const output = messagesOf(observation.output);
  if (input === undefined && output === undefined && !isSpoken(observation)) return undefined;
  const turns = [...turnsOf(input ?? []), ...turnsOf(output ?? [], { output: true })];
  if (input === undefined && typeof observation.input === 'string') turns.unshift(said('user', observation.input));
  if (output === undefined && typeof observation.output === 'string') turns.push({ ...said('assistant', observation.output), final: true });
  return turns;
}

/** An agent or a model whose input or output is plain text said that text. */
const isSpoken = ({ type, input, output }: Observation) => (type === 'AGENT' || type === 'GENERATION') && (typeof input === 'string' || typeof output === 'string');

const said = (role: 'user' | 'assistant', text: string): Turn => ({ role, label: LABELS[role], meta: [], blocks: [{ kind: 'text', text }], final: false });

/** A step of a run's conversation that is no message: an agent takes over. */
export interface Handover { handover: string; stepId: string }
export type RunEntry = Turn | Handover;
export const isHandover = (entry: RunEntry): entry is Handover => 'handover' in entry;

/**
 * The conversation of a whole run, or of one agent's part: what came in, what each model answered, what each tool returned, in order of time.
 * @param steps the observations of the part with their payloads, in order of start; the first is its root
 */
export function runConversation(steps: readonly Observation[]): RunEntry[] {
  const [root, ...rest] = steps;
  if (root === undefined) return [];
  const entries: RunEntry[] = saidBy(root.input, 'user').map((it) => ({ ...it, stepId: root.observation_id }));
  let agent = root.agent_name;
  for (const step of rest) {
    if (step.agent_name !== null && step.agent_name !== agent && (step.type === 'AGENT' || step.type === 'GENERATION' || step.type === 'HANDOFF')) {
      agent = step.agent_name;
      entries.push({ handover: agent, stepId: step.observation_id });
    }
    if (step.type === 'GENERATION') {
      const turns = saidBy(step.output, 'assistant').map((it) => ({ ...it, stepId: step.observation_id, meta: it.role === 'assistant' ? [step.name, ...it.meta] : it.meta }));
      entries.push(...turns);
    } else if (step.type === 'TOOL') entries.push(toolTurn(step, isAsked(entries, step)));
  }
  const answer = saidBy(root.output, 'assistant');
  const already = new Set(entries.flatMap((it) => (isHandover(it) ? [] : it.blocks)).map((it) => (it.kind === 'text' ? it.text.trim() : '')));
  const isNew = answer.some((it) => it.blocks.some((block) => block.kind !== 'text' || !already.has(block.text.trim())));
  if (isNew) entries.push(...answer.map((it) => ({ ...it, final: true, stepId: root.observation_id })));
  else {
    const last = entries.findLast((it): it is Turn => !isHandover(it) && it.role === 'assistant');
    if (last !== undefined) last.final = true;
  }
  return entries;
}

function saidBy(payload: unknown, role: 'user' | 'assistant'): Turn[] {
  const messages = messagesOf(payload);
  if (messages !== undefined) return turnsOf(messages, { output: false });
  if (payload === null || payload === undefined || payload === '') return [];
  return [{ ...said(role, ''), blocks: [typeof payload === 'string' ? { kind: 'text', text: payload } : { kind: 'json', value: payload }] }];
}

/** Whether a model asked for it just before: then its arguments have been shown. */
const isAsked = (entries: readonly RunEntry[], step: Observation) => entries.slice(-12).some((it) => !isHandover(it) && it.blocks.some((block) => block.kind === 'call' && (step.name === block.name || step.tool_call_names.includes(block.name))));

function toolTurn(step: Observation, asked: boolean): Turn {
  const call = { kind: 'call' as const, id: undefined, name: step.name, arguments: parsed(step.input) };
  return {
    role: 'tool', label: asked ? 'Tool result' : 'Tool', meta: step.status === 'error' ? ['failed'] : [], final: false, stepId: step.observation_id,
    blocks: [...(asked || step.input === null ? [] : [call]), { kind: 'result', id: undefined, name: asked || step.input === null ? step.name : undefined, response: step.status === 'error' && (step.output === null || step.output === '') ? step.status_message : parsed(step.output) }],
  };
}
