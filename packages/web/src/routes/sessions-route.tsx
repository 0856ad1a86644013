import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { sessionsQuery } from '../api/lists';
import type { Session } from '../api/model';
import { facetsQuery } from '../api/queries';
import { foundText, ListPage } from '../views/lists/list-page';
import { SessionTable } from '../views/lists/session-table';
import { usePageTitle } from '../views/page-title';
import { useRange } from '../views/range-context';
import { WhereBar } from '../views/where/where-bar';
import { addressOf, looksOf } from './saved-search';
import { useList } from './use-list';
import { useSavedViews } from './use-saved-views';
import { useWhereDesk } from './use-where-desk';

const rowsOf = (page: { sessions: Session[] }) => page.sessions;

/** Conversations: the traces of one session_id taken together. */
export function SessionsRoute() {
  const { project } = useParams({ from: '/p/$project/sessions' });
  const { where } = useSearch({ from: '/p/$project/sessions' });
  const navigate = useNavigate({ from: '/p/$project/sessions' });
  const { range } = useRange();
  const desk = useWhereDesk(project, 'session');
  const facets = useQuery(facetsQuery(project, range));
  const { rows, list } = useList(useInfiniteQuery(sessionsQuery(project, range, where)), rowsOf);
  const narrow = (next: string | undefined) => void navigate({ search: (old) => ({ ...old, where: next }), replace: true });
  const saved = useSavedViews(project, 'sessions', looksOf(where ?? '', range, undefined), (view) => void navigate({ search: (old) => ({ ...old, ...addressOf(view, Date.now()) }) }));
  usePageTitle('Sessions', project);
  return (
    <ListPage title="Sessions" hint="Traces with the same session id, taken together" noun="session" saved={saved} list={list} where={where} onClear={() => narrow(undefined)}
      teach={<p>A session is made of the traces that carry the same <code>session.id</code>. Set it where a conversation begins.</p>}
      bar={<WhereBar project={project} subject="session" where={where ?? ''} desk={desk} facets={facets.data} found={foundText(list, 'session')} onApply={narrow} />}
      table={(empty) => <SessionTable project={project} rows={rows} hasMore={list.hasMore} loading={list.loading} onNearEnd={list.more} scrollKey={JSON.stringify(['sessions', project, range, where])} empty={empty} key={JSON.stringify([project, where])}
        onOpen={(it) => void navigate({ to: '/p/$project/sessions/$sessionId', params: { project, sessionId: it.session_id }, search: {} })} />} />
  );
}
