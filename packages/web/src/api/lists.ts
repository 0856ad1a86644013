import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import type { TimeRange } from '../ui/time-range';
import { bounds, of } from './address';
import { get } from './client';
import type { GetSessionResponse, ListSessionsResponse, ListUsersResponse, SearchTracesResponse } from './schema';

const PAGE = 100;
const pages = { initialPageParam: undefined as string | undefined, getNextPageParam: (last: { next_cursor: string | null }) => last.next_cursor ?? undefined, staleTime: 10_000, refetchOnWindowFocus: false } as const;

export const sessionsQuery = (project: string, range: TimeRange, where: string | undefined) => infiniteQueryOptions({
  queryKey: ['sessions', project, range, where],
  queryFn: ({ pageParam, signal }) => get<ListSessionsResponse>(`${of(project)}/sessions`, { ...bounds(range), where, limit: PAGE, cursor: pageParam }, signal),
  placeholderData: keepPreviousData, ...pages,
});

/** A session's totals stand on each page of its traces. */
export const sessionQuery = (project: string, sessionId: string) => infiniteQueryOptions({
  queryKey: ['session', project, sessionId],
  queryFn: ({ pageParam, signal }) => get<GetSessionResponse>(`${of(project)}/sessions/${encodeURIComponent(sessionId)}`, { limit: PAGE, cursor: pageParam }, signal),
  ...pages,
});

export const usersQuery = (project: string, range: TimeRange, where: string | undefined) => infiniteQueryOptions({
  queryKey: ['users', project, range, where],
  queryFn: ({ pageParam, signal }) => get<ListUsersResponse>(`${of(project)}/users`, { ...bounds(range), where, limit: PAGE, cursor: pageParam }, signal),
  placeholderData: keepPreviousData, ...pages,
});

export const searchQuery = (project: string, range: TimeRange, query: string, where: string | undefined) => infiniteQueryOptions({
  queryKey: ['search', project, range, query, where],
  queryFn: ({ pageParam, signal }) => get<SearchTracesResponse>(`${of(project)}/search`, { ...bounds(range), query, where, limit: 50, cursor: pageParam }, signal),
  placeholderData: keepPreviousData, ...pages,
});
