import { z } from 'zod';

/** One span, log record or data point that was refused while the rest of its request was taken. */
export const RecentRejection = z.object({
  at: z.string(),
  reason: z.string(),
  item: z.string().describe('its name and ids, as its sender may know it'),
});
export type RecentRejection = z.infer<typeof RecentRejection>;
