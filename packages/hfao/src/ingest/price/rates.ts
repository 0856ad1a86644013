import type { Buckets } from './buckets.js';

/** USD per million tokens. Steps: the price of all tokens of a request whose input is longer than `start`, rising. */
export type Rate = number | { base: number; tiers: { start: number; price: number }[] };

/** What each bucket of a model costs. Undefined: nobody knows, or as the bucket that it is part of. */
export interface Rates {
  input?: Rate; cache_read?: Rate; cache_creation?: Rate; input_audio?: Rate;
  output?: Rate; reasoning?: Rate; output_audio?: Rate;
  /** USD for the request itself, however long. */
  request?: number;
}

/** The bucket whose price holds where a bucket has none. */
export const FALLBACK = { cache_read: 'input', cache_creation: 'input', input_audio: 'input', reasoning: 'output', output_audio: 'output' } as const;

export interface Cost { input: number | null; output: number | null; total: number }

/** @returns undefined when tokens were used for which there is no price: half a sum would look like a whole one */
export function costOf(rates: Rates, used: Buckets): Cost | undefined {
  const length = used.uncached_input + used.cache_read + used.cache_creation + used.input_audio;
  const input = priced(used.uncached_input, rates.input, length) + priced(used.cache_read, rates.cache_read ?? rates.input, length)
    + priced(used.cache_creation, rates.cache_creation ?? rates.input, length) + priced(used.input_audio, rates.input_audio ?? rates.input, length);
  const output = priced(used.output, rates.output, length) + priced(used.reasoning, rates.reasoning ?? rates.output, length)
    + priced(used.output_audio, rates.output_audio ?? rates.output, length);
  const total = input + output + (rates.request ?? 0);
  // NaN: a price that is not known.
  if (!(total >= 0)) return undefined;
  return { input: used.hasInput ? input : null, output: used.hasOutput ? output : null, total };
}

function priced(tokens: number, rate: Rate | undefined, length: number): number {
  if (tokens === 0) return 0;
  return rate === undefined ? Number.NaN : (tokens * (typeof rate === 'number' ? rate : stepOf(rate, length))) / 1e6;
}

function stepOf({ base, tiers }: Exclude<Rate, number>, length: number): number {
  let price = base;
  for (const tier of tiers) if (length > tier.start) ({ price } = tier);
  return price;
}
