import { z } from 'zod';

/** Projects are named by slug in every URL, argument and flag. */
export const ProjectSlug = z.string().min(1).max(63).regex(/^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/, 'lower-case letters and digits, with dots, dashes and underscores between them, at most 63');

export const Project = z.object({
  id: z.string(),
  slug: ProjectSlug,
  name: z.string(),
  workspace_id: z.string(),
  created_at: z.string(),
});
export type Project = z.infer<typeof Project>;
