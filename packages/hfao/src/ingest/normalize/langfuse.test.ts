import { describe, expect, it } from 'vitest';
import { normalizedSpan } from '../../../test/normalized-span.js';
import type { AttributeValue } from '../../model/attribute-value.js';
import type { Observation } from '../../model/observation.js';

describe('Langfuse', () => {
  it.each([
    ['span', 'SPAN'], ['generation', 'GENERATION'], ['event', 'EVENT'], ['embedding', 'EMBEDDING'], ['agent', 'AGENT'], ['tool', 'TOOL'], ['chain', 'SPAN'], ['retriever', 'RETRIEVAL'],
    ['evaluator', 'EVAL'], ['guardrail', 'GUARDRAIL'],
  ])('%s is a %s, whatever the conventions say', (told, type) => {
    expect(shown({ 'langfuse.observation.type': told, 'gen_ai.operation.name': 'invoke_agent', 'openinference.span.kind': 'LLM' })).toMatchObject({ type, dialect: 'langfuse' });
  });

  it.each<[object, Partial<Observation>]>([
    [{ input: 100, input_cached_tokens: 20, output: 40, output_reasoning_tokens: 10 }, { input_tokens: 120, cache_read_tokens: 20, output_tokens: 50, reasoning_tokens: 10, total_tokens: 170 }],
    [{ input: 3, cache_read_input_tokens: 1000, cache_creation_input_tokens: 50, output: 7, total: 1060 }, { input_tokens: 1053, cache_read_tokens: 1000, cache_creation_tokens: 50, total_tokens: 1060 }],
    [{ prompt_tokens: 100, completion_tokens: 40, total_tokens: 140, prompt_tokens_details: { cached_tokens: 20 } }, { input_tokens: 100, output_tokens: 40, cache_read_tokens: 20, total_tokens: 140 }],
    [{ input_tokens: 5, output_tokens: 6 }, { input_tokens: 5, output_tokens: 6, total_tokens: 11 }],
    [{ characters: 9 }, { input_tokens: null, output_tokens: null, total_tokens: null }],
  ])('adds up the buckets %j', (usage, expected) => {
    expect(shown({ 'langfuse.observation.type': 'generation', 'langfuse.observation.usage_details': JSON.stringify(usage) })).toMatchObject(expected);
  });

  it.each<[object, Partial<Observation>]>([
    [{ input: 0.25, output: 0.5, total: 0.8 }, { input_cost_usd: 0.25, output_cost_usd: 0.5, total_cost_usd: 0.8, cost_source: 'reported' }],
    [{ input: 0.25, input_cached_tokens: 0.25, output: 0.5 }, { input_cost_usd: 0.5, total_cost_usd: 1 }],
  ])('reads the money %j', (cost, expected) => {
    expect(shown({ 'langfuse.observation.cost_details': JSON.stringify(cost) })).toMatchObject(expected);
  });

  it('fails with the level ERROR and keeps its message', () => {
    expect(shown({ 'langfuse.observation.level': 'ERROR', 'langfuse.observation.status_message': 'no money' })).toMatchObject({ status: 'error', level: 'ERROR', status_message: 'no money' });
  });

  it.each(['2026-09-21T14:13:20.000250Z', '"2026-09-21T14:13:20.000250Z"'])('measures the first token from %s', (time) => {
    expect(shown({ 'langfuse.observation.completion_start_time': time }).time_to_first_token_ms).toBe(0.25);
  });

  it('calls the root by the name of the trace', () => {
    const attributes = { 'langfuse.trace.name': 'checkout' };

    expect(shown(attributes).name).toBe('checkout');
    expect(normalizedSpan({ attributes, span: { parentId: 'aaaaaaaaaaaaaaaa' } }).observation).toMatchObject({ name: 'span', attributes });
  });

  it('knows what belongs to the trace', () => {
    expect(shown({
      'langfuse.session.id': 's', 'session.id': 'other', 'langfuse.user.id': 'u', 'langfuse.environment': 'live', 'langfuse.release': 'r', 'langfuse.version': 'v', 'langfuse.trace.tags': ['a'],
      'langfuse.observation.model.name': 'm', 'gen_ai.response.model': 'other', 'langfuse.observation.model.parameters': '{"temperature":0.5}', 'langfuse.observation.prompt.name': 'p', 'langfuse.observation.prompt.version': 2,
      'langfuse.observation.metadata.a': '"x"', 'langfuse.trace.metadata.b': '{"c":1}',
    })).toMatchObject({
      session_id: 's', user_id: 'u', environment: 'live', release: 'r', tags: ['a'], model: 'm', model_parameters: { temperature: 0.5 }, prompt_name: 'p', prompt_version: '2', metadata: { a: 'x', b: '{"c":1}' },
    });
  });
});

function shown(attributes: Record<string, AttributeValue>): Observation {
  return normalizedSpan({ attributes }).observation;
}
