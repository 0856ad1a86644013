import { describe, expect, it } from 'vitest';
import { normalizedSpan, rolesAndParts } from '../../../test/normalized-span.js';

const scope = 'gcp.vertex.agent';

describe('Google ADK', () => {
  it('reads the request and the response of a model call that names no operation', () => {
    const request = {
      model: 'models/gemini-2.0-flash', contents: [{ role: 'user', parts: [{ text: 'Weather?' }] }, { role: 'model', parts: [{ function_call: { id: 'c', name: 'get_weather', args: { city: 'Oslo' } } }] }, { role: 'user', parts: [{ function_response: { id: 'c', name: 'get_weather', response: { result: 21 } } }] }],
      config: { system_instruction: 'Be brief.', temperature: 0.5, tools: [{ function_declarations: [{ name: 'get_weather' }, { name: 'transfer_to_agent' }] }] },
    };
    const response = { content: { role: 'model', parts: [{ text: 'Warm.' }] }, finish_reason: 'STOP', usage_metadata: { prompt_token_count: 30, candidates_token_count: 5, total_token_count: 47, cached_content_token_count: 8, thoughts_token_count: 12 } };
    const { observation } = normalizedSpan({
      scope, name: 'call_llm', attributes: { 'gen_ai.system': 'gcp.vertex.agent', 'gcp.vertex.agent.session_id': 's', 'gcp.vertex.agent.llm_request': JSON.stringify(request), 'gcp.vertex.agent.llm_response': JSON.stringify(response) },
    });

    expect(observation).toMatchObject({
      type: 'GENERATION', dialect: 'google_adk', model: 'gemini-2.0-flash', provider: null, session_id: 's', model_parameters: { temperature: 0.5 }, finish_reasons: ['STOP'],
      input_tokens: 30, output_tokens: 5, total_tokens: 47, cache_read_tokens: 8, reasoning_tokens: 12, usage_counted: true, warnings: [],
      tool_definitions: [{ name: 'get_weather' }, { name: 'transfer_to_agent' }], output: { messages: [{ role: 'assistant', parts: [{ type: 'text', content: 'Warm.' }], finish_reason: 'STOP' }] },
    });
    expect(rolesAndParts(observation.input)).toEqual(['system:text', 'user:text', 'assistant:tool_call', 'user:tool_call_response']);
    expect(observation.usage_details).toMatchObject({ uncached_input: 22, cache_read: 8, output: 5, reasoning: 12 });
  });

  it('takes no empty request for the input of a tool', () => {
    const { observation } = normalizedSpan({
      scope, name: 'execute_tool add', attributes: { 'gcp.vertex.agent.llm_request': '{}', 'gcp.vertex.agent.llm_response': '{}', 'gcp.vertex.agent.tool_call_args': '{"a":1}', 'gcp.vertex.agent.tool_response': '{"result":2}' },
    });

    expect(observation).toMatchObject({ type: 'TOOL', input: { a: 1 }, output: { result: 2 }, tool_calls: [{ name: 'add', arguments: { a: 1 }, result: { result: 2 } }] });
  });

  it('knows the tool that hands over', () => {
    const { observation } = normalizedSpan({ scope, name: 'execute_tool transfer_to_agent', attributes: { 'gcp.vertex.agent.tool_call_args': '{"agent_name":"weather"}' } });

    expect(observation).toMatchObject({ type: 'HANDOFF', handoff_target_agent_id: 'weather' });
  });

  it.each([['agent_run [root]', 'AGENT', 'root'], ['invocation', 'SPAN', null]])('knows %s', (name, type, agent) => {
    expect(normalizedSpan({ scope, name }).observation).toMatchObject({ type, agent_name: agent });
  });
});
