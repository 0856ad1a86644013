import { isoTime, type Micros } from '../../model/time.js';
import type { SessionSummary, UserSummary } from '../../model/session.js';
import { USAGE_COLUMNS } from '../../model/usage.js';
import type { SessionPage, SessionQuery, UserPage, UserQuery } from '../store.js';
import { groupPlaces, groupScores, groupSummaries, type Grouping } from './list-groups.js';
import type { Query } from './readers.js';

/** Of a session with many, the oldest. */
const MAX_SCORES = 100;

const TOTALS = ['start_time', 'end_time', 'last_trace_time', 'trace_count', 'failed_trace_count', 'observation_count', 'error_count', 'environments', 'models', 'agents', 'tags', ...USAGE_COLUMNS];

type Totals = Pick<UserSummary, Exclude<keyof UserSummary & keyof SessionSummary, 'start_time' | 'end_time' | 'last_trace_time'>>;
interface Group extends Totals { id: string; start_time: Micros; end_time: Micros; last_trace_time: Micros; user_ids: string[] | null; session_count: number }

export async function listSessions(query: Query, projectId: string, { after, ...wanted }: SessionQuery): Promise<SessionPage> {
  const grouping: Grouping = { key: 'session_id', projectId, from: wanted.from, to: wanted.to };
  const found = await groupPlaces(query, { ...grouping, ...wanted, after: after && { last: after.last_trace, id: after.session_id } });
  const ids = found.slice(0, wanted.limit).map((it) => it.id);
  const groups = await groupSummaries<Group>(query, grouping, ids, [...TOTALS, 'user_ids']);
  const scores = await groupScores(query, grouping, ids, MAX_SCORES);
  const sessions = ids.flatMap((id): SessionSummary[] => {
    const group = groups.get(id);
    return group === undefined ? [] : [{ session_id: id, user_ids: group.user_ids ?? [], duration_ns: (group.end_time - group.start_time) * 1000, ...totalsOf(group), scores: scores.get(id)! }];
  });
  const last = found[wanted.limit - 1];
  return { sessions, ...(found.length > wanted.limit && { next: { last_trace: last.last, session_id: last.id } }) };
}

export async function listUsers(query: Query, projectId: string, { after, ...wanted }: UserQuery): Promise<UserPage> {
  const grouping: Grouping = { key: 'user_id', projectId, from: wanted.from, to: wanted.to };
  const found = await groupPlaces(query, { ...grouping, ...wanted, after: after && { last: after.last_trace, id: after.user_id } });
  const ids = found.slice(0, wanted.limit).map((it) => it.id);
  const groups = await groupSummaries<Group>(query, grouping, ids, [...TOTALS, 'session_count']);
  const users = ids.flatMap((id): UserSummary[] => {
    const group = groups.get(id);
    return group === undefined ? [] : [{ user_id: id, session_count: group.session_count, ...totalsOf(group) }];
  });
  const last = found[wanted.limit - 1];
  return { users, ...(found.length > wanted.limit && { next: { last_trace: last.last, user_id: last.id } }) };
}

function totalsOf(group: Group): Omit<UserSummary, 'user_id' | 'session_count'> {
  const { id: _, user_ids: __, session_count: ___, ...totals } = group;
  return {
    ...totals,
    start_time: isoTime(group.start_time), end_time: isoTime(group.end_time), last_trace_time: isoTime(group.last_trace_time),
    environments: group.environments ?? [], models: group.models ?? [], agents: group.agents ?? [], tags: group.tags ?? [],
  };
}
