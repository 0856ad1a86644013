import { describe, expect, it } from 'vitest';
import { normalizedSpan, rolesAndParts, SPAN_START } from '../../../test/normalized-span.js';
import type { AttributeValue } from '../../model/attribute-value.js';
import type { Observation } from '../../model/observation.js';

describe('AI SDK, up to version 6', () => {
  it.each([
    ['ai.generateText', 'SPAN'], ['ai.streamText', 'SPAN'], ['ai.generateObject', 'SPAN'], ['ai.streamObject', 'SPAN'], ['ai.embed', 'SPAN'], ['ai.embedMany', 'SPAN'], ['ai.rerank', 'SPAN'],
    ['ai.generateText.doGenerate', 'GENERATION'], ['ai.streamObject.doStream', 'GENERATION'], ['ai.embed.doEmbed', 'EMBEDDING'], ['ai.rerank.doRerank', 'RETRIEVAL'], ['ai.toolCall', 'TOOL'],
  ])('%s is a %s', (operation, type) => {
    expect(shown({ 'ai.operationId': operation }).type).toBe(type);
  });

  it('counts the usage of the inner call and never that of the outer', () => {
    const usage = { 'ai.usage.promptTokens': 14, 'ai.usage.completionTokens': 20 };

    const outer = shown({ 'ai.operationId': 'ai.generateText', ...usage });
    const inner = shown({ 'ai.operationId': 'ai.generateText.doGenerate', ...usage });

    expect(outer).toMatchObject({ input_tokens: 14, output_tokens: 20, total_tokens: 34, usage_counted: false, warnings: ['usage_repeated'] });
    expect(inner).toMatchObject({ input_tokens: 14, total_tokens: 34, usage_counted: true, warnings: [] });
  });

  it.each<[string, Record<string, AttributeValue>, Partial<Observation>]>([
    ['version 6 has the cache in the input', { 'ai.usage.inputTokens': 12632, 'ai.usage.inputTokenDetails.cacheWriteTokens': 12629, 'ai.response.providerMetadata': '{"anthropic":{"usage":{"input_tokens":3,"cache_creation_input_tokens":12629}}}' },
      { input_tokens: 12632, cache_creation_tokens: 12629 }],
    ['an input that is the API\'s own leaves the cache out', { 'gen_ai.usage.input_tokens': 300, 'ai.usage.cachedInputTokens': 100, 'ai.response.providerMetadata': '{"anthropic":{"usage":{"input_tokens":300,"cache_read_input_tokens":100}}}' },
      { input_tokens: 400, cache_read_tokens: 100 }],
    ['version 4 tells Anthropic\'s cache beside', { 'ai.usage.promptTokens': 300, 'ai.response.providerMetadata': '{"anthropic":{"cacheCreationInputTokens":20,"cacheReadInputTokens":100}}' },
      { input_tokens: 420, cache_read_tokens: 100, cache_creation_tokens: 20 }],
    ['Bedrock\'s total counts the cache', { 'gen_ai.usage.input_tokens': 5734, 'gen_ai.usage.output_tokens': 178, 'ai.response.providerMetadata': '{"bedrock":{"usage":{"totalTokens":10394,"cacheReadInputTokens":4482}}}' },
      { input_tokens: 10216, cache_read_tokens: 4482, total_tokens: 10394 }],
    ['Bedrock of version 6 has the cache in the input', { 'gen_ai.usage.input_tokens': 500, 'ai.request.headers.user-agent': 'ai/6.0.68', 'ai.response.providerMetadata': '{"bedrock":{"usage":{"cacheReadInputTokens":100}}}' },
      { input_tokens: 500, cache_read_tokens: 100 }],
    ['OpenAI\'s input includes the cache', { 'ai.usage.promptTokens': 300, 'ai.response.providerMetadata': '{"openai":{"cachedPromptTokens":100,"reasoningTokens":7}}' },
      { input_tokens: 300, cache_read_tokens: 100, reasoning_tokens: 7 }],
    ['Google tells both beside', { 'ai.usage.inputTokens': 300, 'ai.response.providerMetadata': '{"google":{"usageMetadata":{"cachedContentTokenCount":9,"thoughtsTokenCount":8}}}' },
      { input_tokens: 300, cache_read_tokens: 9, reasoning_tokens: 8 }],
    ['details go before the names of version 5', { 'ai.usage.inputTokens': 9, 'ai.usage.inputTokenDetails.cacheReadTokens': 4, 'ai.usage.cachedInputTokens': 5, 'ai.usage.outputTokenDetails.reasoningTokens': 1, 'ai.usage.reasoningTokens': 2 },
      { cache_read_tokens: 4, reasoning_tokens: 1 }],
    ['an embedding has tokens and no direction', { 'ai.operationId': 'ai.embed.doEmbed', 'ai.usage.tokens': 30 }, { input_tokens: 30, total_tokens: 30, usage_counted: true }],
  ])('%s', (_, attributes, expected) => {
    expect(shown({ 'ai.operationId': 'ai.generateText.doGenerate', ...attributes })).toMatchObject(expected);
  });

  it.each([
    ['{"prompt":"hi"}', ['user:text']],
    ['{"system":"be kind","prompt":"hi"}', ['system:text', 'user:text']],
    ['{"system":"be kind","messages":[{"role":"user","content":"hi"}]}', ['system:text', 'user:text']],
  ])('reads the prompt %s', (prompt, roles) => {
    const { input, attributes } = shown({ 'ai.operationId': 'ai.generateText', 'ai.prompt': prompt });

    expect(rolesAndParts(input)).toEqual(roles);
    expect(attributes).not.toHaveProperty('ai.prompt');
  });

  it('reads every kind of part', () => {
    const content = [
      { type: 'text', text: 'a' }, { type: 'image', image: 'https://x/y.png' }, { type: 'file', data: 'aGk=', mediaType: 'application/pdf' }, { type: 'reasoning', text: 'r' },
      { type: 'tool-call', toolCallId: 'c', toolName: 't', args: { q: 1 } }, { type: 'tool-result', toolCallId: 'c', toolName: 't', output: { type: 'json', value: { ok: true } } },
    ];

    const { input } = shown({ 'ai.prompt.messages': JSON.stringify([{ role: 'user', content }]) });

    expect((input as { messages: { parts: unknown[] }[] }).messages[0].parts).toEqual([
      { type: 'text', content: 'a' }, { type: 'uri', modality: 'image', uri: 'https://x/y.png' }, { type: 'blob', modality: 'application', mime_type: 'application/pdf', content: 'aGk=' },
      { type: 'reasoning', content: 'r' }, { type: 'tool_call', id: 'c', name: 't', arguments: { q: 1 } }, { type: 'tool_call_response', id: 'c', name: 't', response: { ok: true } },
    ]);
  });

  it.each([['input', { q: 1 }], ['input', '{"q":1}'], ['args', { q: 1 }], ['args', '{"q":1}']])('reads a requested call whose %s is %j', (name, value) => {
    const { tool_calls: calls } = shown({ 'ai.response.toolCalls': JSON.stringify([{ toolCallId: 'c', toolName: 't', [name]: value }]) });

    expect(calls).toEqual([{ id: 'c', name: 't', arguments: { q: 1 } }]);
  });

  it.each([
    [{ 'ai.response.reasoning': 'hm', 'ai.response.text': 'yes' }, ['assistant:reasoning+text']],
    [{ 'ai.response.object': '{"a":1}' }, ['assistant:text']],
    [{ 'ai.result.text': 'yes' }, ['assistant:text']],
  ])('joins the answer %j', (attributes, expected) => {
    expect(rolesAndParts(shown(attributes).output)).toEqual(expected);
  });

  it('reads tools that are texts, a tool\'s run, and who asked', () => {
    const call = shown({ 'ai.operationId': 'ai.toolCall', 'ai.toolCall.name': 't', 'ai.toolCall.id': 'c', 'ai.toolCall.args': '{"q":1}', 'ai.toolCall.result': '"done"' });
    const model = shown({
      'ai.operationId': 'ai.generateText.doGenerate', 'ai.model.provider': 'openai.responses', 'ai.model.id': 'gpt-5', 'ai.prompt.tools': ['{"type":"function","name":"t"}'], 'ai.settings.maxOutputTokens': 7,
      'ai.telemetry.metadata.sessionId': 's', 'ai.telemetry.metadata.userId': 'u', 'ai.telemetry.metadata.tags': ['a'], 'ai.telemetry.metadata.team': 'x',
      'ai.telemetry.metadata.langfusePrompt': '{"name":"p","version":3}',
    });

    expect(call).toMatchObject({ tool_calls: [{ id: 'c', name: 't', arguments: { q: 1 }, result: 'done' }], output: 'done' });
    expect(model).toMatchObject({
      provider: 'openai', model: 'gpt-5', tool_definitions: [{ type: 'function', name: 't' }], model_parameters: { max_tokens: 7 },
      session_id: 's', user_id: 'u', tags: ['a'], metadata: { team: 'x' }, prompt_name: 'p', prompt_version: '3', dialect: 'vercel_ai',
    });
  });

  it('takes the time to the first chunk from the attribute, else from the event', () => {
    const told = shown({ 'ai.response.msToFirstChunk': 12.5 });
    const { observation } = normalizedSpan({ attributes: { 'ai.operationId': 'ai.streamText.doStream' }, span: { events: [{ time: SPAN_START + 3000, name: 'ai.stream.firstChunk', attributes: {} }] } });

    expect(told.time_to_first_token_ms).toBe(12.5);
    expect(observation.time_to_first_token_ms).toBe(3);
  });
});

describe('AI SDK since version 7', () => {
  it('does not take the model for the agent\'s name', () => {
    const agent = { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.request.model': 'gpt-4', 'gen_ai.response.model': 'gpt-4-0613' };

    expect(normalizedSpan({ name: 'invoke_agent gpt-4', scope: 'gen_ai', attributes: agent }).observation).toMatchObject({ type: 'AGENT', agent_name: null, dialect: 'vercel_ai' });
    expect(normalizedSpan({ name: 'invoke_agent gpt-4', scope: 'gen_ai', attributes: { ...agent, 'gen_ai.agent.name': 'weather' } }).observation.agent_name).toBe('weather');
  });

  it('reads the details of usage that stand beside the conventions', () => {
    const { observation } = normalizedSpan({ scope: 'gen_ai', attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.usage.input_tokens': 10, 'ai.usage.inputTokenDetails.cacheReadTokens': 4, 'ai.usage.outputTokenDetails.reasoningTokens': 2 } });

    expect(observation).toMatchObject({ input_tokens: 10, cache_read_tokens: 4, reasoning_tokens: 2, usage_counted: true });
  });

  it.each([['fake.chat', 'fake'], ['google.generative-ai', 'gcp.gemini'], ['google.vertex.chat', 'gcp.vertex_ai'], ['amazon-bedrock', 'aws.bedrock'], ['azure.responses', 'azure.ai.openai'], ['mistral.chat', 'mistral_ai'], ['gcp.vertex_ai', 'gcp.vertex_ai']])('calls the provider %s %s', (told, provider) => {
    expect(shown({ 'gen_ai.provider.name': told }).provider).toBe(provider);
  });
});

function shown(attributes: Record<string, AttributeValue>): Observation {
  return normalizedSpan({ attributes }).observation;
}
