import type { AttributeValue } from '../../model/attribute-value.js';
import type { Dialect } from './dialect.js';
import type { Evidence } from './evidence.js';
import { FIELD } from './field.js';
import { isRecord, looksStructured, parseJson } from './json.js';
import { rankOf } from './precedence.js';
import { text } from './read.js';

const NAME = rankOf('tool_name', 'request');
const ARGUMENTS = rankOf('tool_arguments', 'request');
const RESULT = rankOf('tool_result', 'response');
const INPUT = rankOf('input', 'request');
const OUTPUT = rankOf('output', 'response');
const TOOL_ERROR = rankOf('error_type', 'response');

/**
 * Model Context Protocol: the conventions' `mcp.*` names, and spans that hold a JSON-RPC `request` and `response` (Logfire).
 * `mcp.session.id` is a session of the transport, not a user's.
 */
export const mcp: Dialect = {
  name: 'mcp',
  marks: ['mcp.', 'rpc.jsonrpc.', 'jsonrpc.'],
  spanNames: ['MCP request: ', 'MCP server handle request: ', 'MCP client handle request: '],
  claims: [
    { field: 'type', key: 'mcp.method.name', read: (method) => (method === 'tools/call' ? 'TOOL' : text(method) && 'SPAN'), write: never },
    { field: 'type', key: 'rpc.method', read: (method) => (method === 'tools/call' ? 'TOOL' : undefined), write: never },
  ],
  settle(evidence) {
    const request = recordOf(evidence.attribute('request'));
    if (request !== undefined && typeof request.method === 'string') readMessages(evidence, request.method === 'tools/call', request.params);
    const result = evidence.get(FIELD.tool_result) ?? evidence.attribute('response');
    if (saysError(result)) evidence.offer(FIELD.error_type, TOOL_ERROR, 'tool_error');
  },
};

function readMessages(evidence: Evidence, isToolCall: boolean, params: unknown): void {
  const response = evidence.attribute('response');
  if (isToolCall && isRecord(params)) {
    evidence.offer(FIELD.tool_name, NAME, text((params.name ?? null) as AttributeValue));
    evidence.offer(FIELD.tool_arguments, ARGUMENTS, params.arguments ?? undefined);
    if (response !== undefined) evidence.offerFrom('response', [{ field: FIELD.tool_result, rank: RESULT, value: response }]);
    return;
  }
  evidence.offerFrom('request', [{ field: FIELD.input, rank: INPUT, value: evidence.attribute('request') }]);
  if (response !== undefined) evidence.offerFrom('response', [{ field: FIELD.output, rank: OUTPUT, value: response }]);
}

/** A tool that failed answers with `isError`, and the protocol calls that a success. */
function saysError(result: unknown): boolean {
  if (typeof result === 'string') return result.includes('"isError"') && /"isError"\s{0,4}:\s{0,4}true/.test(result);
  return isRecord(result) && result.isError === true;
}

function recordOf(value: AttributeValue | undefined): Record<string, unknown> | undefined {
  const record = typeof value === 'string' && looksStructured(value) ? parseJson(value) : value;
  return isRecord(record) ? record : undefined;
}

function never(): undefined {
  return undefined;
}
