import { describe, expect, it } from 'vitest';
import { twinsOf, type ReportedCall } from './twins.js';

describe('twinsOf', () => {
  it('takes the child that repeats its parent', () => {
    expect(twins([call('outer', null, {}), call('inner', 'outer', {})])).toEqual(['inner']);
  });

  it.each([
    ['other tokens', { output_tokens: 6 }], ['no tokens', { input_tokens: null, output_tokens: null }], ['another model', { model: 'claude' }],
  ])('leaves a child with %s', (_, inner) => {
    expect(twins([call('outer', null, {}), call('inner', 'outer', inner)])).toEqual([]);
  });

  it('knows a model by a longer name, and none at all', () => {
    expect(twins([call('outer', null, { model: 'gpt-4o' }), call('inner', 'outer', { model: 'openai/gpt-4o-2024-08-06' })])).toEqual(['inner']);
    expect(twins([call('outer', null, { model: null }), call('inner', 'outer', {})])).toEqual(['inner']);
  });

  it('knows the input again where one of the two left the cache out', () => {
    expect(twins([call('outer', null, { input_tokens: 110, cache_read_tokens: 90, cache_creation_tokens: 10 }), call('inner', 'outer', { input_tokens: 10 })])).toEqual(['inner']);
  });

  it('keeps the one that knows the cost', () => {
    expect(twins([call('outer', null, {}), call('inner', 'outer', { total_cost_usd: 0.5 })])).toEqual(['outer']);
  });

  it('keeps one of three that repeat each other', () => {
    expect(twins([call('c', 'b', { total_cost_usd: 1 }), call('b', 'a', {}), call('a', null, {})])).toEqual(['a', 'b']);
  });

  it('takes one of two equal children for another call', () => {
    expect(twins([call('outer', null, {}), call('first', 'outer', {}), call('second', 'outer', {})])).toEqual(['first']);
  });

  it('ends on calls that name each other as parents', () => {
    expect(twins([call('a', 'b', {}), call('b', 'a', {})]).length).toBeLessThan(2);
  });
});

function twins(calls: ReportedCall[]): string[] {
  return [...twinsOf(calls)].map((it) => it.observation_id).sort();
}

function call(id: string, parent: string | null, overrides: Partial<ReportedCall>): ReportedCall {
  return {
    observation_id: id, parent_observation_id: parent, model: 'm', input_tokens: 10, output_tokens: 5, cache_read_tokens: null, cache_creation_tokens: null,
    reasoning_tokens: null, total_tokens: 15, input_cost_usd: null, output_cost_usd: null, total_cost_usd: null, ...overrides,
  };
}
