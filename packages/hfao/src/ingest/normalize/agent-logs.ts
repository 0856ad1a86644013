import type { AttributeValue } from '../../model/attribute-value.js';
import type { ObservationType } from '../../model/observation.js';
import type { LogRecord } from '../decode/log-record.js';
import { amount, text } from './read.js';

/** What one log record of an agent tells: that a step of a run is over, or something about the run itself. */
export interface AgentStep {
  /** The span that would have said it. */
  name: string;
  type: ObservationType;
  /** Several records with this key are about one step; undefined: each record is a step of its own. */
  key?: string;
  durationMs: number;
  /** Set when the step failed. */
  error?: string;
  attributes: Record<string, AttributeValue>;
}

export interface RunSaid { run: Record<string, AttributeValue> }

/** Agents on a command line that log what they do, mostly without traces: their records are made into observations. */
export interface AgentLogs {
  dialect: string;
  owns(scopeName: string, eventName: string): boolean;
  /** Names the run that the record belongs to, a trace; undefined where it says nothing of one. */
  runOf(attributes: Readonly<Record<string, AttributeValue>>): string | undefined;
  /** The run as a whole. */
  root: string;
  /** Which attributes of a record stand on the run, and under which name. */
  context: Readonly<Record<string, string>>;
  /** `run`: what the record says of the run itself. Undefined: an event of the run. */
  stepOf(eventName: string, record: LogRecord): AgentStep | RunSaid | undefined;
}

const REDACTED = '<REDACTED>';

/** Claude Code: `claude_code.` or nothing before the event's name, all values possibly texts. */
const claudeCode: AgentLogs = {
  dialect: 'claude_code',
  owns: (scopeName, eventName) => scopeName.startsWith('com.anthropic.claude_code') || eventName.startsWith('claude_code.'),
  runOf: ({ 'session.id': session, 'prompt.id': prompt }) => (typeof session === 'string' && session !== '' ? `claude_code/${session}/${typeof prompt === 'string' ? prompt : ''}` : undefined),
  root: 'claude_code.interaction',
  context: sameNames(['session.id', 'user.id', 'user.email', 'user.account_uuid', 'organization.id', 'prompt.id', 'app.version', 'terminal.type']),
  stepOf(eventName, { attributes }): AgentStep | RunSaid | undefined {
    const { prompt, error, success, tool_use_id: toolUse, request_id: request, ...rest } = attributes;
    const durationMs = number(attributes.duration_ms);
    switch (eventName.replace(/^claude_code\./, '')) {
      case 'user_prompt': return { run: { ...(prompt === undefined || prompt === REDACTED ? {} : { user_prompt: prompt }), ...rest } };
      case 'api_request': return { name: 'claude_code.llm_request', type: 'GENERATION', key: text(request ?? null), durationMs, attributes };
      case 'api_error': return { name: 'claude_code.llm_request', type: 'GENERATION', key: text(request ?? null), durationMs, error: errorText(error, 'api_error'), attributes: withoutError(attributes) };
      case 'tool_result': {
        const input = attributes.tool_input ?? attributes.tool_parameters;
        const failed = success === false || success === 'false';
        const said = { ...withoutError(attributes), 'gen_ai.tool.name': attributes.tool_name ?? 'tool', ...(input === undefined ? {} : { tool_input: input }) };
        return { name: 'claude_code.tool', type: 'TOOL', key: text(toolUse ?? null), durationMs, ...(failed ? { error: errorText(error, 'tool_error') } : {}), attributes: said };
      }
      default: return undefined;
    }
  },
};

/** Codex CLI: a run is a conversation. Of a response's stream the last event tells the usage, with the cached tokens in it. */
const codex: AgentLogs = {
  dialect: 'codex',
  owns: (_, eventName) => eventName.startsWith('codex.'),
  runOf: ({ 'conversation.id': conversation }) => (typeof conversation === 'string' && conversation !== '' ? `codex/${conversation}` : undefined),
  root: 'codex.conversation',
  context: { 'conversation.id': 'gen_ai.conversation.id', ...sameNames(['user.account_id', 'user.email', 'app.version', 'terminal.type', 'auth_mode', 'originator']) },
  stepOf(eventName, { attributes }): AgentStep | RunSaid | undefined {
    const durationMs = number(attributes.duration_ms);
    switch (eventName) {
      case 'codex.user_prompt': return { run: attributes.prompt === undefined || attributes.prompt === '[REDACTED]' ? {} : { 'input.value': attributes.prompt } };
      case 'codex.sse_event':
        if (attributes['event.kind'] !== 'response.completed') return undefined;
        return { name: 'codex.response', type: 'GENERATION', durationMs, attributes: { ...renamed(attributes, CODEX_KEYS), 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'openai' } };
      case 'codex.tool_result': {
        const { arguments: input, output, ...rest } = attributes;
        const said = {
          ...renamed(rest, CODEX_KEYS), 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': attributes.tool_name ?? 'tool', ...(input === undefined ? {} : { 'gen_ai.tool.call.arguments': input }),
          ...(output === undefined ? {} : { 'gen_ai.tool.call.result': output }),
        };
        const failed = attributes.success === false || attributes.success === 'false';
        return { name: 'codex.tool', type: 'TOOL', key: text(attributes.call_id ?? null), durationMs, ...(failed ? { error: errorText(output, 'tool_error') } : {}), attributes: said };
      }
      default: return undefined;
    }
  },
};

/** Its names for what the conventions have names for. */
const CODEX_KEYS: Record<string, string> = {
  'conversation.id': 'gen_ai.conversation.id', model: 'gen_ai.request.model', call_id: 'gen_ai.tool.call.id',
  input_token_count: 'gen_ai.usage.input_tokens', output_token_count: 'gen_ai.usage.output_tokens', cached_token_count: 'gen_ai.usage.cache_read.input_tokens', reasoning_token_count: 'gen_ai.usage.reasoning.output_tokens',
};

function renamed(attributes: Readonly<Record<string, AttributeValue>>, keys: Readonly<Record<string, string>>): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [Object.hasOwn(keys, key) ? keys[key] : key, value]));
}

const AGENTS: readonly AgentLogs[] = [claudeCode, codex];

/** Whose log record it is; undefined for all but a few. */
export function agentOf(scopeName: string, record: LogRecord): AgentLogs | undefined {
  return AGENTS.find((it) => it.owns(scopeName, record.eventName));
}

function sameNames(keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(keys.map((it) => [it, it]));
}

function withoutError(attributes: Readonly<Record<string, AttributeValue>>): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(attributes).filter(([key]) => key !== 'error'));
}

function errorText(error: AttributeValue | undefined, otherwise: string): string {
  return typeof error === 'string' && error !== '' ? error : otherwise;
}

const number = (value: AttributeValue | undefined) => (value === undefined ? 0 : amount(value) ?? 0);
