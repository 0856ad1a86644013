import { describe, expect, it } from 'vitest';
import { normalizedSpan, rolesAndParts } from '../../../test/normalized-span.js';
import type { AttributeValue } from '../../model/attribute-value.js';
import type { Observation } from '../../model/observation.js';

describe('OpenLLMetry', () => {
  it.each<[Record<string, AttributeValue>, string]>([
    [{ 'llm.request.type': 'chat' }, 'GENERATION'], [{ 'llm.request.type': 'completion' }, 'GENERATION'], [{ 'llm.request.type': 'rerank' }, 'RETRIEVAL'], [{ 'llm.request.type': 'embedding' }, 'EMBEDDING'],
    [{ 'traceloop.span.kind': 'workflow' }, 'SPAN'], [{ 'traceloop.span.kind': 'task' }, 'SPAN'], [{ 'traceloop.span.kind': 'agent' }, 'AGENT'], [{ 'traceloop.span.kind': 'tool' }, 'TOOL'],
    [{ 'traceloop.span.kind': 'task', 'gen_ai.operation.name': 'vector_db_retrieve' }, 'RETRIEVAL'],
    [{ 'gen_ai.completion.0.content': 'x' }, 'GENERATION'], [{ 'traceloop.entity.name': 'x' }, 'SPAN'],
  ])('%j is a %s', (attributes, type) => {
    expect(shown(attributes)).toMatchObject({ type });
  });

  it('reads indexed messages with calls and their results', () => {
    const { input, output, tool_calls: calls, finish_reasons: reasons, attributes } = shown({
      'gen_ai.prompt.0.role': 'user', 'gen_ai.prompt.0.content': '[{"type":"text","text":"hi"},{"type":"image_url","image_url":{"url":"https://x/y.png"}}]',
      'gen_ai.prompt.1.role': 'assistant', 'gen_ai.prompt.1.tool_calls.0.id': 'c', 'gen_ai.prompt.1.tool_calls.0.name': 't', 'gen_ai.prompt.1.tool_calls.0.arguments': '{"q":1}',
      'gen_ai.prompt.2.role': 'tool', 'gen_ai.prompt.2.tool_call_id': 'c', 'gen_ai.prompt.2.content': '21',
      'gen_ai.completion.0.role': 'assistant', 'gen_ai.completion.0.content': '', 'gen_ai.completion.0.finish_reason': 'tool_calls',
      'gen_ai.completion.0.tool_calls.1.name': 'b', 'gen_ai.completion.0.tool_calls.0.name': 'a', 'gen_ai.completion.0.tool_calls.0.arguments': '{}',
    });

    expect(rolesAndParts(input)).toEqual(['user:text+uri', 'assistant:tool_call', 'tool:tool_call_response']);
    expect(rolesAndParts(output)).toEqual(['assistant:tool_call+tool_call']);
    expect(calls).toMatchObject([{ name: 'a', arguments: {} }, { name: 'b' }]);
    expect(reasons).toEqual(['tool_calls']);
    expect(attributes).toEqual({});
  });

  it.each<[string, Record<string, AttributeValue>, string[]]>([
    ['thoughts with a role of their own', { 'gen_ai.completion.0.role': 'thinking', 'gen_ai.completion.0.content': 'hm', 'gen_ai.completion.1.content': 'yes' }, ['assistant:reasoning', 'assistant:text']],
    ['thoughts that end in a call', { 'gen_ai.completion.0.role': 'thinking', 'gen_ai.completion.0.content': 'hm', 'gen_ai.completion.0.tool_calls.0.name': 'f' }, ['assistant:reasoning+tool_call']],
    ['a role of thoughts without any', { 'gen_ai.completion.0.role': 'thinking', 'gen_ai.completion.0.finish_reason': 'stop' }, ['thinking:']],
    ['an early Strands', { 'gen_ai.completion.0.text': 'yes' }, ['assistant:text']],
    ['a legacy function call', { 'gen_ai.completion.0.function_call.name': 't', 'gen_ai.completion.0.function_call.arguments': '{}' }, ['assistant:tool_call']],
    ['Koog, with the calls in the content', { 'gen_ai.completion.0.finish_reason': 'tool_calls', 'gen_ai.completion.0.content': '[{"id":"c","function":{"name":"t","arguments":"{}"}}]' }, ['assistant:tool_call']],
  ])('reads %s', (_, attributes, expected) => {
    expect(rolesAndParts(shown(attributes).output)).toEqual(expected);
  });

  it('gives Koog\'s requested calls in the history to the assistant', () => {
    const { input } = shown({ 'koog.x': 1, 'gen_ai.prompt.0.role': 'tool', 'gen_ai.prompt.0.content': '[{"id":"c","function":{"name":"t","arguments":"{}"}}]', 'gen_ai.prompt.1.role': 'tool', 'gen_ai.prompt.1.content': '21' });

    expect(rolesAndParts(input)).toEqual(['assistant:tool_call', 'tool:tool_call_response']);
  });

  it('reads the functions of the request, its parameters and totals', () => {
    expect(shown({
      'llm.request.type': 'chat', 'llm.request.functions.0.name': 't', 'llm.request.functions.0.parameters': '{"type":"object"}', 'llm.is_streaming': true, 'llm.usage.total_tokens': 9,
      'gen_ai.usage.prompt_tokens': 5, 'gen_ai.usage.completion_tokens': 3, 'gen_ai.usage.cache_read_input_tokens': 2, 'gen_ai.system': 'Langchain', 'llm.system': 'Cohere',
    })).toMatchObject({
      tool_definitions: [{ type: 'function', name: 't', parameters: { type: 'object' } }], model_parameters: { stream: true }, total_tokens: 9, input_tokens: 5, cache_read_tokens: 2, provider: 'cohere',
    });
  });

  it.each([
    ['{"inputs":{"city":"Paris"},"tags":[]}', { city: 'Paris' }], ['{"args":[],"kwargs":{"city":"Paris"}}', { city: 'Paris' }], ['{"args":["Paris"],"kwargs":{}}', { args: ['Paris'], kwargs: {} }],
  ])('takes a tool\'s arguments out of %s', (entityInput, args) => {
    const { tool_calls: calls, attributes } = shown({ 'traceloop.span.kind': 'tool', 'traceloop.entity.name': 't', 'traceloop.entity.input': entityInput, 'traceloop.entity.output': '"21"' });

    expect(calls).toEqual([{ id: null, name: 't', arguments: args, result: '21' }]);
    expect('traceloop.entity.input' in attributes).toBe(JSON.stringify(args) !== entityInput);
  });

  it('knows the agent, the session, the template and anything associated', () => {
    expect(shown({
      'traceloop.span.kind': 'agent', 'traceloop.entity.name': 'writer', 'traceloop.association.properties.session_id': 's', 'traceloop.association.properties.user_id': 'u',
      'traceloop.association.properties.plan': 'pro', 'traceloop.prompt.key': 'p', 'traceloop.prompt.version': 5, 'traceloop.prompt.version_name': 'live',
    })).toMatchObject({ type: 'AGENT', agent_name: 'writer', session_id: 's', user_id: 'u', metadata: { plan: 'pro' }, prompt_name: 'p', prompt_version: '5', prompt_label: 'live' });
  });

  it.each<[string, Record<string, AttributeValue>]>([
    ['a.handoff', { 'gen_ai.handoff.from_agent': 'Triage', 'gen_ai.handoff.to_agent': 'Sales' }], ['Triage → Sales.handoff', {}],
  ])('knows who hands over to whom in %s', (name, attributes) => {
    const { observation } = normalizedSpan({ name, attributes: { 'traceloop.workflow.name': 'w', 'gen_ai.operation.name': 'handoff', ...attributes } });

    expect(observation).toMatchObject({ type: 'HANDOFF', agent_name: 'Triage', handoff_target_agent_id: 'Sales' });
  });

  it('finds a retriever\'s documents and query in the task', () => {
    expect(shown({
      'gen_ai.operation.name': 'vector_db_retrieve', 'traceloop.entity.input': '{"query":"q"}', 'traceloop.entity.output': '{"documents":[{"page_content":"d","metadata":{"a":1}}]}',
    })).toMatchObject({ input: 'q', documents: [{ content: 'd', metadata: { a: 1 } }] });
  });

  it.each([['opentelemetry.instrumentation.anthropic', 'openllmetry'], ['opentelemetry.instrumentation.openai.v1', 'openllmetry'], ['@traceloop/instrumentation-openai', 'openllmetry'], ['opentelemetry.instrumentation.httpx', 'plain']])('speaks in the scope %s: %s', (scope, dialect) => {
    expect(normalizedSpan({ scope }).observation.dialect).toBe(dialect);
  });
});

function shown(attributes: Record<string, AttributeValue>): Observation {
  return normalizedSpan({ attributes }).observation;
}
