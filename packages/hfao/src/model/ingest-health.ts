import { z } from 'zod';

/** What came in and what became of it, for one project. Counts are since `since` (the start of the process). */
export const IngestHealth = z.object({
  project: z.string(),
  since: z.string(),
  status: z.enum(['waiting', 'ok', 'refusing']).describe('waiting: nothing received yet; refusing: the last request was refused'),
  received_requests: z.number().int(),
  received_spans: z.number().int(),
  accepted_spans: z.number().int(),
  rejected_spans: z.number().int(),
  stored_spans: z.number().int().describe('visible in queries'),
  offloaded: z.number().int().describe('large payloads and media that were moved out of spans to the store of bodies'),
  received_log_records: z.number().int(),
  rejected_log_records: z.number().int(),
  received_data_points: z.number().int().describe('of metrics'),
  rejected_data_points: z.number().int(),
  stored_log_records: z.number().int().optional(),
  stored_data_points: z.number().int().optional(),
  rejections: z.array(z.object({ reason: z.string(), count: z.number().int(), last_at: z.string(), example: z.string() })),
  refused_requests: z.array(z.object({ code: z.string(), count: z.number().int(), last_at: z.string(), example: z.string() }))
    .describe('whole requests that were answered with an error; they name no project, so every project sees them'),
  last_received_at: z.string().nullable(),
  last_stored_at: z.string().nullable(),
  spans_per_second: z.number().describe('accepted, over the last 60 s'),
  pending_bytes: z.number().int().describe('acknowledged and logged, not yet visible; of the whole process'),
  pending_age_ms: z.number().describe('age of the oldest of these'),
  dead_letters: z.number().int().describe('requests set aside because they could not be stored; of the whole process'),
  redactions: z.array(z.object({ kind: z.string(), count: z.number().int() })).describe('what was taken out of texts before they were stored, by kind'),
  dialects: z.array(z.object({ dialect: z.string(), count: z.number().int() })),
});
export type IngestHealth = z.infer<typeof IngestHealth>;

/** The numbers of all projects since the start of the process, for metrics. */
export interface IngestMetrics {
  /** By project slug. */
  projects: {
    project: string; received_spans: number; accepted_spans: number; rejected_spans: number; stored_spans: number; offloaded: number;
    received_log_records: number; rejected_log_records: number; received_data_points: number; rejected_data_points: number;
    stored_log_records?: number; stored_data_points?: number; redactions?: { kind: string; count: number }[];
  }[];
  received_requests: number;
  /** Whole requests answered with an error, by failure code (`backpressure`, `too_large`, …). */
  refused_requests: { code: string; count: number }[];
  /** Requests that were asked to slow down (429). Their bodies were not read, so they count for the project of those that name none, by its slug. */
  backpressure: { project_id: string; count: number }[];
  pending_bytes: number;
  pending_age_ms: number;
  dead_letters: number;
}

/** One transaction of the write road. */
export interface WrittenBatch {
  /** Observations, scores, log records and data points. */
  items: number;
  /** In the store, retries included. */
  seconds: number;
}
