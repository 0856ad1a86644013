import { z } from 'zod';

/** One hour of a project in the warm tier. */
export const WarmHour = z.object({
  hour: z.string().describe('when it begins: UTC, ISO 8601'),
  observations: z.number().int(),
  bytes: z.number().int().describe('of Parquet'),
  files: z.number().int(),
  exported_at: z.string(),
});
export type WarmHour = z.infer<typeof WarmHour>;

/** What the store holds of one hour. */
export const HotHour = z.object({ hour: z.string().describe('when it begins: UTC, ISO 8601'), observations: z.number().int() });
export type HotHour = z.infer<typeof HotHour>;
