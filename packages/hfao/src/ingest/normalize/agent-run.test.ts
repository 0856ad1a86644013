import { describe, expect, it } from 'vitest';
import type { AttributeValue } from '../../model/attribute-value.js';
import { mergeObservations } from '../../model/merge-observation.js';
import { toObservation, type Observation, type ObservationRow } from '../../model/observation.js';
import type { LogRecord } from '../decode/log-record.js';
import { newLogRecord } from '../decode/new-log-record.js';
import { agentOf } from './agent-logs.js';
import { agentObservations } from './agent-run.js';

const TIME = 1_790_000_000_000_000;
const RESOURCE = { attributes: { 'service.name': 'claude-code' }, schemaUrl: '' };
const CLAUDE = { name: 'com.anthropic.claude_code.events', version: '2.0', attributes: {}, schemaUrl: '' };
const CODEX = { name: 'codex_otel', version: '', attributes: {}, schemaUrl: '' };

describe('the log records of Claude Code', () => {
  const session = { 'session.id': 's-1', 'prompt.id': 'p-1', 'user.id': 'u' };
  const run = () => shown(CLAUDE, [
    log('user_prompt', 0, { ...session, prompt: 'fix the test', prompt_length: '12' }),
    log('tool_decision', 1500, { ...session, tool_name: 'Bash', decision: 'accept', source: 'config' }),
    log('api_request', 3000, { ...session, model: 'claude-sonnet-4-5', cost_usd: '0.0123', duration_ms: '2000', input_tokens: '10', output_tokens: '20', cache_read_tokens: '100', cache_creation_tokens: '5', request_id: 'req_1' }),
    log('tool_result', 4000, { ...session, tool_name: 'Bash', tool_use_id: 'toolu_1', success: 'false', duration_ms: '500', error: 'exit 1', tool_input: '{"command":"npm test"}' }),
    log('api_error', 5000, { ...session, model: 'claude-sonnet-4-5', error: 'Overloaded', status_code: '529', duration_ms: 100, attempt: '1' }),
  ]);

  it('make a trace of a session and a prompt: what was asked, its model calls with cost, its tools, its errors', () => {
    const [root, call, tool, failed] = run();

    expect(root).toMatchObject({
      name: 'claude_code.interaction', type: 'AGENT', parent_observation_id: null, session_id: 's-1', user_id: 'u', input: 'fix the test', service_name: 'claude-code', dialect: 'claude_code', source: 'log',
      start_time: at(0), end_time: at(5000), events: [{ name: 'tool_decision', attributes: { decision: 'accept' } }], usage_counted: false, input_tokens: null,
    });
    expect(call).toMatchObject({
      name: 'claude_code.llm_request', type: 'GENERATION', parent_observation_id: root.observation_id, trace_id: root.trace_id, model: 'claude-sonnet-4-5', start_time: at(1000), end_time: at(3000), duration_ns: 2e9,
      input_tokens: 115, output_tokens: 20, cache_read_tokens: 100, cache_creation_tokens: 5, total_tokens: 135, total_cost_usd: 0.0123, cost_source: 'reported', usage_counted: true, status: 'unset',
    });
    expect(tool).toMatchObject({ type: 'TOOL', status: 'error', status_message: 'exit 1', tool_calls: [{ id: 'toolu_1', name: 'Bash', arguments: { command: 'npm test' } }], start_time: at(3500) });
    expect(failed).toMatchObject({ type: 'GENERATION', status: 'error', status_message: 'Overloaded', usage_counted: false });
  });

  it('have the same ids whenever and however often they come', () => {
    expect(run()).toEqual(run());
    expect(new Set(run().map((it) => it.observation_id)).size).toBe(4);
  });

  it('are about their span where they name one', () => {
    const ids = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };

    const rows = shown(CLAUDE, [{ ...log('api_request', 3000, { model: 'm', cost_usd: 0.5, duration_ms: 2000, input_tokens: 1, output_tokens: 2 }), ...ids }]);

    expect(rows).toMatchObject([{ trace_id: ids.traceId, observation_id: ids.spanId, total_cost_usd: 0.5, model: 'm', source: 'log' }]);
  });

  it('make nothing of a record that names no session', () => {
    expect(shown(CLAUDE, [log('api_request', 0, { model: 'm' })])).toEqual([]);
  });
});

describe('the log records of Codex', () => {
  it('make a trace of a conversation', () => {
    const said = { 'conversation.id': 'c-1', model: 'gpt-5' };
    const [root, call, tool] = shown(CODEX, [
      log('codex.user_prompt', 0, { ...said, prompt: 'hello' }),
      log('codex.sse_event', 100, { ...said, 'event.kind': 'response.output_item.done' }),
      log('codex.sse_event', 2000, { ...said, 'event.kind': 'response.completed', input_token_count: '50', output_token_count: '7', cached_token_count: '40', reasoning_token_count: '3' }),
      log('codex.tool_result', 3000, { ...said, tool_name: 'shell', call_id: 'c', arguments: '{"cmd":"ls"}', output: 'a.txt', duration_ms: '10', success: 'true' }),
    ]);

    expect(root).toMatchObject({ type: 'AGENT', input: 'hello', session_id: 'c-1', dialect: 'codex', end_time: at(3000) });
    expect(call).toMatchObject({ type: 'GENERATION', model: 'gpt-5', input_tokens: 50, output_tokens: 7, cache_read_tokens: 40, reasoning_tokens: 3, usage_counted: true, parent_observation_id: root.observation_id });
    expect(tool).toMatchObject({ type: 'TOOL', status: 'unset', tool_calls: [{ id: 'c', name: 'shell', arguments: { cmd: 'ls' }, result: 'a.txt' }] });
  });
});

function log(event: string, ms: number, attributes: Record<string, AttributeValue>): LogRecord {
  return { ...newLogRecord(), time: TIME + ms * 1000, eventName: event, body: event, attributes: { 'event.name': event, ...attributes } };
}

function shown(scope: typeof CLAUDE, records: LogRecord[]): Observation[] {
  const rows = new Map<string, ObservationRow>();
  records.forEach((record, i) => {
    for (const row of agentObservations(agentOf(scope.name, record)!, record, `log ${i}`, RESOURCE, scope, { projectId: 'p', receivedAt: TIME, scores: [] })) {
      const known = rows.get(row.observation_id);
      rows.set(row.observation_id, known === undefined ? row : mergeObservations(known, row));
    }
  });
  return [...rows.values()].map(toObservation);
}

function at(ms: number): string {
  return `${new Date(TIME / 1000 + ms).toISOString().slice(0, -1)}000Z`;
}
