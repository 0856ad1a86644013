import { describe, expect, it } from 'vitest';
import { normalizedSpan, rolesAndParts } from '../../../test/normalized-span.js';

describe('Microsoft', () => {
  it.each([
    ['workflow.run', { 'workflow.id': 'w' }], ['executor.process', { 'executor.id': 'e' }], ['edge_group.process', { 'edge_group.type': 'x' }], ['message.send', { 'message.type': 'x' }],
  ])('takes %s of the Agent Framework for a step', (name, attributes) => {
    expect(normalizedSpan({ name, scope: 'agent_framework', attributes }).observation).toMatchObject({ type: 'SPAN', dialect: 'ms_agent_framework' });
  });

  it('takes neither the framework for a provider nor a response for a session, and reads arguments that are JSON inside JSON', () => {
    const output = JSON.stringify([{ role: 'assistant', parts: [{ type: 'tool_call', id: 'c', name: 'f', arguments: '{"a":1}' }] }]);
    const { observation } = normalizedSpan({
      scope: 'agent_framework', attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.provider.name': 'microsoft.agent_framework', 'gen_ai.conversation.id': 'resp_1', 'gen_ai.agent.id': 'u', 'gen_ai.output.messages': output },
    });

    expect(observation).toMatchObject({ type: 'AGENT', provider: null, session_id: null, agent_id: 'u', tool_calls: [{ id: 'c', name: 'f', arguments: { a: 1 } }] });
  });

  it('takes the sum on orchestrate_tools for no call', () => {
    const { observation } = normalizedSpan({ name: 'orchestrate_tools', scope: 'Experimental.Microsoft.Extensions.AI', attributes: { 'gen_ai.usage.input_tokens': 5, 'gen_ai.usage.output_tokens': 1 } });

    expect(observation).toMatchObject({ type: 'SPAN', dialect: 'ms_extensions_ai', input_tokens: 5, usage_counted: false });
  });

  it('reads Semantic Kernel with content as events and early names for tokens', () => {
    const { observation } = normalizedSpan({
      name: 'chat.completions gpt-4', scope: 'Microsoft.SemanticKernel.Diagnostics',
      attributes: { 'gen_ai.operation.name': 'chat.completions', 'gen_ai.system': 'openai', 'gen_ai.request.model': 'gpt-4', 'gen_ai.response.prompt_tokens': 16, 'gen_ai.response.completion_tokens': 23 },
      events: [{ name: 'gen_ai.content.prompt', attributes: { 'gen_ai.prompt': '[{"role":"user","content":"Hello"}]' } }, { name: 'gen_ai.content.completion', attributes: { 'gen_ai.completion': '[{"role":"Assistant","content":"Hi!"}]' } }],
    });

    expect(observation).toMatchObject({ type: 'GENERATION', dialect: 'semantic_kernel', input_tokens: 16, output_tokens: 23 });
    expect(rolesAndParts(observation.input)).toEqual(['user:text']);
    expect(rolesAndParts(observation.output)).toEqual(['assistant:text']);
  });

  it('takes AutoGen for no provider', () => {
    expect(normalizedSpan({ name: 'autogen process a', scope: 'autogen-core', attributes: { 'gen_ai.system': 'autogen' } }).observation).toMatchObject({ type: 'SPAN', provider: null, dialect: 'autogen' });
  });
});

describe('CrewAI', () => {
  it.each(['Crew Created', 'Task Created', 'Task Execution', 'Tool Usage'])('takes "%s" for a step without usage', (name) => {
    expect(normalizedSpan({ name, scope: 'crewai.telemetry', attributes: { crew_key: 'k', crew_id: 'i', tool_name: 't' } }).observation).toMatchObject({ type: 'SPAN', dialect: 'crewai', usage_counted: false, usage_details: {} });
  });
});

describe('LiveKit', () => {
  const scope = 'livekit-agents';

  it.each(['lk.function_tool.', 'lk.pii.function_tool.'])('reads a tool by %s*', (prefix) => {
    const { observation } = normalizedSpan({
      scope, name: 'function_tool', attributes: { 'lk.function_tool.id': 'c', 'lk.function_tool.name': 'add', [`${prefix}arguments`]: '{"a":1}', [`${prefix}output`]: '2', 'lk.function_tool.is_error': false },
    });

    expect(observation).toMatchObject({ type: 'TOOL', status: 'unset', tool_calls: [{ id: 'c', name: 'add', arguments: { a: 1 }, result: '2' }] });
  });

  it('reads the conversation and the answer of a node, which is no model call', () => {
    const context = JSON.stringify({ items: [{ id: 'i', type: 'message', role: 'user', content: ['Hello'] }, { type: 'function_call', call_id: 'c', name: 'add', arguments: '{}' }] });
    const { observation } = normalizedSpan({ scope, name: 'llm_node', attributes: { 'lk.chat_ctx': context, 'lk.response.text': 'Hi', 'gen_ai.request.model': 'm' } });

    expect(observation).toMatchObject({ type: 'SPAN', output: 'Hi', usage_counted: false });
    expect(rolesAndParts(observation.input)).toEqual(['user:text', 'assistant:tool_call']);
  });

  it('knows the request inside for the model call', () => {
    const { observation } = normalizedSpan({ scope, name: 'llm_request', attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm', 'gen_ai.usage.input_tokens': 5, 'lk.llm_metrics': '{"ttft":0.25,"prompt_cached_tokens":2}' } });

    expect(observation).toMatchObject({ type: 'GENERATION', time_to_first_token_ms: 250, cache_read_tokens: 2, usage_counted: true });
  });
});

describe('a span without any dialect', () => {
  it.each([
    ['GET /', { 'http.request.method': 'GET', 'url.path': '/', 'http.response.status_code': 200 }, 'unset'], ['SELECT users', { 'db.system.name': 'postgresql', 'db.query.text': 'SELECT 1' }, 'unset'],
    ['POST /', { 'http.request.method': 'POST', 'http.response.status_code': 500, 'error.type': '500' }, 'error'], ['publish', { 'messaging.system': 'kafka' }, 'unset'],
  ])('is a step: %s', (name, attributes, status) => {
    expect(normalizedSpan({ name, attributes }).observation).toMatchObject({ name, type: 'SPAN', dialect: 'plain', status, model: null, attributes: { ...attributes } });
  });
});
