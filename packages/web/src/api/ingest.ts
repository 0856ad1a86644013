import { queryOptions } from '@tanstack/react-query';
import { of } from './address';
import { get, send } from './client';
import type { DeadLetters, Finding, ForwardingStatus, OpenedLetter, ProjectSettings, Replayed } from './model';

const letter = (project: string, id: string) => `${of(project)}/dead-letters/${encodeURIComponent(id)}`;

export const deadLettersQuery = (project: string) => queryOptions({
  queryKey: ['dead-letters', project],
  queryFn: ({ signal }) => get<DeadLetters>(`${of(project)}/dead-letters`, { limit: 100 }, signal),
  refetchInterval: 5_000,
});

/** One letter with the request as it came, before redaction: asked for only when a person wants to see it. */
export const letterBodyQuery = (project: string, id: string) => queryOptions({
  queryKey: ['dead-letter', project, id],
  queryFn: ({ signal }) => get<OpenedLetter>(letter(project, id), { include_body: true }, signal),
  staleTime: Infinity,
  gcTime: 0,
});

/** @param id left out: all letters of the project */
export const replayLetters = (project: string, id?: string) => send<Replayed>('POST', `${of(project)}/dead-letters/replay`, id === undefined ? {} : { letter_id: id });
export const dropLetter = (project: string, id: string) => send<{ dropped: boolean }>('DELETE', letter(project, id));

export const forwardingQuery = (project: string) => queryOptions({
  queryKey: ['forwarding', project],
  queryFn: ({ signal }) => get<{ rules: ForwardingStatus[] }>(`${of(project)}/forwarding-status`, {}, signal),
  refetchInterval: 3_000,
});

export const settingsQuery = (project: string) => queryOptions({
  queryKey: ['settings', project],
  queryFn: ({ signal }) => get<{ settings: ProjectSettings }>(`${of(project)}/settings`, {}, signal),
  refetchInterval: 15_000,
});

/** Why a trace is not here. */
export const missingQuery = (project: string, wanted: { trace: string; step?: string | undefined }) => queryOptions({
  queryKey: ['missing', project, wanted.trace, wanted.step],
  queryFn: ({ signal }) => get<{ findings: Finding[] }>(`${of(project)}/explain-missing`, { trace_id: wanted.trace, observation_id: wanted.step, since: '24h' }, signal),
  staleTime: 0,
});
