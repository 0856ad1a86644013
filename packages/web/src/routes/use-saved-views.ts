import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createView, deleteView, updateView, viewsQuery, type SavedView } from '../api/views';
import type { SavedViews } from '../views/saved/views-menu';
import { sameLooks } from './saved-search';

/** The saved views of a list, and what is done with them. Each act rejects with what the server said. */
export function useSavedViews(project: string, page: SavedView['page'], looks: Pick<SavedView, 'where' | 'columns' | 'range'>, apply: (view: SavedView) => void): SavedViews {
  const queryClient = useQueryClient();
  const views = useQuery(viewsQuery(project, page));
  const then = async (act: Promise<unknown>) => {
    await act;
    await queryClient.invalidateQueries({ queryKey: ['views', project, page] });
  };
  return {
    views: views.data, error: views.error, retry: () => void views.refetch(),
    current: views.data?.find((it) => sameLooks(it, looks))?.id, looks,
    apply: (id) => { const view = views.data?.find((it) => it.id === id); if (view !== undefined) apply(view); },
    save: (name) => then(createView(project, { name, page, ...looks })),
    rename: (id, name) => then(updateView(project, id, { name })),
    overwrite: (id) => then(updateView(project, id, looks)),
    remove: (id) => then(deleteView(project, id)),
  };
}
