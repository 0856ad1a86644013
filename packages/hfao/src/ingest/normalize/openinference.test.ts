import { describe, expect, it } from 'vitest';
import { normalizedSpan } from '../../../test/normalized-span.js';

describe('OpenInference', () => {
  it('takes a prompt builder that calls itself an LLM for no model call', () => {
    const attributes = { 'openinference.span.kind': 'LLM', 'llm.prompt_template.template': 'Hi {{ name }}', 'llm.prompt_template.variables': '{"name":"Ada"}' };

    expect(normalizedSpan({ attributes }).observation).toMatchObject({ type: 'SPAN', attributes });
    expect(normalizedSpan({ attributes: { ...attributes, 'llm.model_name': 'm' } }).observation.type).toBe('GENERATION');
  });

  it.each([['llm.token_count.prompt_details.audio', 'input_audio'], ['llm.token_count.completion_details.audio', 'output_audio']])('knows %s', (key, bucket) => {
    const { observation } = normalizedSpan({ attributes: { 'openinference.span.kind': 'LLM', 'llm.token_count.prompt': 9, 'llm.token_count.completion': 9, [key]: 4 } });

    expect(observation.usage_details).toMatchObject({ [bucket]: 4, [`reported.${key}`]: 4 });
  });
});

describe('newest names of the conventions', () => {
  it.each([
    ['search_memory', { 'gen_ai.memory.query.text': 'cats' }, { type: 'RETRIEVAL', input: 'cats' }], ['create_memory', {}, { type: 'SPAN' }], ['upsert_memory', {}, { type: 'SPAN' }], ['delete_memory_store', {}, { type: 'SPAN' }],
    ['apply_guardrail', { 'gen_ai.guardrail.component.name': 'pii', 'gen_ai.guardrail.result.type': 'block' }, { type: 'GUARDRAIL', attributes: { 'gen_ai.guardrail.component.name': 'pii', 'gen_ai.guardrail.result.type': 'block' } }],
    ['plan', { 'gen_ai.agent.name': 'a' }, { type: 'SPAN', agent_name: 'a' }], ['invoke_workflow', { 'gen_ai.workflow.name': 'w' }, { type: 'SPAN' }],
    ['chat', { 'gen_ai.request.reasoning.level': 'high', 'gen_ai.request.previous_response.id': 'r', 'gen_ai.prompt.name': 'greeting', 'gen_ai.prompt.version': '2' }, { type: 'GENERATION', prompt_name: 'greeting', prompt_version: '2', model_parameters: { 'reasoning.level': 'high', 'previous_response.id': 'r' } }],
    ['chat', { 'gen_ai.usage.input_tokens': 9, 'gen_ai.usage.cache_write.input_tokens': 4, 'gen_ai.usage.cache_creation.input_tokens': 3 }, { cache_creation_tokens: 4 }],
  ])('%s %j', (operation, attributes, wanted) => {
    expect(normalizedSpan({ attributes: { 'gen_ai.operation.name': operation, ...attributes } }).observation).toMatchObject(wanted);
  });

  it('counts no tokens of a response that is fetched again', () => {
    const { observation } = normalizedSpan({ attributes: { 'gen_ai.operation.name': 'fetch_response', 'gen_ai.usage.input_tokens': 9 } });

    expect(observation).toMatchObject({ type: 'SPAN', input_tokens: null, usage_counted: false, attributes: { 'gen_ai.usage.input_tokens': 9 } });
  });
});
