import { queryOptions } from '@tanstack/react-query';
import { of } from './address';
import { ApiError, get } from './client';

export interface BodyFacts { content_type: string; size: number }

const body = (project: string, id: string) => `${of(project)}/bodies/${encodeURIComponent(id)}`;

/** The bytes of a body, from our own origin. */
export const bodyUrl = (project: string, id: string) => `/api/v1${body(project, id)}/raw`;

/** What it is and how large, without its content. A body never changes. */
export const bodyFactsQuery = (project: string, id: string) => queryOptions({
  queryKey: ['body', project, id],
  queryFn: ({ signal }) => get<BodyFacts>(body(project, id), { limit: 4 }, signal),
  staleTime: Infinity,
});

export const bodyTextQuery = (project: string, id: string) => queryOptions({
  queryKey: ['body-text', project, id],
  async queryFn({ signal }): Promise<string> {
    const response = await fetch(bodyUrl(project, id), { signal });
    if (!response.ok) throw new ApiError(`http_${response.status}`, response.status === 404 ? 'It is not there any more.' : `The server answered ${response.status}.`, response.status);
    return response.text();
  },
  staleTime: Infinity,
  gcTime: 60_000,
});
