import { z } from 'zod';
import { Score } from './score.js';

const tokens = z.number().int().nullable();
const usd = z.number().nullable();

/** Totals over traces, of which only `usage_counted` observations count. `end_time`: when the last of their observations ended. */
const totals = {
  start_time: z.string(),
  end_time: z.string(),
  last_trace_time: z.string().describe('when the newest trace began: lists are ordered by it'),
  trace_count: z.number().int(),
  failed_trace_count: z.number().int().describe('traces whose status is error'),
  observation_count: z.number().int(),
  error_count: z.number().int().describe('failed observations'),
  environments: z.array(z.string()),
  models: z.array(z.string()),
  agents: z.array(z.string()),
  tags: z.array(z.string()),
  input_tokens: tokens, output_tokens: tokens, cache_read_tokens: tokens, cache_creation_tokens: tokens, reasoning_tokens: tokens, total_tokens: tokens,
  input_cost_usd: usd, output_cost_usd: usd, total_cost_usd: usd,
};

/** What a list says of a conversation: the traces with its session_id, taken together. */
export const SessionSummary = z.object({
  session_id: z.string(),
  user_ids: z.array(z.string()),
  duration_ns: z.number(),
  ...totals,
  scores: z.array(Score).describe('of its traces, oldest first'),
});
export type SessionSummary = z.infer<typeof SessionSummary>;

/** What a list says of a user: the traces with its user_id, taken together. */
export const UserSummary = z.object({
  user_id: z.string(),
  session_count: z.number().int(),
  ...totals,
});
export type UserSummary = z.infer<typeof UserSummary>;
