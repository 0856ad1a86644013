import type { AttributeValue } from '../../model/attribute-value.js';
import type { Message } from '../../model/message.js';
import { messageOf, messagesOf } from './conversation.js';
import type { Dialect } from './dialect.js';
import type { Evidence } from './evidence.js';
import { FIELD } from './field.js';
import { isRecord, parseJson } from './json.js';
import { modelName } from './model-name.js';
import { ToldMessages } from './payload.js';
import { rankOf } from './precedence.js';
import { anything, text } from './read.js';
import { readUsageObject } from './usage-object.js';

const REQUEST = 'gcp.vertex.agent.llm_request';
const RESPONSE = 'gcp.vertex.agent.llm_response';
const TYPE = rankOf('type', 'span name (google_adk)');
const TOOL_NAME = rankOf('tool_name', 'span name (google_adk)');
const AGENT = rankOf('agent_name', 'span name (google_adk)');
const RANKS = {
  input: rankOf('input', REQUEST), output: rankOf('output', RESPONSE), instructions: rankOf('system_instructions', REQUEST), model: rankOf('model', REQUEST),
  parameters: rankOf('invocation_parameters', REQUEST), tools: rankOf('tool_definitions', REQUEST), reasons: rankOf('finish_reasons', RESPONSE),
};
/** What of a Gemini configuration is content and no parameters. */
const CONTENT = new Set(['system_instruction', 'systemInstruction', 'tools']);

/** Google's Agent Development Kit, beside gen_ai.* and often OpenInference on the same span. */
export const googleAdk: Dialect = {
  name: 'google_adk',
  ownsScope: (scopeName) => scopeName === 'gcp.vertex.agent',
  marks: ['gcp.vertex.agent.'],
  claims: [
    { field: 'session_id', key: 'gcp.vertex.agent.session_id' },
    { field: 'tool_arguments', key: 'gcp.vertex.agent.tool_call_args', read: anything },
    { field: 'tool_result', key: 'gcp.vertex.agent.tool_response', read: anything },
  ],
  settle(evidence) {
    readName(evidence);
    readRequest(evidence);
    readResponse(evidence);
  },
};

/** Old versions name no operation: the span's name tells it. */
function readName(evidence: Evidence): void {
  const { name } = evidence.span;
  if (name === 'call_llm') evidence.offer(FIELD.type, TYPE, 'GENERATION');
  else if (name.startsWith('agent_run [')) {
    evidence.offer(FIELD.type, TYPE, 'AGENT');
    evidence.offer(FIELD.agent_name, AGENT, name.endsWith(']') ? name.slice('agent_run ['.length, -1) || undefined : undefined);
  } else if (name.startsWith('execute_tool ')) {
    evidence.offer(FIELD.type, TYPE, 'TOOL');
    evidence.offer(FIELD.tool_name, TOOL_NAME, name.slice('execute_tool '.length) || undefined);
  } else if (name === 'invocation' || name === 'send_data') evidence.offer(FIELD.type, TYPE, 'SPAN');
}

/** A Gemini request: `{model, contents, config}`. Tools and agents carry an empty one. */
function readRequest(evidence: Evidence): void {
  const request = recordOf(evidence.attribute(REQUEST));
  if (request === undefined) return;
  evidence.offer(FIELD.model, RANKS.model, modelName((request.model ?? null) as AttributeValue));
  const contents = messagesOf(request.contents, 'user');
  if (contents !== undefined) evidence.offer(FIELD.input, RANKS.input, new ToldMessages(undefined, contents));
  const config = request.config;
  if (!isRecord(config)) return;
  const parameters = Object.entries(config).filter(([key, value]) => !CONTENT.has(key) && value !== null);
  if (parameters.length > 0) evidence.offer(FIELD.invocation_parameters, RANKS.parameters, Object.fromEntries(parameters));
  evidence.offer(FIELD.system_instructions, RANKS.instructions, instructionsOf(config.system_instruction ?? config.systemInstruction));
  if (Array.isArray(config.tools)) evidence.offer(FIELD.tool_definitions, RANKS.tools, declarationsOf(config.tools));
}

function readResponse(evidence: Evidence): void {
  const response = recordOf(evidence.attribute(RESPONSE));
  if (response === undefined) return;
  const reason = text((response.finish_reason ?? response.finishReason ?? null) as AttributeValue);
  if (isRecord(response.content)) {
    const message: Message = messageOf(response.content, 'assistant');
    evidence.offer(FIELD.output, RANKS.output, message.parts.length === 0 ? undefined : new ToldMessages(undefined, [reason === undefined ? message : { ...message, finish_reason: reason }]));
  }
  if (reason !== undefined) evidence.offer(FIELD.finish_reasons, RANKS.reasons, [reason]);
  readUsageObject(evidence, RESPONSE, response.usage_metadata ?? response.usageMetadata);
}

/** A text, or a content with parts. */
function instructionsOf(given: unknown): unknown {
  if (typeof given === 'string') return given === '' ? undefined : given;
  return isRecord(given) && Array.isArray(given.parts) && given.parts.length > 0 ? given.parts : undefined;
}

/** Gemini groups function declarations: `[{function_declarations: [{name, …}]}]`. */
function declarationsOf(tools: readonly unknown[]): unknown[] | undefined {
  const declared = tools.flatMap((tool) => {
    const functions = isRecord(tool) ? (tool.function_declarations ?? tool.functionDeclarations) : undefined;
    return Array.isArray(functions) ? (functions as unknown[]) : [tool];
  });
  return declared.length === 0 ? undefined : declared;
}

function recordOf(value: AttributeValue | undefined): Record<string, unknown> | undefined {
  const record = typeof value === 'string' ? (value.length > 2 ? parseJson(value) : undefined) : value;
  return isRecord(record) && Object.keys(record).length > 0 ? record : undefined;
}
