import { describe, expect, it } from 'vitest';
import { normalizedSpan, rolesAndParts } from '../../../test/normalized-span.js';

const scope = 'logfire.openai';

describe('Logfire', () => {
  it.each([
    ['Function: {name}', 'TOOL'], ['Handoff: {from_agent} → {to_agent}', 'HANDOFF'], ['Guardrail {name!r} {triggered=}', 'GUARDRAIL'], ['Agent run: {name!r}', 'AGENT'],
    ['Turn {turn} for agent a', 'SPAN'], ['Task: Agent workflow', 'SPAN'], ['OpenAI Agents trace: {name}', 'SPAN'], ['Responses API with {gen_ai.request.model!r}', 'GENERATION'],
    ['Chat Completion with {request_data[model]!r}', 'GENERATION'], ['Embedding Creation with {request_data[model]!r}', 'EMBEDDING'], ['Image Generation with {request_data[model]!r}', 'GENERATION'],
    ['MCP request: tools/call add', 'TOOL'], ['MCP request: tools/list', 'SPAN'], ['MCP: list tools from server {server}', 'SPAN'], ['anything else', 'SPAN'],
  ])('knows the type by the template %s', (template, type) => {
    expect(normalizedSpan({ scope, attributes: { 'logfire.msg_template': template } }).observation.type).toBe(type);
  });

  it('shows the message instead of the template', () => {
    const { observation } = normalizedSpan({ scope, name: 'Chat Completion with {x!r}', attributes: { 'logfire.msg': "Chat Completion with 'm'" } });

    expect(observation).toMatchObject({ name: "Chat Completion with 'm'", attributes: { 'otel.span.name': 'Chat Completion with {x!r}' } });
  });

  it.each([[17, 'error', 'ERROR'], [13, 'unset', 'WARNING'], [9, 'unset', 'DEFAULT'], [5, 'unset', 'DEBUG']])('reads level %i', (number, status, level) => {
    expect(normalizedSpan({ scope, attributes: { 'logfire.level_num': number } }).observation).toMatchObject({ status, level });
  });

  it('takes what the assistant says last among events for the answer', () => {
    const events = [
      { 'event.name': 'gen_ai.user.message', content: 'Give me a number', role: 'user' },
      { 'event.name': 'gen_ai.assistant.message', role: 'assistant', tool_calls: [{ id: 'c1', type: 'function', function: { name: 'roll', arguments: '{}' } }] },
      { 'event.name': 'gen_ai.tool.message', role: 'tool', id: 'c1', content: '4', name: 'roll' },
      { 'event.name': 'gen_ai.assistant.message', content: 'It is 4', role: 'assistant' },
    ];
    const { observation } = normalizedSpan({ scope, attributes: { 'logfire.msg_template': 'Responses API with {x}', events: JSON.stringify(events) } });

    expect(rolesAndParts(observation.input)).toEqual(['user:text', 'assistant:tool_call', 'tool:tool_call_response']);
    expect(observation.output).toEqual({ messages: [{ role: 'assistant', parts: [{ type: 'text', content: 'It is 4' }] }] });
    expect(observation.attributes.events).toBeUndefined();
  });

  it('takes a choice among events for the answer, with its finish reason', () => {
    const events = [{ content: 'help', role: 'system' }, { content: 'hi', role: 'user' }, { index: 0, finish_reason: 'STOP', message: { role: 'assistant', content: ['Rain.'] } }];
    const { observation } = normalizedSpan({ scope: 'opentelemetry.instrumentation.google_genai', attributes: { 'logfire.msg': 'm', 'gen_ai.request.model': 'm', events: JSON.stringify(events) } });

    expect(rolesAndParts(observation.input)).toEqual(['system:text', 'user:text']);
    expect(observation).toMatchObject({ finish_reasons: ['STOP'], output: { messages: [{ parts: [{ type: 'text', content: 'Rain.' }] }] } });
  });

  it('reads the request and the response of the provider where nothing else tells them', () => {
    const request = { model: 'claude-x', max_tokens: 10, system: 'Be brief.', messages: [{ role: 'user', content: 'hi' }], tools: [{ name: 'add' }] };
    const response = { message: { role: 'assistant', content: 'Hello', tool_calls: [{ id: 'c', function: { name: 'add', arguments: '{"a":1}' }, type: 'function' }] }, usage: { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11, prompt_tokens_details: { cached_tokens: 3 } } };
    const { observation } = normalizedSpan({ scope, attributes: { 'logfire.msg_template': 'Message with {request_data[model]!r}', request_data: JSON.stringify(request), response_data: JSON.stringify(response) } });

    expect(rolesAndParts(observation.input)).toEqual(['system:text', 'user:text']);
    expect(rolesAndParts(observation.output)).toEqual(['assistant:text+tool_call']);
    expect(observation).toMatchObject({
      type: 'GENERATION', model: 'claude-x', model_parameters: { max_tokens: 10 }, tool_definitions: [{ name: 'add' }], tool_calls: [{ id: 'c', name: 'add', arguments: { a: 1 } }],
      input_tokens: 9, output_tokens: 2, total_tokens: 11, cache_read_tokens: 3, usage_counted: true,
    });
    expect(observation.attributes.request_data).toBe(JSON.stringify(request));
  });

  it.each([
    ['a prompt', { model: 'm', prompt: 'A cat' }, 'A cat'], ['a text to embed', { model: 'm', input: 'a' }, 'a'], ['texts to embed', { model: 'm', input: ['a', 'b'] }, { messages: [{ role: 'user', parts: [{ type: 'text', content: 'a' }] }, { role: 'user', parts: [{ type: 'text', content: 'b' }] }] }],
  ])('takes %s for the input', (_, request, input) => {
    expect(normalizedSpan({ scope, attributes: { 'logfire.msg': 'm', request_data: JSON.stringify(request) } }).observation.input).toEqual(input);
  });

  it('counts the usage of a streamed answer, which comes on a log beside the request', () => {
    const { observation } = normalizedSpan({
      scope,
      attributes: {
        'logfire.span_type': 'log', 'logfire.msg_template': 'streaming response from {request_data[model]!r} took {duration:.2f}s', 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm',
        'gen_ai.usage.input_tokens': 5, 'gen_ai.usage.output_tokens': 2, 'operation.cost': 0.5, response_data: '{"combined_chunk_content":"Hi","chunk_count":2}',
      },
    });

    expect(observation).toMatchObject({ type: 'EVENT', usage_counted: true, total_cost_usd: 0.5, output: { messages: [{ role: 'assistant', parts: [{ type: 'text', content: 'Hi' }] }] } });
  });

  it('reads the usage object of a response, and knows that of a turn for a repetition', () => {
    const usage = JSON.stringify({ input_tokens: 89, output_tokens: 18, total_tokens: 107, input_tokens_details: { cached_tokens: 4 }, output_tokens_details: { reasoning_tokens: 2 } });
    const turnUsage = JSON.stringify({ input_tokens: 89, output_tokens: 18, cached_input_tokens: 4, cache_write_input_tokens: 0 });

    const response = normalizedSpan({ scope, attributes: { 'logfire.msg_template': 'Responses API with {x}', usage } }).observation;
    const turn = normalizedSpan({ scope, attributes: { 'logfire.msg_template': 'Turn {turn} for agent a', sdk_span_type: 'turn', agent_name: 'a', usage: turnUsage } }).observation;

    expect(response).toMatchObject({ input_tokens: 89, output_tokens: 18, total_tokens: 107, cache_read_tokens: 4, reasoning_tokens: 2, usage_counted: true });
    expect(turn).toMatchObject({ input_tokens: 89, cache_read_tokens: 4, agent_name: 'a', usage_counted: false, warnings: ['usage_repeated'] });
  });

  it('leaves the figures of a single turn of the Claude Agent SDK out of the columns', () => {
    const { observation } = normalizedSpan({ scope, attributes: { 'logfire.msg': 'chat', 'gen_ai.operation.name': 'chat', 'gen_ai.usage.partial.input_tokens': 9, 'gen_ai.usage.partial.output_tokens': 1 } });

    expect(observation).toMatchObject({ input_tokens: null, usage_counted: false, usage_details: { 'reported.gen_ai.usage.partial.input_tokens': 9, 'reported.gen_ai.usage.partial.output_tokens': 1 } });
  });

  it('tells the agents of a handoff and the name of an agent', () => {
    expect(normalizedSpan({ scope, attributes: { 'logfire.msg_template': 'Handoff: {from_agent} → {to_agent}', from_agent: 'a', to_agent: 'b' } }).observation).toMatchObject({ type: 'HANDOFF', agent_name: 'a', handoff_target_agent_id: 'b' });
    expect(normalizedSpan({ scope, attributes: { 'logfire.msg_template': 'Agent run: {name!r}', name: 'a' } }).observation).toMatchObject({ type: 'AGENT', agent_name: 'a', attributes: { 'logfire.msg_template': 'Agent run: {name!r}' } });
  });

  it('gives the reason of a failure, which the result of a tool repeats to the model', () => {
    const { observation } = normalizedSpan({
      scope, attributes: { 'logfire.msg_template': 'Function: {name}', name: 'add', input: '{"a":1}', output: 'An error occurred', error: '{"message":"Error running tool","data":{"tool_name":"add"}}' },
    });

    expect(observation).toMatchObject({ type: 'TOOL', status: 'error', status_message: 'Error running tool', tool_calls: [{ name: 'add', arguments: { a: 1 }, result: 'An error occurred', error: 'Error running tool' }] });
  });

  it.each([[0.1, { value: 0.1, string_value: null }], [true, { value: 1, string_value: 'true' }], ['good', { value: null, string_value: 'good' }]])('makes a score on the parent of feedback %j', (given, wanted) => {
    const { scores } = normalizedSpan({
      scope, span: { parentId: '00000000000000aa' }, attributes: { 'logfire.span_type': 'annotation', 'logfire.feedback.name': 'factuality', factuality: given, 'logfire.feedback.comment': 'why' },
    });

    expect(scores).toMatchObject([{ name: 'factuality', comment: 'why', observation_id: '00000000000000aa', source: 'ANNOTATION', ...wanted }]);
  });

  it('leaves such names alone on the spans of others', () => {
    const attributes = { events: '[{"role":"user","content":"x"}]', usage: '{"input_tokens":5}', name: 'n', request_data: '{"model":"m"}', error: '{"message":"m"}' };

    expect(normalizedSpan({ scope: 'app', attributes }).observation).toMatchObject({ type: 'SPAN', input: null, input_tokens: null, model: null, status: 'unset', attributes });
  });
});
