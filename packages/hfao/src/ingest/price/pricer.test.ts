import { calcPrice, findProvider } from '@pydantic/genai-prices';
import { describe, expect, it } from 'vitest';
import type { ObservationRow } from '../../model/observation.js';
import type { PriceOverride } from '../../model/price.js';
import { anObservation } from '../../store/conformance/an-observation.js';
import { pricerOf } from './pricer.js';

const micros = (iso: string) => Date.parse(iso) * 1000;

function aCall(overrides: Partial<ObservationRow>): ObservationRow {
  return anObservation({ type: 'GENERATION', start_time: micros('2026-06-01T12:00:00Z'), ...overrides });
}

function priced(overrides: Partial<ObservationRow>, own: PriceOverride[] = []): Pick<ObservationRow, 'input_cost_usd' | 'output_cost_usd' | 'total_cost_usd' | 'cost_source'> {
  const row = aCall(overrides);
  pricerOf(own)(row);
  const { input_cost_usd, output_cost_usd, total_cost_usd, cost_source } = row;
  return { input_cost_usd, output_cost_usd, total_cost_usd, cost_source };
}

const usd = (input: number | null, output: number | null) => ({
  input_cost_usd: input === null ? null : expect.closeTo(input, 12) as number, output_cost_usd: output === null ? null : expect.closeTo(output, 12) as number,
  total_cost_usd: expect.closeTo((input ?? 0) + (output ?? 0), 12) as number, cost_source: 'computed',
});
const nothing = { input_cost_usd: null, output_cost_usd: null, total_cost_usd: null, cost_source: 'none' };

describe('the price of a call', () => {
  it('counts what came from the cache at its own price', () => {
    // gpt-4o: 2.50 in, 1.25 from the cache, 10 out
    expect(priced({ provider: 'openai', model: 'gpt-4o-2024-08-06', input_tokens: 1000, cache_read_tokens: 600, output_tokens: 100 }))
      .toEqual(usd((400 * 2.5 + 600 * 1.25) / 1e6, 100 * 10 / 1e6));
  });

  it('counts writing to the cache and reading from it', () => {
    // claude-3-5-sonnet: 3 in, 3.75 to the cache, 0.30 from it, 15 out
    expect(priced({ provider: 'anthropic', model: 'claude-3-5-sonnet-20241022', input_tokens: 10_000, cache_creation_tokens: 4000, cache_read_tokens: 5000, output_tokens: 200 }))
      .toEqual(usd((1000 * 3 + 4000 * 3.75 + 5000 * 0.3) / 1e6, 200 * 15 / 1e6));
  });

  it.each([
    [200_000, 1.25, 10],
    [200_001, 2.5, 15],
  ])('takes the step that the length of the whole input reaches: %d', (input_tokens, input, output) => {
    expect(priced({ provider: 'gcp.gemini', model: 'gemini-2.5-pro', input_tokens, output_tokens: 10 })).toEqual(usd(input_tokens * input / 1e6, 10 * output / 1e6));
  });

  it.each([
    ['2026-06-01T16:29:59Z', 0.27, 1.1],
    ['2026-06-01T16:30:00Z', 0.135, 0.55],
  ])('knows prices by the hour: %s', (start, input, output) => {
    expect(priced({ provider: 'deepseek', model: 'deepseek-chat', start_time: micros(start), input_tokens: 1000, output_tokens: 10 })).toEqual(usd(1000 * input / 1e6, 10 * output / 1e6));
  });

  it.each([
    ['2025-06-09T23:59:59Z', 10],
    ['2025-06-10T00:00:00Z', 2],
  ])('knows prices by the day: %s', (start, input) => {
    expect(priced({ provider: 'openai', model: 'o3', start_time: micros(start), input_tokens: 1000 })).toEqual(usd(1000 * input / 1e6, null));
  });

  it('takes the total of an embedding for its input where that is all there is', () => {
    expect(priced({ type: 'EMBEDDING', provider: 'openai', model: 'text-embedding-3-small', total_tokens: 500 })).toEqual(usd(500 * 0.02 / 1e6, null));
  });

  it('counts reasoning as output, unless it has a price of its own', () => {
    expect(priced({ provider: 'openai', model: 'gpt-5', input_tokens: 0, output_tokens: 100, reasoning_tokens: 80 })).toEqual(usd(0, 100 * 10 / 1e6));
    expect(priced({ provider: 'perplexity', model: 'sonar-deep-research', input_tokens: 0, output_tokens: 100, reasoning_tokens: 80 })).toEqual(usd(0, (20 * 8 + 80 * 3) / 1e6));
  });

  it('counts reasoning beside the output where there is more of it', () => {
    expect(priced({ provider: 'openai', model: 'gpt-5', input_tokens: 0, output_tokens: 10, reasoning_tokens: 80 })).toEqual(usd(0, 90 * 10 / 1e6));
  });

  it('believes the buckets of usage_details before the columns', () => {
    // gemini-2.5-flash: 0.30 in, 1 audio in, 0.03 from the cache, 2.50 out
    const usage_details = ['reported.input_tokens', '1000', 'uncached_input', '100', 'input_audio', '700', 'cache_read', '200', 'output', '10', 'reasoning', '5'];
    expect(priced({ provider: 'gcp.gemini', model: 'gemini-2.5-flash', input_tokens: 1000, output_tokens: 15, usage_details }))
      .toEqual(usd((100 * 0.3 + 700 * 1 + 200 * 0.03) / 1e6, 15 * 2.5 / 1e6));
  });

  it('is zero, and computed, for a free model', () => {
    expect(priced({ provider: 'openrouter', model: 'deepseek/deepseek-r1:free', input_tokens: 10, output_tokens: 5 })).toEqual(usd(0, 0));
  });

  it.each<[string, Partial<ObservationRow>]>([
    ['a model that nobody knows', { provider: 'openai', model: 'our-own-model', input_tokens: 10 }],
    ['a model that runs at home', { provider: 'ollama', model: 'gpt-oss:20b', input_tokens: 10 }],
    ['a model sold by the hour', { provider: 'openai', model: 'whisper-1', input_tokens: 10 }],
    ['a call without a model', { provider: 'openai', input_tokens: 10 }],
    ['a call without tokens', { provider: 'openai', model: 'gpt-4o' }],
    ['a call with only a total', { provider: 'openai', model: 'gpt-4o', total_tokens: 10 }],
  ])('is unknown, not zero, for %s', (_, call) => {
    expect(priced(call)).toEqual(nothing);
  });

  it('leaves a reported cost alone', () => {
    expect(priced({ provider: 'openai', model: 'gpt-4o', input_tokens: 10, total_cost_usd: 7, cost_source: 'reported' }))
      .toEqual({ input_cost_usd: null, output_cost_usd: null, total_cost_usd: 7, cost_source: 'reported' });
  });

  it('takes back a computed cost for which there is no price any more', () => {
    expect(priced({ provider: 'openai', model: 'our-own-model', input_tokens: 10, input_cost_usd: 1, total_cost_usd: 1, cost_source: 'computed' })).toEqual(nothing);
  });

  it.each<[string | null, string, number]>([
    ['openai', 'gpt-4o-2024-08-06', 2.5],
    ['azure.ai.openai', 'gpt-4o', 2.5],
    ['aws.bedrock', 'anthropic.claude-3-5-sonnet-20241022-v2:0', 3],
    ['aws.bedrock', 'us.anthropic.claude-3-5-sonnet-20241022-v2:0', 3],
    ['aws.bedrock', 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-3-5-sonnet-20241022-v2:0', 3],
    [null, 'us.anthropic.claude-3-5-sonnet-20241022-v2:0', 3],
    [null, 'bedrock/anthropic.claude-3-5-sonnet-20241022-v2:0', 3],
    [null, 'openai/gpt-5-mini', 0.25],
    [null, 'openai:gpt-4o', 2.5],
    ['openai', 'anthropic/claude-3-5-sonnet-20241022', 3],
    ['a-gateway', 'gpt-4o', 2.5],
    ['gcp.gemini', 'models/gemini-2.5-flash', 0.3],
    ['gcp.vertex_ai', 'claude-opus-4@20250514', 15],
    ['anthropic', 'claude-opus-4@20250514', 15],
    [null, 'claude-opus-4-20250514', 15],
    ['mistral_ai', 'mistral-large-latest', calcPrice({ input_tokens: 1e6 }, 'mistral-large-latest', { providerId: 'mistral' })!.total_price],
    ['x_ai', 'grok-3', 3],
    ['moonshot_ai', 'kimi-k2-0905-preview', 0.6],
    ['groq', 'llama-3.3-70b-versatile', 0.59],
  ])('knows %s %s', (provider, model, input) => {
    expect(priced({ provider, model, input_tokens: 100_000 })).toEqual(usd(input / 10, null));
  });

  it('agrees with the library about every model that is sold by tokens, at any time', () => {
    let compared = 0;
    for (const providerId of ['openai', 'anthropic', 'google', 'deepseek', 'aws', 'azure', 'mistral', 'x-ai', 'groq', 'cohere', 'openrouter', 'perplexity', 'voyageai']) {
      for (const [i, { id }] of findProvider({ providerId })!.models.entries()) {
        const input_tokens = 7 ** (i % 8);
        const usage = { input_tokens, cache_read_tokens: Math.floor(input_tokens / 3), cache_write_tokens: Math.floor(input_tokens / 5), output_tokens: 200, output_reasoning_tokens: 50 };
        const timestamp = new Date(Date.UTC(2025, (i * 5) % 24, 1 + (i % 28), i % 24, (i * 7) % 60));
        const expected = calcPrice(usage, id, { providerId, timestamp });
        if (expected === null || Object.keys(expected.model_price).some((it) => /hours|kpages|messages/.test(it))) continue;

        const { total_cost_usd } = priced({
          provider: providerId, model: id, start_time: timestamp.getTime() * 1000, input_tokens, cache_read_tokens: usage.cache_read_tokens, cache_creation_tokens: usage.cache_write_tokens, output_tokens: 200, reasoning_tokens: 50,
        });

        expect({ id, total: total_cost_usd }).toEqual({ id, total: expect.closeTo(expected.total_price, 10) });
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(900);
  });
});

describe("a project's own price", () => {
  const call = { provider: 'openai', model: 'our-model-7b', input_tokens: 1000, cache_read_tokens: 100, output_tokens: 200, reasoning_tokens: 50 };

  it('prices a model that the table does not know; parts cost what the whole does', () => {
    expect(priced(call, [{ model: 'our-*', input: 2, output: 4 }])).toEqual(usd(1000 * 2 / 1e6, 200 * 4 / 1e6));
    expect(priced(call, [{ model: 'OUR-*-7B', input: 2, output: 4, cache_read: 1, reasoning: 8 }])).toEqual(usd((900 * 2 + 100) / 1e6, (150 * 4 + 50 * 8) / 1e6));
  });

  it('is not half a price: what was used and has none makes the whole unknown', () => {
    expect(priced(call, [{ model: 'our-*', input: 2 }])).toEqual(nothing);
  });

  it('leaves to the table what it does not name', () => {
    const cached = { provider: 'openai', model: 'gpt-4o', input_tokens: 1000, cache_read_tokens: 600, output_tokens: 100 };

    expect(priced(cached, [{ model: 'gpt-4o', cache_read: 0 }])).toEqual(usd(400 * 2.5 / 1e6, 100 * 10 / 1e6));
    // An own price of the input is the price of what is read from the cache too.
    expect(priced(cached, [{ model: 'gpt-4o', input: 1 }])).toEqual(usd(1000 / 1e6, 100 * 10 / 1e6));
  });

  it('holds for its provider and between its times; of several the last', () => {
    const own: PriceOverride[] = [
      { model: '*', input: 1, output: 1 },
      { model: 'our-*', provider: 'openai', from: '2026-06-01T12:00:00Z', to: '2026-06-02T00:00:00Z', input: 3, output: 3 },
    ];

    expect(priced(call, own)).toEqual(usd(3e-3, 0.6e-3));
    expect(priced({ ...call, provider: 'azure.ai.openai' }, own)).toEqual(usd(1e-3, 0.2e-3));
    expect(priced({ ...call, start_time: micros('2026-06-01T11:59:59Z') }, own)).toEqual(usd(1e-3, 0.2e-3));
    expect(priced({ ...call, start_time: micros('2026-06-02T00:00:00Z') }, own)).toEqual(usd(1e-3, 0.2e-3));
  });

  it('can be nothing', () => {
    expect(priced(call, [{ model: '*', input: 0, output: 0 }])).toEqual(usd(0, 0));
  });
});
