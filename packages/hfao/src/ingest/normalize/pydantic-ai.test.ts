import { describe, expect, it } from 'vitest';
import { normalizedSpan, rolesAndParts } from '../../../test/normalized-span.js';

const scope = 'pydantic-ai';

describe('Pydantic AI', () => {
  it('reads the events of instrumentation v1', () => {
    const events = [
      { content: 'Be brief', role: 'system', 'gen_ai.message.index': 0, 'event.name': 'gen_ai.system.message' },
      { content: 'Hello', role: 'user', 'gen_ai.message.index': 0, 'event.name': 'gen_ai.user.message' },
      { index: 0, message: { role: 'assistant', content: [{ kind: 'text', text: 'one' }, { kind: 'thinking', text: 'hm' }], tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: { x: 0 } } }] }, 'event.name': 'gen_ai.choice' },
    ];
    const { observation } = normalizedSpan({ scope, name: 'chat m', attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm', events: JSON.stringify(events) } });

    expect(rolesAndParts(observation.input)).toEqual(['system:text', 'user:text']);
    expect(rolesAndParts(observation.output)).toEqual(['assistant:text+reasoning+tool_call']);
    expect(observation.tool_calls).toEqual([{ id: 'c', name: 'f', arguments: { x: 0 } }]);
    expect(observation.attributes).toEqual({});
  });

  it('takes an agent for one that names no operation, and its last message for the output', () => {
    const messages = [{ role: 'user', parts: [{ type: 'text', content: 'hi' }] }, { role: 'assistant', parts: [{ type: 'text', content: 'Hello' }] }];
    const { observation } = normalizedSpan({
      scope, name: 'a run', attributes: { model_name: 'gpt-4o', agent_name: 'a', final_result: 'Hello', 'pydantic_ai.all_messages': JSON.stringify(messages), 'gen_ai.usage.input_tokens': 3, 'gen_ai.usage.output_tokens': 1 },
    });

    expect(observation).toMatchObject({ type: 'AGENT', agent_name: 'a', input_tokens: 3, usage_counted: false, input: { messages: [messages[0]] }, output: { messages: [messages[1]] } });
    expect(observation.attributes['pydantic_ai.all_messages']).toBeUndefined();
  });

  it('takes the final result for the output where it is not what the assistant said last, and keeps all messages', () => {
    const messages = [{ role: 'user', parts: [{ type: 'text', content: 'hi' }] }, { role: 'assistant', parts: [{ type: 'tool_call', name: 'final_result', arguments: { a: 1 } }] }];
    const { observation } = normalizedSpan({ scope, name: 'a run', attributes: { final_result: '{"a":1}', 'pydantic_ai.all_messages': JSON.stringify(messages) } });

    expect(observation).toMatchObject({ output: { a: 1 }, attributes: { 'pydantic_ai.all_messages': JSON.stringify(messages) } });
    expect(rolesAndParts(observation.input)).toEqual(['user:text']);
  });

  it('reads the agent of v1, and one whose content is off', () => {
    const events = [{ content: 'hello', role: 'user', 'gen_ai.message.index': 0, 'event.name': 'gen_ai.user.message' }, { role: 'assistant', content: 'success', 'gen_ai.message.index': 1, 'event.name': 'gen_ai.assistant.message' }];

    const told = normalizedSpan({ scope, name: 'agent run', attributes: { model_name: 'm', agent_name: 'agent', all_messages_events: JSON.stringify(events), final_result: 'success' } }).observation;
    const silent = normalizedSpan({ scope, name: 'agent run', attributes: { model_name: 'm', agent_name: 'agent' } }).observation;

    expect(told).toMatchObject({ type: 'AGENT', output: { messages: [{ role: 'assistant', parts: [{ content: 'success' }] }] } });
    expect(silent).toMatchObject({ type: 'AGENT', agent_name: 'agent', model: null });
  });

  it.each([
    ['running tool: add', { 'gen_ai.tool.name': 'add', 'gen_ai.tool.call.id': 'c', tool_arguments: '{"a":1}', tool_response: '2' }],
    ['execute_tool add', { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'add', 'gen_ai.tool.call.id': 'c', 'gen_ai.tool.call.arguments': '{"a":1}', 'gen_ai.tool.call.result': '2' }],
  ])('reads the tool of %s', (name, attributes) => {
    expect(normalizedSpan({ scope, name, attributes }).observation).toMatchObject({ type: 'TOOL', tool_calls: [{ id: 'c', name: 'add', arguments: { a: 1 }, result: '2' }], attributes: {} });
  });

  it('takes the step around several tools for a step', () => {
    expect(normalizedSpan({ scope, name: 'running 2 tools', attributes: { tools: ['a', 'b'] } }).observation).toMatchObject({ type: 'SPAN', attributes: { tools: ['a', 'b'] } });
  });

  it('finds tool definitions among the parameters of the request', () => {
    const parameters = JSON.stringify({ function_tools: [{ name: 'add', description: 'd', parameters_json_schema: {} }], output_tools: [] });
    const { observation } = normalizedSpan({ scope, attributes: { 'gen_ai.operation.name': 'chat', model_request_parameters: parameters } });

    expect(observation).toMatchObject({ tool_definitions: [{ name: 'add' }], attributes: { model_request_parameters: parameters } });
  });

  it('never counts aggregated usage', () => {
    const { observation } = normalizedSpan({ scope, attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.aggregated_usage.input_tokens': 51 } });

    expect(observation).toMatchObject({ input_tokens: null, usage_counted: false, usage_details: { 'reported.gen_ai.aggregated_usage.input_tokens': 51 } });
  });

  it.each([
    ['cache_read_tokens', 'cache_read_tokens'], ['cache_read_input_tokens', 'cache_read_tokens'], ['cached_content_tokens', 'cache_read_tokens'], ['cache_write_tokens', 'cache_creation_tokens'],
    ['cache_creation_input_tokens', 'cache_creation_tokens'], ['reasoning_tokens', 'reasoning_tokens'], ['thoughts_tokens', 'reasoning_tokens'],
  ] as const)('reads gen_ai.usage.details.%s', (detail, column) => {
    expect(normalizedSpan({ scope, attributes: { 'gen_ai.usage.input_tokens': 10, 'gen_ai.usage.output_tokens': 9, [`gen_ai.usage.details.${detail}`]: 4 } }).observation[column]).toBe(4);
  });

  it.each([['google-gla', 'gcp.gemini'], ['google-vertex', 'gcp.vertex_ai'], ['openai', 'openai']])('calls the provider %s %s', (system, provider) => {
    expect(normalizedSpan({ scope, attributes: { 'gen_ai.system': system } }).observation.provider).toBe(provider);
  });
});
