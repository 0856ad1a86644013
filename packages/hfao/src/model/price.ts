import { z } from 'zod';

const perMillion = z.number().min(0).optional().describe('USD per million tokens');

/**
 * A project's own price for models, before the price table. Later ones win; `from` and `to` bound the start of the span.
 * A bucket without a price costs what the bucket does that it is part of: cache_read, cache_creation and input_audio what `input` does, reasoning and
 * output_audio what `output` does; where that is not given either, what the table says. Without any price the cost stays unknown.
 */
export const PriceOverride = z.strictObject({
  model: z.string().min(1).describe('the model, or a pattern with *'),
  provider: z.string().optional(),
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
  input: perMillion, output: perMillion, cache_read: perMillion, cache_creation: perMillion, reasoning: perMillion, input_audio: perMillion, output_audio: perMillion,
});
export type PriceOverride = z.infer<typeof PriceOverride>;
