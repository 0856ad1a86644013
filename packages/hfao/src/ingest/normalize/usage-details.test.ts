import { describe, expect, it } from 'vitest';
import { normalizedSpan } from '../../../test/normalized-span.js';

const chat = { 'gen_ai.operation.name': 'chat' };
const usage = (figures: Record<string, number>) => Object.fromEntries(Object.entries(figures).map(([key, value]) => [`gen_ai.usage.${key}`, value]));

describe('usage_details', () => {
  it('shows every reported figure beside buckets of which no token is in two', () => {
    const { observation } = normalizedSpan({
      attributes: { ...chat, ...usage({ input_tokens: 100, output_tokens: 200, 'cache_read.input_tokens': 20, 'cache_creation.input_tokens': 10, 'details.reasoning_tokens': 30, 'details.input_audio_tokens': 10, 'details.cache_audio_read_tokens': 5, 'details.output_audio_tokens': 30 }) },
    });

    expect(observation.usage_details).toEqual({
      'reported.gen_ai.usage.input_tokens': 100, 'reported.gen_ai.usage.output_tokens': 200, 'reported.gen_ai.usage.cache_read.input_tokens': 20, 'reported.gen_ai.usage.cache_creation.input_tokens': 10,
      'reported.gen_ai.usage.details.reasoning_tokens': 30, 'reported.gen_ai.usage.details.input_audio_tokens': 10, 'reported.gen_ai.usage.details.cache_audio_read_tokens': 5, 'reported.gen_ai.usage.details.output_audio_tokens': 30,
      uncached_input: 65, cache_read: 20, cache_creation: 10, input_audio: 5, output: 140, reasoning: 30, output_audio: 30,
    });
  });

  it('makes buckets of all of the input where the emitter leaves the cache out', () => {
    const { observation } = normalizedSpan({ attributes: { ...chat, ...usage({ input_tokens: 3, output_tokens: 1, 'cache_read.input_tokens': 20 }) } });

    expect(observation).toMatchObject({ input_tokens: 23, usage_details: { 'reported.gen_ai.usage.input_tokens': 3, uncached_input: 3, cache_read: 20, output: 1 } });
  });

  it('takes reasoning beside the output for no part of it', () => {
    const { observation } = normalizedSpan({ attributes: { ...chat, ...usage({ input_tokens: 5, output_tokens: 845, total_tokens: 2023, reasoning_tokens: 1173 }) } });

    expect(observation).toMatchObject({ output_tokens: 845, total_tokens: 2023, warnings: [], usage_details: { output: 845, reasoning: 1173 } });
  });

  it.each([
    ['text.input_tokens', 'uncached_input', 10], ['audio.input_tokens', 'input_audio', 4], ['audio.output_tokens', 'output_audio', 4], ['image.input_tokens', 'uncached_input', 10],
  ])('knows gen_ai.usage.%s', (key, bucket, value) => {
    expect(normalizedSpan({ attributes: { ...chat, ...usage({ input_tokens: 10, output_tokens: 10, [key]: 4 }) } }).observation.usage_details).toMatchObject({ [`reported.gen_ai.usage.${key}`]: 4, [bucket]: value });
  });

  it('is empty without usage', () => {
    expect(normalizedSpan({ attributes: { ...chat, 'gen_ai.request.model': 'm' } }).observation).toMatchObject({ usage_details: {}, warnings: [] });
  });
});

describe('warnings', () => {
  it.each([
    ['a total less than the input', { input_tokens: 10, output_tokens: 1, total_tokens: 9 }], ['a total less than the output', { output_tokens: 10, total_tokens: 9 }],
    ['more reasoning than output', { input_tokens: 1, output_tokens: 5, reasoning_tokens: 6 }],
  ])('has a code for %s', (_, figures) => {
    expect(normalizedSpan({ attributes: { ...chat, ...usage(figures) } }).observation.warnings).toEqual(['usage_sum_mismatch']);
  });

  it.each([
    ['a total that counts more', { input_tokens: 5, output_tokens: 845, total_tokens: 2023 }], ['all reasoning', { input_tokens: 5, output_tokens: 8, reasoning_tokens: 8 }],
    ['a total without the cache that the emitter leaves out of the input', { input_tokens: 3, output_tokens: 1, total_tokens: 4, 'cache_read.input_tokens': 20 }],
  ])('has none for %s', (_, figures) => {
    expect(normalizedSpan({ attributes: { ...chat, ...usage(figures) } }).observation.warnings).toEqual([]);
  });

  it('has codes for repaired times and for what the sender dropped', () => {
    expect(normalizedSpan({ span: { start: 0, droppedAttributes: 2 } }).observation.warnings).toEqual(['time_repaired', 'data_dropped']);
  });
});

describe('mapping', () => {
  it('names what gave each field: attributes, lists, events, what lies below a prefix', () => {
    const { observation } = normalizedSpan({
      attributes: { 'openinference.span.kind': 'LLM', 'llm.model_name': 'm', 'llm.input_messages.0.message.role': 'user', 'llm.input_messages.0.message.content': 'hi', 'gen_ai.request.seed': 1, 'gen_ai.request.top_p': 1 },
      events: [{ name: 'gen_ai.choice', attributes: { message: 'Hello' } }],
    });

    expect(JSON.parse(observation.mapping!)).toEqual({
      type: 'openinference.span.kind', model: 'llm.model_name', input: 'llm.input_messages.*', output: 'event gen_ai.choice', model_parameters: 'gen_ai.request.*',
    });
  });

  it('names the columns that a tool fills', () => {
    const { observation } = normalizedSpan({ attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 't', 'gen_ai.tool.call.arguments': '{}', 'input.value': '{}', 'gen_ai.tool.call.result': 'r' } });

    expect(JSON.parse(observation.mapping!)).toMatchObject({ tool_calls: 'gen_ai.tool.name', input: 'gen_ai.tool.call.arguments', output: 'gen_ai.tool.call.result' });
  });

  it('tells an attribute of the span from one of an event', () => {
    const { observation } = normalizedSpan({ events: [{ name: 'gen_ai.client.inference.operation.details', attributes: { 'gen_ai.request.model': 'm', 'gen_ai.usage.input_tokens': 5 } }] });

    expect(JSON.parse(observation.mapping!)).toEqual({ model: 'event gen_ai.request.model', input_tokens: 'event gen_ai.usage.input_tokens' });
  });

  it('is absent where no rule gave anything', () => {
    expect(normalizedSpan({ attributes: { custom: 1 } }).observation.mapping).toBeNull();
  });
});
