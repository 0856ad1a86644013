import { createHash } from 'node:crypto';

const MAX_SLUG = 63;

/**
 * The slug of the project that a sender calls `name`, valid by `ProjectSlug` (model/project.ts): lower case, what a slug cannot hold becomes dashes.
 * A slug is its own slug. A name of which nothing is left gets one made from its hash.
 */
export function slugOf(name: string): string {
  const slug = name.toLowerCase().replace(/[^a-z0-9._-]+/g, '-').replace(/^[^a-z0-9]+/, '').slice(0, MAX_SLUG).replace(/[^a-z0-9]+$/, '');
  return slug === '' ? `project-${createHash('sha256').update(name).digest('hex').slice(0, 8)}` : slug;
}
