import type { AttributeValue } from '../../model/attribute-value.js';
import type { Level, ObservationType } from '../../model/observation.js';
import type { Dialect } from './dialect.js';
import { sidesOfEvents } from './event-list.js';
import type { Judgement } from './evaluation.js';
import type { Evidence } from './evidence.js';
import { FIELD } from './field.js';
import { isRecord, parseJson } from './json.js';
import { readRequest, readResponse } from './logfire-request.js';
import { readUsageObject } from './usage-object.js';
import { rankOf } from './precedence.js';
import { readConversation } from './pydantic-ai.js';
import { number, text } from './read.js';

/** By the beginning of the template of a span's name; the first that fits. */
const TEMPLATES: readonly (readonly [start: string, type: ObservationType])[] = [
  ['Function: ', 'TOOL'], ['MCP request: tools/call', 'TOOL'], ['MCP server handle request: tools/call', 'TOOL'], ['MCP ', 'SPAN'], ['MCP: ', 'SPAN'],
  ['Handoff: ', 'HANDOFF'], ['Guardrail ', 'GUARDRAIL'], ['Agent run: ', 'AGENT'],
  ['Turn ', 'SPAN'], ['Task: ', 'SPAN'], ['OpenAI Agents trace: ', 'SPAN'], ['Custom span: ', 'SPAN'],
  ['Embedding Creation with ', 'EMBEDDING'],
  ['Chat Completion with ', 'GENERATION'], ['Chat completion with ', 'GENERATION'], ['Completion with ', 'GENERATION'], ['Responses API with ', 'GENERATION'],
  ['Message with ', 'GENERATION'], ['Image Generation with ', 'GENERATION'], ['Speech → Text with ', 'GENERATION'], ['Text → Speech with ', 'GENERATION'],
];
const SPAN_TYPES: Record<string, ObservationType> = { log: 'EVENT', pending_span: 'EVENT', annotation: 'EVAL' };

const NAMED = { tool: rankOf('tool_name', 'name'), agent: rankOf('agent_name', 'name') };
const USAGE_COUNTS = rankOf('usage_counts', 'logfire.span_type');
const REPEATED = rankOf('usage_repeated', 'logfire.msg_template');
const ERROR_TYPE = rankOf('error_type', 'error');
const ERROR_MESSAGE = rankOf('status_message', 'error');

/**
 * Pydantic Logfire: its own instrumentations of OpenAI, Anthropic, OpenAI Agents, MCP and the Claude Agent SDK, and the spans of others, which it re-exports.
 * The figures of a single turn of the Claude Agent SDK (`gen_ai.usage.partial.*`) are in no column: the whole run's are on its agent.
 */
export const logfire: Dialect = {
  name: 'logfire',
  ownsScope: (scopeName) => scopeName.startsWith('logfire'),
  marks: ['logfire.'],
  claims: [
    { field: 'type', key: 'logfire.span_type', read: (value) => (typeof value === 'string' && Object.hasOwn(SPAN_TYPES, value) ? SPAN_TYPES[value] : undefined), write: never },
    { field: 'type', key: 'logfire.msg_template', read: templateType, write: never },
    // The span's name is a template; this is what a person reads.
    { field: 'name', key: 'logfire.msg' },
    { field: 'level', key: 'logfire.level_num', read: level, write: never },
    { field: 'tags', key: 'logfire.tags' },
    { field: 'total_cost_usd', key: 'operation.cost' },
    { field: 'response_id', key: 'response_id', own: true },
  ],
  settle(evidence) {
    readTemplate(evidence);
    readConversation(evidence, 'events', sidesOfEvents);
    readRequest(evidence);
    readResponse(evidence);
    readUsageObject(evidence, 'usage');
    readUsageObject(evidence, 'gen_ai.usage.raw');
    readError(evidence);
    if (evidence.attribute('logfire.feedback.name') !== undefined) readFeedback(evidence);
  },
};

function templateType(value: AttributeValue): ObservationType | undefined {
  return typeof value === 'string' ? TEMPLATES.find(([start]) => value.startsWith(start))?.[1] : undefined;
}

/** Logfire's level numbers are those of OpenTelemetry log severities. */
function level(value: AttributeValue): Level | undefined {
  const given = number(value);
  return given === undefined ? undefined : given >= 17 ? 'ERROR' : given >= 13 ? 'WARNING' : given >= 9 ? 'DEFAULT' : 'DEBUG';
}

/** What `name` names, and whose usage stands for calls: the template tells. */
function readTemplate(evidence: Evidence): void {
  const template = evidence.attribute('logfire.msg_template');
  if (typeof template !== 'string') return;
  const name = text(evidence.attribute('name') ?? null);
  if (template.startsWith('Function: ')) evidence.offerFrom('name', [{ field: FIELD.tool_name, rank: NAMED.tool, value: name }]);
  else if (template.startsWith('Agent run: ')) evidence.offerFrom('name', [{ field: FIELD.agent_name, rank: NAMED.agent, value: name }]);
  else if (template.startsWith('Turn ') || template.startsWith('Task: ')) evidence.offer(FIELD.usage_repeated, REPEATED, evidence.attribute('sdk_span_type') === undefined ? undefined : true);
  // The request's own span has ended by then, without usage.
  else if (template.startsWith('streaming response from ')) evidence.offer(FIELD.usage_counts, USAGE_COUNTS, true);
}

/** Why a span failed: `{message, data}`. */
function readError(evidence: Evidence): void {
  const raw = evidence.attribute('error');
  const error = typeof raw === 'string' && raw.startsWith('{') ? parseJson(raw) : raw;
  if (!isRecord(error) || typeof error.message !== 'string' || error.message === '') return;
  evidence.offer(FIELD.error_type, ERROR_TYPE, 'error');
  evidence.offer(FIELD.status_message, ERROR_MESSAGE, error.message);
}

/** A judgement on the parent: `logfire.feedback.name` names the attribute that holds it. */
function readFeedback(evidence: Evidence): void {
  const name = text(evidence.attribute('logfire.feedback.name')!);
  const given = name === undefined ? undefined : evidence.attribute(name);
  if (name === undefined || given === undefined || given === null || given === '') return;
  const value = typeof given === 'boolean' ? Number(given) : (number(given) ?? null);
  const label = typeof given === 'boolean' ? String(given) : value === null && typeof given === 'string' ? given : null;
  if (value === null && label === null) return;
  const judgement: Judgement = {
    target: evidence.span.parentId === '' ? 'observation' : 'parent', name, value, label,
    comment: text(evidence.attribute('logfire.feedback.comment') ?? null) ?? null, source: 'ANNOTATION', annotator: null, time: null,
  };
  evidence.add(FIELD.scores, judgement);
}

function never(): undefined {
  return undefined;
}
