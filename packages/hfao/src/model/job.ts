import { z } from 'zod';

/** Long work that someone asked for: seen, and stopped, by its id. */
export const Job = z.object({
  job_id: z.string(),
  kind: z.string(),
  project: z.string(),
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  done: z.number().int().describe('of `total`, in observations; of a backup in bytes'),
  total: z.number().int().nullable().describe('null while it is not known'),
  result: z.record(z.string(), z.unknown()).describe('counts of what was found or changed so far'),
  error: z.string().nullable(),
  started_at: z.string(),
  finished_at: z.string().nullable(),
});
export type Job = z.infer<typeof Job>;
