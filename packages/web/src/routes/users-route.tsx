import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { usersQuery } from '../api/lists';
import type { User } from '../api/model';
import { facetsQuery } from '../api/queries';
import { foundText, ListPage } from '../views/lists/list-page';
import { UserTable } from '../views/lists/user-table';
import { usePageTitle } from '../views/page-title';
import { useRange } from '../views/range-context';
import { equals } from '../views/where/clauses';
import { WhereBar } from '../views/where/where-bar';
import { addressOf, looksOf } from './saved-search';
import { useList } from './use-list';
import { useSavedViews } from './use-saved-views';
import { useWhereDesk } from './use-where-desk';

const rowsOf = (page: { users: User[] }) => page.users;

/** Users: the traces of one user_id taken together. */
export function UsersRoute() {
  const { project } = useParams({ from: '/p/$project/users' });
  const { where } = useSearch({ from: '/p/$project/users' });
  const navigate = useNavigate({ from: '/p/$project/users' });
  const { range } = useRange();
  const desk = useWhereDesk(project, 'user');
  const facets = useQuery(facetsQuery(project, range));
  const { rows, list } = useList(useInfiniteQuery(usersQuery(project, range, where)), rowsOf);
  const narrow = (next: string | undefined) => void navigate({ search: (old) => ({ ...old, where: next }), replace: true });
  const saved = useSavedViews(project, 'users', looksOf(where ?? '', range, undefined), (view) => void navigate({ search: (old) => ({ ...old, ...addressOf(view, Date.now()) }) }));
  usePageTitle('Users', project);
  return (
    <ListPage title="Users" hint="Traces with the same user id, taken together" noun="user" saved={saved} list={list} where={where} onClear={() => narrow(undefined)}
      teach={<p>A user is known by the traces that carry the same <code>user.id</code>.</p>}
      bar={<WhereBar project={project} subject="user" where={where ?? ''} desk={desk} facets={facets.data} found={foundText(list, 'user')} onApply={narrow} />}
      table={(empty) => <UserTable project={project} rows={rows} hasMore={list.hasMore} loading={list.loading} onNearEnd={list.more} scrollKey={JSON.stringify(['users', project, range, where])} empty={empty} key={JSON.stringify([project, where])}
        onOpen={(it) => void navigate({ to: '/p/$project/traces', params: { project }, search: (old) => ({ range: old.range, from: old.from, to: old.to, where: equals('user_id', it.user_id) }) })} />} />
  );
}
