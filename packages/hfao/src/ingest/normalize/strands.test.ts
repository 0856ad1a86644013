import { describe, expect, it } from 'vitest';
import { normalizedSpan, rolesAndParts } from '../../../test/normalized-span.js';

const scope = 'strands.telemetry.tracer';

describe('Strands', () => {
  it('reads Bedrock blocks from span events', () => {
    const { observation } = normalizedSpan({
      scope, name: 'chat', attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.system': 'strands-agents' },
      events: [
        { name: 'gen_ai.system.message', attributes: { content: '[{"text":"Be brief."}]' } }, { name: 'gen_ai.user.message', attributes: { content: '[{"text":"Weather?"}]' } },
        { name: 'gen_ai.assistant.message', attributes: { content: '[{"toolUse":{"toolUseId":"c","name":"w","input":{"city":"Oslo"}}}]' } },
        { name: 'gen_ai.tool.message', attributes: { content: '[{"toolResult":{"toolUseId":"c","status":"success","content":[{"text":"21"}]}}]' } },
        { name: 'gen_ai.choice', attributes: { finish_reason: 'end_turn', message: '[{"text":"Warm."}]' } },
      ],
    });

    expect(rolesAndParts(observation.input)).toEqual(['system:text', 'user:text', 'assistant:tool_call', 'tool:tool_call_response']);
    expect(observation).toMatchObject({ provider: null, finish_reasons: ['end_turn'], output: { messages: [{ role: 'assistant', parts: [{ type: 'text', content: 'Warm.' }] }] } });
  });

  it.each([
    ['us.anthropic.claude-sonnet-4-20250514-v1:0', 130], ['amazon.nova-pro-v1:0', 130], ['arn:aws:bedrock:eu-west-1:1:inference-profile/x', 130], ['gpt-4o', 100],
  ])('counts the cache into the input of %s as %i', (model, input) => {
    const { observation } = normalizedSpan({
      scope, attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': model, 'gen_ai.usage.input_tokens': 100, 'gen_ai.usage.output_tokens': 5, 'gen_ai.usage.cache_read_input_tokens': 20, 'gen_ai.usage.cache_write_input_tokens': 10 },
    });

    expect(observation).toMatchObject({ input_tokens: input, cache_read_tokens: 20, cache_creation_tokens: 10 });
  });

  it.each([['execute_event_loop_cycle', { 'gen_ai.operation.name': 'execute_event_loop_cycle', 'event_loop.cycle_id': 'c' }, 'SPAN'], ['Cycle 1', { 'event_loop.cycle_id': 'c', 'gen_ai.prompt': '[]' }, 'SPAN'], ['Tool: add', { 'tool.name': 'add' }, 'TOOL'], ['Model invoke', {}, 'GENERATION']])('knows %s', (name, attributes, type) => {
    expect(normalizedSpan({ scope, name, attributes }).observation.type).toBe(type);
  });

  it('knows a tool that failed, the time to the first token in milliseconds, and bare names of sessions and users', () => {
    const { observation } = normalizedSpan({ scope, attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 't', 'gen_ai.tool.status': 'error', 'gen_ai.server.time_to_first_token': 250, session_id: 's', user_id: 'u' } });

    expect(observation).toMatchObject({ type: 'TOOL', status: 'error', time_to_first_token_ms: 250, session_id: 's', user_id: 'u' });
  });
});
