import { sessionPage, userPage, type GroupPlace, type GroupReads } from '../session-lists.js';
import type { SessionPage, SessionQuery, UserPage, UserQuery } from '../store.js';
import { groupPlaces, groupScores, groupSummaries, type Grouping } from './list-groups.js';
import type { Query } from './readers.js';
import type { Segment } from './segment.js';

export function listSessions(query: Query, all: readonly Segment[], projectId: string, { after, ...wanted }: SessionQuery): Promise<SessionPage> {
  const grouping: Grouping = { key: 'session_id', projectId, from: wanted.from, to: wanted.to };
  return sessionPage(readsOf(query, all, grouping, wanted, after && { last: after.last_trace, id: after.session_id }), wanted.limit);
}

export function listUsers(query: Query, all: readonly Segment[], projectId: string, { after, ...wanted }: UserQuery): Promise<UserPage> {
  const grouping: Grouping = { key: 'user_id', projectId, from: wanted.from, to: wanted.to };
  return userPage(readsOf(query, all, grouping, wanted, after && { last: after.last_trace, id: after.user_id }), wanted.limit);
}

function readsOf(query: Query, all: readonly Segment[], grouping: Grouping, { where, limit }: Pick<SessionQuery, 'where' | 'limit'>, after: GroupPlace | undefined): GroupReads {
  return {
    places: () => groupPlaces(query, all, { ...grouping, where, limit, after }),
    summaries: (ids, columns) => groupSummaries(query, all, grouping, ids, columns),
    scores: (ids, most) => groupScores(query, all, grouping, ids, most),
  };
}
