import { z } from 'zod';
import { SIGNALS } from './signal.js';

/** One item of a request that could not be stored. Ids are absent where the item has none. */
export const LostItem = z.object({
  trace_id: z.string().nullable(),
  observation_id: z.string().nullable(),
  name: z.string(),
  reason: z.string().describe('what the store said of this one'),
});
export type LostItem = z.infer<typeof LostItem>;

/** A request that was acknowledged and could not be stored, or not all of it, as one project sees it. */
export const DeadLetter = z.object({
  letter_id: z.string(),
  reason: z.string(),
  failed_at: z.string(),
  received_at: z.string(),
  signal: z.enum(SIGNALS),
  encoding: z.enum(['protobuf', 'json']),
  body_bytes: z.number().int().describe('of the whole request, inflated'),
  lost_items: z.number().int().describe('spans, log records or data points of this project that are not stored; 0 where the request could not be read at all'),
  items: z.array(LostItem).describe('the first of them'),
  is_shared: z.boolean().describe('the request holds lost items of other projects too'),
});
export type DeadLetter = z.infer<typeof DeadLetter>;
