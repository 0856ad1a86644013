import { z } from 'zod';

/** Projects are named by slug in every URL, argument and flag. */
export const ProjectSlug = z.string().min(1).max(63).regex(/^[a-z0-9][a-z0-9._-]*$/, 'lower-case letters, digits, dot, dash and underscore, at most 63');

export const Project = z.object({
  id: z.string(),
  slug: ProjectSlug,
  name: z.string(),
  workspace_id: z.string(),
  created_at: z.string(),
});
export type Project = z.infer<typeof Project>;
