import { z } from 'zod';

/** A second OTLP endpoint that gets what the project receives, as it was sent: before redaction, from a queue of its own in memory: what waits there is not kept over a restart. */
export const ForwardingRule = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,59}$/, 'lower-case letters, digits, - and _'),
  url: z.url({ protocol: /^https?$/ }).refine((it) => new URL(it).username === '', 'credentials belong in headers').describe('base URL of an OTLP/HTTP endpoint, before /v1/traces'),
  headers: z.record(z.string(), z.string()).default({}).describe('sent along; values are never shown again'),
  signals: z.array(z.enum(['traces', 'logs', 'metrics'])).default(['traces', 'logs', 'metrics']),
  enabled: z.boolean().default(true),
  max_queue_bytes: z.number().int().min(1 << 20).max(1 << 30).default(64 * 1024 * 1024).describe('of what waits in memory; beyond it the newest is not forwarded, and counted'),
});
export type ForwardingRule = z.infer<typeof ForwardingRule>;

/** How one rule fares, since it was last changed or the server started. */
export const ForwardingStatus = z.object({
  name: z.string(),
  url: z.string(),
  state: z.enum(['idle', 'sending', 'waiting', 'off']).describe('waiting: the target did not take the last request, which is tried again'),
  sent_requests: z.number().int(),
  dropped_requests: z.number().int().describe('refused by the target for good, or beyond max_queue_bytes'),
  queued_requests: z.number().int(),
  queued_bytes: z.number().int(),
  last_sent_at: z.string().nullable(),
  last_error: z.string().nullable(),
});
export type ForwardingStatus = z.infer<typeof ForwardingStatus>;
