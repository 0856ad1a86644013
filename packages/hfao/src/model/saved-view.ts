import { z } from 'zod';
import type { FilterSubject } from './filter/filter.js';

/** The lists that a view can be of, and what the filter of each is about. */
export const VIEW_SUBJECTS = { traces: 'trace', observations: 'observation', sessions: 'session', users: 'user', search: 'observation' } as const satisfies Record<string, FilterSubject>;

export const ViewPage = z.enum(['traces', 'observations', 'sessions', 'users', 'search']);
export type ViewPage = z.infer<typeof ViewPage>;

const time = z.string().max(100).nullable();

/** What people decide about a view. */
export const ViewContent = z.object({
  name: z.string().trim().min(1).max(200).describe('unique in the project'),
  page: ViewPage,
  where: z.string().describe('a filter, as it was written: relative times stay relative; empty for all'),
  columns: z.array(z.string().min(1).max(200)).max(100).nullable().describe('which to show, in this order; null: the usual ones'),
  sort: z.object({ column: z.string().min(1).max(200), descending: z.boolean() }).nullable().describe('null: the usual order'),
  range: z.object({ from: time, to: time }).nullable().describe('of time; spans like 24h are before now. null: the usual range'),
});
export type ViewContent = z.infer<typeof ViewContent>;

/** A list with its filter and looks, kept under a name. */
export const SavedView = ViewContent.extend({ id: z.string(), project_id: z.string(), created_at: z.string(), updated_at: z.string() });
export type SavedView = z.infer<typeof SavedView>;
