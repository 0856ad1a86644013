import { z } from 'zod';
import { PriceOverride } from '../model/price.js';
import { operation } from './operation.js';
import { ProjectRef } from './projects.js';
import { TimeInput, timeOf } from './time-input.js';

const rate = z.union([
  z.number(),
  z.object({ base: z.number(), tiers: z.array(z.object({ start: z.number().describe('of requests whose input is longer'), price: z.number() })) }),
]).optional();

export const getPrice = operation({
  name: 'get_price',
  http: ['GET', '/api/v1/projects/:project/prices'],
  scope: 'ingest:read',
  toolset: 'ingest',
  summary: 'What a model costs in this project at a time, and who says so.',
  description: 'Prices in USD per million tokens. `source` override: a price of the project, over the table where it leaves something open; table: the price table of the server; none: nobody knows, and costs stay empty. '
    + 'cache_read, cache_creation and input_audio without a price cost what input does; reasoning and output_audio what output does.',
  input: z.strictObject({
    project: ProjectRef,
    model: z.string().min(1).max(500),
    provider: z.string().max(200).optional().describe('as observations name it, like openai or aws.bedrock'),
    at: TimeInput.optional().describe('the start of the call; now unless said'),
  }),
  output: z.object({
    model: z.string(), provider: z.string().nullable(),
    source: z.enum(['override', 'table', 'none']),
    prices: z.object({ input: rate, output: rate, cache_read: rate, cache_creation: rate, reasoning: rate, input_audio: rate, output_audio: rate, request: z.number().optional().describe('USD for each request') }).nullable(),
    override: PriceOverride.nullable(),
    table_entry: z.object({ provider: z.string(), model: z.string() }).nullable().describe('where the model stands in the price table'),
    table: z.string().describe('the price table and its version'),
  }),
  async run({ project, rederive, now }, { model, provider = null, at }) {
    const { rates, override, entry, table } = await rederive.priceOf(project.id, { model, provider, at: timeOf(at ?? 'now', now()) });
    return {
      model, provider, source: override !== undefined ? 'override' as const : rates !== undefined ? 'table' as const : 'none' as const,
      prices: rates ?? null, override: override ?? null, table_entry: entry ?? null, table,
    };
  },
});
