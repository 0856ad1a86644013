import { z } from 'zod';

const days = (initial: number) => z.number().int().min(0).max(36_500).default(initial);

/** How long a project's data stays. Days count from when something happened or was received, whichever is later; 0: for ever. */
export const RetentionPolicy = z.strictObject({
  hot_days: days(30).describe('days that traces, log records and metrics stay in the store; 0: for ever'),
  warm_days: days(365).describe('days that exported hours stay in the warm tier, whole; 0: for ever'),
  bodies_days: days(90).describe('days that offloaded payloads and media stay, should their traces stay longer; 0: as long as these'),
  keep: z.strictObject({
    scored: z.boolean().default(false).describe('traces with a score stay'),
    errors: z.boolean().default(false).describe('traces with a failed observation stay'),
    where: z.array(z.string().min(1).max(2000)).max(20).default([]).describe("traces that pass one of these filters stay, such as: tags = 'golden'"),
  }).prefault({}).describe('what stays whatever its age, its log records, scores and bodies with it'),
});
export type RetentionPolicy = z.infer<typeof RetentionPolicy>;

export const STANDARD_RETENTION: RetentionPolicy = RetentionPolicy.parse({});

/** What a run of retention lets go of, or would. */
export const RetentionOutcome = z.object({
  traces: z.number().int(), observations: z.number().int(), scores: z.number().int(), logs: z.number().int(), metric_points: z.number().int(),
  bytes: z.number().int().describe('an estimate, by rows'),
  bodies: z.number().int().describe('older than bodies_days; those of traces that go come on top'),
  body_bytes: z.number().int(),
  warm_hours: z.number().int().describe('exported hours older than warm_days, whole'),
  warm_observations: z.number().int().describe('in these hours'),
  warm_bytes: z.number().int(),
  kept: z.object({ traces: z.number().int(), observations: z.number().int() }).describe('old enough to go, and kept by a rule'),
});
export type RetentionOutcome = z.infer<typeof RetentionOutcome>;
