import { queryOptions } from '@tanstack/react-query';
import { of } from './address';
import { get, send } from './client';
import type { ListViewsResponse } from './schema';

export type SavedView = ListViewsResponse['views'][number];
export type ViewContent = Pick<SavedView, 'name' | 'page' | 'where' | 'columns' | 'range'>;
const views = (project: string) => `${of(project)}/views`;
const one = (project: string, id: string) => `${views(project)}/${encodeURIComponent(id)}`;

export const viewsQuery = (project: string, page: SavedView['page']) => queryOptions({
  queryKey: ['views', project, page],
  queryFn: ({ signal }) => get<ListViewsResponse>(views(project), { page }, signal),
  select: (it) => it.views,
  staleTime: 30_000,
});

export const createView = (project: string, view: ViewContent) => send<{ view: SavedView }>('POST', views(project), view);
export const updateView = (project: string, id: string, change: Partial<ViewContent>) => send<{ view: SavedView }>('PATCH', one(project, id), change);
export const deleteView = (project: string, id: string) => send<{ deleted: true }>('DELETE', one(project, id));
