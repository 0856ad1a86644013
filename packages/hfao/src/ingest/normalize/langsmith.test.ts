import { describe, expect, it } from 'vitest';
import { normalizedSpan, rolesAndParts } from '../../../test/normalized-span.js';
import type { AttributeValue } from '../../model/attribute-value.js';
import type { Observation } from '../../model/observation.js';

describe('LangSmith', () => {
  it.each([
    ['llm', 'chat', 'GENERATION'], ['chain', 'chain', 'SPAN'], ['tool', 'execute_tool', 'TOOL'], ['retriever', 'embeddings', 'RETRIEVAL'], ['embedding', 'embeddings', 'EMBEDDING'], ['prompt', 'chat', 'SPAN'], ['parser', 'chain', 'SPAN'],
  ])('believes the kind %s before the operation %s: %s', (kind, operation, type) => {
    expect(shown({ 'langsmith.span.kind': kind, 'gen_ai.operation.name': operation })).toMatchObject({ type, dialect: 'langsmith' });
  });

  it('does not take the project for the session', () => {
    const project = { 'langsmith.trace.session_id': 'p', 'langsmith.trace.session_name': 'default' };

    expect(shown(project).session_id).toBeNull();
    expect(shown({ ...project, 'langsmith.metadata.thread_id': 't', 'langsmith.metadata.conversation_id': 'c' }).session_id).toBe('t');
    expect(shown({ ...project, 'langsmith.metadata.session_id': 's', 'langsmith.metadata.thread_id': 't' }).session_id).toBe('s');
  });

  it('reads joined texts and Python\'s dictionaries', () => {
    expect(shown({
      'langsmith.span.kind': 'llm', 'langsmith.span.tags': 'a, b', 'gen_ai.response.finish_reasons': 'stop, length', 'gen_ai.system': 'langchain', 'langsmith.metadata.ls_provider': 'anthropic', 'langsmith.metadata.ls_model_name': 'claude',
      'gen_ai.usage.input_tokens': 30, 'gen_ai.usage.input_token_details': "{'audio': None, 'cache_read': 20, 'cache_creation': 0}", 'gen_ai.usage.output_token_details': "{'reasoning': 4}",
    })).toMatchObject({ tags: ['a', 'b'], finish_reasons: ['stop', 'length'], provider: 'anthropic', model: 'claude', input_tokens: 30, cache_read_tokens: 20, cache_creation_tokens: 0, reasoning_tokens: 4 });
  });

  it('reads usage from the metadata where the conventions have none', () => {
    const usage = { input_tokens: 10, output_tokens: 5, total_tokens: 15, input_token_details: { cache_read: 4 }, output_token_details: { reasoning: 2 } };

    expect(shown({ 'langsmith.span.kind': 'llm', 'langsmith.metadata.usage_metadata': JSON.stringify(usage) })).toMatchObject({ input_tokens: 10, output_tokens: 5, total_tokens: 15, cache_read_tokens: 4, reasoning_tokens: 2 });
  });

  it('reads LangChain\'s serialised conversation', () => {
    const prompt = { messages: [[dumped('SystemMessage', { content: 'be kind', type: 'system' }), dumped('HumanMessage', { content: 'hi', type: 'human' })]] };
    const completion = { generations: [[{ text: '', message: dumped('AIMessage', { content: '', type: 'ai', tool_calls: [{ name: 't', args: { q: 1 }, id: 'c' }] }), generation_info: { finish_reason: 'tool_calls' } }]] };

    const { input, output, tool_calls: calls, attributes } = shown({ 'langsmith.span.kind': 'llm', 'gen_ai.prompt': JSON.stringify(prompt), 'gen_ai.completion': JSON.stringify(completion) });

    expect(rolesAndParts(input)).toEqual(['system:text', 'user:text']);
    expect(rolesAndParts(output)).toEqual(['assistant:tool_call']);
    expect(calls).toEqual([{ id: 'c', name: 't', arguments: { q: 1 } }]);
    expect(attributes).toHaveProperty('gen_ai.prompt');
  });

  it('takes a tool\'s arguments out of their wrapping, and a retriever\'s documents out of its answer', () => {
    const tool = shown({ 'langsmith.span.kind': 'tool', 'gen_ai.prompt': '{"input":{"city":"Berlin"}}', 'gen_ai.completion': '{"content":[{"type":"text","text":"59"}]}' });
    const retriever = shown({ 'langsmith.span.kind': 'retriever', 'gen_ai.prompt': '{"query":"q"}', 'gen_ai.completion': '{"documents":[{"page_content":"d"}]}' });

    expect(tool.tool_calls).toEqual([{ id: null, name: 'span', arguments: { city: 'Berlin' }, result: { content: [{ type: 'text', text: '59' }] } }]);
    expect(retriever.documents).toEqual([{ content: 'd' }]);
  });
});

function dumped(type: string, kwargs: object): object {
  return { lc: 1, type: 'constructor', id: ['langchain', 'schema', 'messages', type], kwargs };
}

function shown(attributes: Record<string, AttributeValue>): Observation {
  return normalizedSpan({ attributes }).observation;
}
