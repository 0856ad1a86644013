import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Message } from '../src/model/message.js';
import type { Observation } from '../src/model/observation.js';
import type { Score } from '../src/model/score.js';

/** What `NAME.expected.json` says of one span or log record; see README.md beside it. */
export interface Expected {
  spanId?: string; logRecord?: number; event?: string;
  type?: string; type_not?: string; name?: string; model?: string | null; provider?: string | null;
  tokens?: { prompt?: number; completion?: number; cache_read?: number; cache_creation?: number; reasoning?: number; total?: number };
  usage_counted?: boolean; cost?: number;
  tool?: { name?: string; call_id?: string; arguments?: unknown; result?: unknown };
  tool_calls?: { name?: string; id?: string; arguments?: unknown }[];
  tool_definitions?: string[]; input_roles?: string[]; output_text_prefix?: string;
  handoff?: { from?: string; to: string };
  documents?: { id?: string; content_prefix?: string; score?: number }[]; query?: string;
  scores?: { name: string; value?: number; label?: string }[];
  session_id?: string | null; user_id?: string | null; environment?: string; agent_name?: string; agent_id?: string;
  prompt_name?: string; prompt_version?: string | number; tags?: string[]; time_to_first_token_ms?: number;
  status?: 'OK' | 'ERROR'; error_type?: string; error_message_prefix?: string;
}

export const FIXTURES = new URL('./fixtures/otlp/', import.meta.url);

/** The recorded requests, each with its expectations beside it. */
export function recordedRequests(): string[] {
  return readdirSync(FIXTURES).filter((name) => name.endsWith('.json') && !name.endsWith('.expected.json'));
}

export function expectedOf(file: string): Expected[] {
  return JSON.parse(readFileSync(new URL(file.replace(/\.json$/, '.expected.json'), FIXTURES), 'utf8')) as Expected[];
}

/** Every field that is listed, and only these, as one object to compare: what the observation shows beside what is expected. */
export function compared(observation: Observation, scores: readonly Score[], expected: Expected): { shown: Record<string, unknown>; wanted: Record<string, unknown> } {
  const shown: Record<string, unknown> = {};
  const wanted: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(expected)) {
    if (field === 'spanId' || field === 'logRecord') continue;
    wanted[field] = field === 'type_not' ? true : value;
    shown[field] = shownField(field as keyof Expected, observation, scores, expected);
  }
  return { shown, wanted };
}

function shownField(field: keyof Expected, observation: Observation, scores: readonly Score[], expected: Expected): unknown {
  switch (field) {
    case 'event': return observation.name;
    case 'type_not': return observation.type !== expected.type_not;
    case 'tokens': return shownTokens(observation, expected.tokens!);
    case 'cost': return observation.total_cost_usd === null ? null : close(observation.total_cost_usd, expected.cost!);
    case 'time_to_first_token_ms': return observation.time_to_first_token_ms === null ? null : close(observation.time_to_first_token_ms, expected.time_to_first_token_ms!);
    case 'tool': return shownTool(observation, expected.tool!);
    case 'tool_calls': return observation.tool_calls.map((call, i) => pick(call, expected.tool_calls![i] ?? { name: '', id: '', arguments: '' }));
    case 'tool_definitions': return observation.tool_definitions.map(definitionName);
    case 'input_roles': return messagesOf(observation.input)?.map((message) => message.role);
    case 'output_text_prefix': return lastText(observation.output)?.slice(0, expected.output_text_prefix!.length);
    case 'handoff': return { ...(expected.handoff!.from === undefined ? {} : { from: observation.agent_name }), to: observation.handoff_target_agent_id };
    case 'documents': return observation.documents.map((document, i) => shownDocument(document, expected.documents![i]));
    case 'query': return observation.input;
    case 'scores': return scores.map(({ name, value, string_value: label }) => ({ name, ...(value === null ? {} : { value }), ...(label === null ? {} : { label }) }));
    case 'status': return observation.status === 'error' || failedEvaluation(observation, expected) !== undefined ? 'ERROR' : 'OK';
    case 'error_type': return failedEvaluation(observation, expected) ?? observation.attributes['error.type'] ?? observation.events.find((event) => event.name === 'exception')?.attributes['exception.type'];
    case 'error_message_prefix': return observation.status_message?.slice(0, expected.error_message_prefix!.length);
    case 'prompt_version': return typeof expected.prompt_version === 'number' ? Number(observation.prompt_version) : observation.prompt_version;
    default: return observation[field as keyof Observation];
  }
}

/** An evaluator that failed says so on its event: what it was to judge has not failed. */
function failedEvaluation({ events }: Observation, { logRecord }: Expected): unknown {
  return logRecord === undefined ? undefined : events.find((it) => it.name === 'gen_ai.evaluation.result' && it.attributes['error.type'] !== undefined)?.attributes['error.type'];
}

function shownTokens(observation: Observation, expected: NonNullable<Expected['tokens']>): Record<string, unknown> {
  const columns = { prompt: 'input_tokens', completion: 'output_tokens', cache_read: 'cache_read_tokens', cache_creation: 'cache_creation_tokens', reasoning: 'reasoning_tokens', total: 'total_tokens' } as const;
  return Object.fromEntries(Object.keys(expected).map((name) => [name, observation[columns[name as keyof typeof columns]]]));
}

function shownTool(observation: Observation, expected: NonNullable<Expected['tool']>): unknown {
  const call = observation.tool_calls[0];
  return call === undefined ? undefined : pick({ ...call, call_id: call.id }, expected);
}

function shownDocument(document: Observation['documents'][number], expected: { content_prefix?: string } | undefined): unknown {
  const content = typeof document.content === 'string' ? document.content : JSON.stringify(document.content);
  return pick({ ...document, content_prefix: content?.slice(0, 80) }, expected ?? { content_prefix: '' });
}

function pick(record: Record<string, unknown>, like: object): Record<string, unknown> {
  return Object.fromEntries(Object.keys(like).map((key) => [key, record[key]]));
}

function definitionName(definition: unknown): unknown {
  const it = definition as { name?: string; function?: { name?: string }; toolSpec?: { name?: string } };
  return it.name ?? it.function?.name ?? it.toolSpec?.name;
}

function messagesOf(payload: unknown): Message[] | undefined {
  return (payload as { messages?: Message[] } | null)?.messages;
}

/** The texts, without reasoning, of the last message that has any; of a payload that is no conversation, its text. */
function lastText(payload: unknown): string | undefined {
  const messages = messagesOf(payload);
  if (messages === undefined) return typeof payload === 'string' ? payload : JSON.stringify(payload);
  const texts = messages.map(({ parts }) => parts.filter((part) => part.type === 'text').map((part) => part.content).join(''));
  return texts.findLast((text) => text !== '');
}

function close(value: number, wanted: number): number {
  expect(value).toBeCloseTo(wanted, 12);
  return wanted;
}
