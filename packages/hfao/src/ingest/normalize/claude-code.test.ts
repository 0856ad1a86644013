import { describe, expect, it } from 'vitest';
import { normalizedSpan } from '../../../test/normalized-span.js';

describe('Claude Code', () => {
  it('adds the cache to input tokens, which leave it out', () => {
    const { observation } = normalizedSpan({
      name: 'claude_code.llm_request', attributes: { model: 'claude-x', input_tokens: 200, output_tokens: 10, cache_read_tokens: 50, cache_creation_tokens: 5, ttft_ms: 120, stop_reason: 'end_turn', 'session.id': 's' },
    });

    expect(observation).toMatchObject({
      type: 'GENERATION', dialect: 'claude_code', model: 'claude-x', input_tokens: 255, output_tokens: 10, total_tokens: 265, cache_read_tokens: 50, cache_creation_tokens: 5, time_to_first_token_ms: 120,
      finish_reasons: ['end_turn'], session_id: 's', usage_details: { 'reported.input_tokens': 200, uncached_input: 200, cache_read: 50, cache_creation: 5, output: 10 },
    });
  });

  it.each([
    ['claude_code.interaction', {}, 'AGENT'], ['claude_code.tool', {}, 'TOOL'], ['claude_code.tool.execution', {}, 'SPAN'], ['claude_code.tool.blocked_on_user', {}, 'SPAN'], ['claude_code.hook', {}, 'SPAN'],
    ['request', { 'span.type': 'llm_request' }, 'GENERATION'], ['request', { 'span.type': 'claude_code.tool' }, 'TOOL'],
  ])('knows %s %j', (name, attributes, type) => {
    expect(normalizedSpan({ name, scope: 'com.anthropic.claude_code.tracing', attributes }).observation.type).toBe(type);
  });

  it('reads a tool and what it gave, which comes as an event', () => {
    const { observation } = normalizedSpan({ name: 'claude_code.tool', attributes: { tool_name: 'Bash', full_command: 'ls', tool_use_id: 't' }, events: [{ name: 'tool.output', attributes: { output: 'README.md' } }] });

    expect(observation).toMatchObject({ type: 'TOOL', tool_calls: [{ id: 't', name: 'Bash', arguments: 'ls', result: 'README.md' }] });
  });

  it('takes no place that was blacked out for content', () => {
    const { observation } = normalizedSpan({ name: 'claude_code.interaction', attributes: { user_prompt: '<REDACTED>' } });

    expect(observation).toMatchObject({ input: null, attributes: { user_prompt: '<REDACTED>' } });
  });

  it('says that a request failed, and why', () => {
    expect(normalizedSpan({ name: 'claude_code.llm_request', attributes: { model: 'm', success: false, error: 'overloaded' } }).observation).toMatchObject({ status: 'error', status_message: 'overloaded' });
  });

  it('leaves such names alone on the spans of others', () => {
    const attributes = { model: 'T', input_tokens: 5, tool_input: 'x', agent_id: 'a', success: false };

    expect(normalizedSpan({ name: 'car', attributes }).observation).toMatchObject({ type: 'SPAN', model: null, input_tokens: null, agent_id: null, status: 'unset', attributes });
  });
});
