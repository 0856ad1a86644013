import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { boundsOf, type TimeRange } from '../ui/time-range';
import { bounds, closedBounds, of } from './address';
import { get } from './client';
import type { Facets, IngestHealth, LogPage, MappingExplanation, Observation, Overview, Project, Trace, TracePage } from './model';

/** What the trace list can be narrowed by. Names are those of the API. */
export interface TraceFilter {
  where?: string;
  status?: 'ok' | 'error' | 'unset';
  has_errors?: boolean;
  text?: string;
  name?: string;
  agent?: string;
  model?: string;
  tag?: string;
  session_id?: string;
  user_id?: string;
  environment?: string;
}

const PAGE = 200;

export const projectsQuery = queryOptions({
  queryKey: ['projects'],
  queryFn: ({ signal }) => get<{ projects: Project[] }>('/projects', {}, signal),
  select: (it) => it.projects,
  staleTime: 30_000,
});

export const ingestHealthQuery = (project: string, everyMs = 5_000) => queryOptions({
  queryKey: ['ingest-health', project],
  queryFn: ({ signal }) => get<IngestHealth>(`${of(project)}/ingest-health`, {}, signal),
  refetchInterval: everyMs,
});

/** Pages of the list, newest first. */
export const tracesQuery = (project: string, range: TimeRange, filter: TraceFilter) => infiniteQueryOptions({
  queryKey: ['traces', project, range, filter],
  queryFn: ({ pageParam, signal }) => get<TracePage>(`${of(project)}/traces`, { ...bounds(range), ...filter, limit: PAGE, cursor: pageParam }, signal),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (last) => last.next_cursor ?? undefined,
  placeholderData: keepPreviousData,
  staleTime: 10_000,
  refetchOnWindowFocus: false,
});

export const HEAD = 60;
/** The newest few of the same list: what live mode asks again, without reading the pages below. */
export const newestTracesQuery = (project: string, range: TimeRange, filter: TraceFilter) => queryOptions({
  queryKey: ['newest-traces', project, range, filter],
  queryFn: ({ signal }) => get<TracePage>(`${of(project)}/traces`, { ...bounds(range), ...filter, limit: HEAD }, signal),
  staleTime: Infinity,
});

export const failingTracesQuery = (project: string, range: TimeRange) => queryOptions({
  queryKey: ['failing-traces', project, range],
  queryFn: ({ signal }) => get<TracePage>(`${of(project)}/traces`, { ...bounds(range), has_errors: true, limit: 8 }, signal),
  placeholderData: keepPreviousData,
});

/** @param where of which traces; of all without it */
export const overviewQuery = (project: string, range: TimeRange, where?: string) => queryOptions({
  queryKey: ['overview', project, range, where],
  queryFn: ({ signal }) => get<Overview>(`${of(project)}/overview`, { ...closedBounds(range), where }, signal),
  placeholderData: keepPreviousData,
});

/** The window of the same length just before, for "compared with". */
export const previousOverviewQuery = (project: string, range: TimeRange) => queryOptions({
  queryKey: ['previous-overview', project, range],
  queryFn: ({ signal }) => {
    const { from, to } = boundsOf(range, Date.now());
    return get<Overview>(`${of(project)}/overview`, { from: new Date(from - (to - from)).toISOString(), to: new Date(from).toISOString() }, signal);
  },
  staleTime: 60_000,
});

export const facetsQuery = (project: string, range: TimeRange) => queryOptions({
  queryKey: ['facets', project, range],
  queryFn: ({ signal }) => get<Facets>(`${of(project)}/facets`, closedBounds(range), signal),
  placeholderData: keepPreviousData,
  staleTime: 15_000,
});

/** Names, times, types and numbers of every step; the payload of a step is read when it is opened. */
export const traceQuery = (project: string, traceId: string) => queryOptions({
  queryKey: ['trace', project, traceId],
  queryFn: ({ signal }) => get<Trace>(`${of(project)}/traces/${traceId}`, { detail: 'skeleton' }, signal),
  staleTime: 5_000,
});

/** The same with every payload: for the conversation of a whole run. Only for traces of a few hundred steps. */
export const fullTraceQuery = (project: string, traceId: string, steps: number) => queryOptions({
  queryKey: ['full-trace', project, traceId, steps],
  queryFn: ({ signal }) => get<Trace>(`${of(project)}/traces/${traceId}`, { detail: 'full' }, signal),
  placeholderData: keepPreviousData,
  staleTime: 60_000,
});

/** @param version the skeleton's event_version: a step that was sent again is read again */
export const observationQuery = (project: string, traceId: string, observationId: string, version: number) => queryOptions({
  queryKey: ['observation', project, traceId, observationId, version],
  queryFn: ({ signal }) => get<{ observation: Observation }>(`${of(project)}/traces/${traceId}/observations/${observationId}`, {}, signal),
  select: (it) => it.observation,
  staleTime: Infinity,
});

/** Which rule gave each field of a step, and what its warnings mean. */
export const mappingQuery = (project: string, traceId: string, observationId: string, version: number) => queryOptions({
  queryKey: ['mapping', project, traceId, observationId, version],
  queryFn: ({ signal }) => get<MappingExplanation>(`${of(project)}/traces/${traceId}/observations/${observationId}/mapping`, {}, signal),
  staleTime: Infinity,
});

/** The newest log records of a trace, or of one step of it. */
export const logsQuery = (project: string, traceId: string, observationId?: string) => queryOptions({
  queryKey: ['logs', project, traceId, observationId],
  queryFn: ({ signal }) => get<LogPage>(`${of(project)}/logs`, { trace_id: traceId, observation_id: observationId, limit: 100 }, signal),
  staleTime: 30_000,
});

/** The newest trace of all time, if there is one: decides between Home and onboarding. Asked often while there is none. */
export const hasTracesQuery = (project: string) => queryOptions({
  queryKey: ['has-traces', project],
  queryFn: ({ signal }) => get<TracePage>(`${of(project)}/traces`, { limit: 1 }, signal),
  refetchInterval: (query) => ((query.state.data?.traces.length ?? 0) === 0 ? 1_500 : false),
  staleTime: 60_000,
});

/** Whether the server has what it needs to serve, and what it waits for. */
export const readinessQuery = queryOptions({
  queryKey: ['readiness'],
  async queryFn({ signal }): Promise<{ ok: boolean; waitingFor: string[] }> {
    const response = await fetch('/readyz', { signal });
    const body = (await response.json().catch(() => ({}))) as { waiting_for?: unknown };
    return { ok: response.ok, waitingFor: Array.isArray(body.waiting_for) ? body.waiting_for.map(String) : [] };
  },
  refetchInterval: (query) => (query.state.data?.ok === true ? 10_000 : 1_000),
  retry: false,
});

/** Sends a request without spans down the road that spans take: true when it is answered as the protocol says. */
export const otlpCheckQuery = queryOptions({
  queryKey: ['otlp-check'],
  async queryFn({ signal }): Promise<boolean> {
    const response = await fetch('/v1/traces', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"resourceSpans":[]}', signal });
    return response.ok;
  },
  staleTime: Infinity,
  retry: false,
});
