import { z } from 'zod';

/** A second OTLP endpoint that gets what the project receives, as it was received: before redaction, from a queue of its own. */
export const ForwardingRule = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,59}$/, 'lower-case letters, digits, - and _'),
  url: z.url().describe('base URL of an OTLP/HTTP endpoint, before /v1/traces'),
  headers: z.record(z.string(), z.string()).default({}).describe('sent along; values are never shown again'),
  signals: z.array(z.enum(['traces', 'logs', 'metrics'])).default(['traces', 'logs', 'metrics']),
  enabled: z.boolean().default(true),
  max_queue_bytes: z.number().int().min(1 << 20).default(256 * 1024 * 1024).describe('of what waits on disk; beyond it the newest is not forwarded, and counted'),
});
export type ForwardingRule = z.infer<typeof ForwardingRule>;
