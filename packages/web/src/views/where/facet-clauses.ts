import type { Facets } from '../../api/model';

export type WhereSubject = 'trace' | 'observation' | 'session' | 'user';
export interface FacetField { label: string; of: keyof Facets; field: string }

const LISTS: FacetField[] = [{ label: 'agent', of: 'agents', field: 'agents' }, { label: 'model', of: 'models', field: 'models' }, { label: 'tag', of: 'tags', field: 'tags' }];
const PLACES: FacetField[] = [{ label: 'environment', of: 'environments', field: 'environment' }, { label: 'session', of: 'sessions', field: 'session_id' }, { label: 'user', of: 'users', field: 'user_id' }];

/** Which field of each list a menu of values narrows. */
export const FACET_FIELDS: Record<WhereSubject, FacetField[]> = {
  trace: [{ label: 'name', of: 'names', field: 'name' }, ...LISTS, ...PLACES],
  observation: [{ label: 'agent', of: 'agents', field: 'agent_name' }, { label: 'model', of: 'models', field: 'model' }, { label: 'tag', of: 'tags', field: 'tags' }, ...PLACES],
  session: [...LISTS, { label: 'environment', of: 'environments', field: 'environments' }, { label: 'user', of: 'users', field: 'user_ids' }],
  user: [...LISTS, { label: 'environment', of: 'environments', field: 'environments' }],
};
