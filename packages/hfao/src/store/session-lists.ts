import type { SessionSummary, UserSummary } from '../model/session.js';
import type { Score } from '../model/score.js';
import { isoTime, type Micros } from '../model/time.js';
import { USAGE_COLUMNS } from '../model/usage.js';
import type { SessionPage, UserPage } from './store.js';

/** Where a session or a user stands in the list. */
export interface GroupPlace { last: Micros; id: string }

/** What a backend reads of sessions or users: each a group of traces. */
export interface GroupReads {
  /** The first places of the list, one more than the page holds. */
  places(): Promise<readonly GroupPlace[]>;
  /** These columns of their summaries, by id. */
  summaries(ids: readonly string[], columns: readonly string[]): Promise<ReadonlyMap<string, Group>>;
  /** Of each the oldest scores of its traces, at most so many, by id. */
  scores(ids: readonly string[], limit: number): Promise<ReadonlyMap<string, Score[]>>;
}

type Totals = Pick<UserSummary, Exclude<keyof UserSummary & keyof SessionSummary, 'start_time' | 'end_time' | 'last_trace_time'>>;
export interface Group extends Totals { id: string; start_time: Micros; end_time: Micros; last_trace_time: Micros; user_ids: string[] | null; session_count: number }

const TOTALS = ['start_time', 'end_time', 'last_trace_time', 'trace_count', 'failed_trace_count', 'observation_count', 'error_count', 'environments', 'models', 'agents', 'tags', ...USAGE_COLUMNS];
/** Of a session with many, the oldest. */
const MAX_SCORES = 100;

export async function sessionPage(reads: GroupReads, limit: number): Promise<SessionPage> {
  const found = await reads.places();
  const ids = found.slice(0, limit).map((it) => it.id);
  const groups = await reads.summaries(ids, [...TOTALS, 'user_ids']);
  const scores = await reads.scores(ids, MAX_SCORES);
  const sessions = ids.flatMap((id): SessionSummary[] => {
    const group = groups.get(id);
    return group === undefined ? [] : [{ session_id: id, user_ids: group.user_ids ?? [], duration_ns: (group.end_time - group.start_time) * 1000, ...totalsOf(group), scores: scores.get(id) ?? [] }];
  });
  return { sessions, ...(found.length > limit && { next: { last_trace: found[limit - 1].last, session_id: found[limit - 1].id } }) };
}

export async function userPage(reads: GroupReads, limit: number): Promise<UserPage> {
  const found = await reads.places();
  const ids = found.slice(0, limit).map((it) => it.id);
  const groups = await reads.summaries(ids, [...TOTALS, 'session_count']);
  const users = ids.flatMap((id): UserSummary[] => {
    const group = groups.get(id);
    return group === undefined ? [] : [{ user_id: id, session_count: group.session_count, ...totalsOf(group) }];
  });
  return { users, ...(found.length > limit && { next: { last_trace: found[limit - 1].last, user_id: found[limit - 1].id } }) };
}

function totalsOf(group: Group): Omit<UserSummary, 'user_id' | 'session_count'> {
  const { id: _, user_ids: __, session_count: ___, ...totals } = group;
  return {
    ...totals,
    start_time: isoTime(group.start_time), end_time: isoTime(group.end_time), last_trace_time: isoTime(group.last_trace_time),
    environments: group.environments ?? [], models: group.models ?? [], agents: group.agents ?? [], tags: group.tags ?? [],
  };
}
