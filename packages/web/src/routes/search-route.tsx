import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Clock, SearchX, TextSearch } from 'lucide-react';
import { useRef } from 'react';
import { ApiError } from '../api/client';
import { searchQuery } from '../api/lists';
import type { SearchHit } from '../api/model';
import { facetsQuery } from '../api/queries';
import { clock } from '../ui/format';
import { useNow } from '../ui/now';
import { EmptyState, ErrorStrip } from '../ui/states';
import { foundText } from '../views/lists/list-page';
import { usePageTitle } from '../views/page-title';
import { useRange } from '../views/range-context';
import { HitList } from '../views/search/hit-list';
import { SearchBox } from '../views/search/search-box';
import '../views/search/search.css';
import { WhereBar } from '../views/where/where-bar';
import { useList } from './use-list';
import { useWhereDesk } from './use-where-desk';

const hitsOf = (page: { hits: SearchHit[] }) => page.hits;

/** Words in what agents read and wrote, step by step. */
export function SearchRoute() {
  const { project } = useParams({ from: '/p/$project/search' });
  const { q = '', where } = useSearch({ from: '/p/$project/search' });
  const navigate = useNavigate({ from: '/p/$project/search' });
  const { range, setRange } = useRange();
  const now = useNow(60_000);
  const desk = useWhereDesk(project, 'observation');
  const facets = useQuery(facetsQuery(project, range));
  const { rows, list } = useList(useInfiniteQuery({ ...searchQuery(project, range, q, where), enabled: q !== '' }), hitsOf);
  const results = useRef<HTMLDivElement>(null);
  const narrow = (next: string | undefined) => void navigate({ search: (old) => ({ ...old, where: next }), replace: true });
  const badQuery = list.error instanceof ApiError && list.error.field === 'query' ? list.error : undefined;
  usePageTitle('Search', project);

  const isEmpty = q !== '' && !list.loading && list.error === null && rows.length === 0;
  return (
    <div className="searchpage">
      <h1 className="sr">Search</h1>
      <div className="sbox"><SearchBox key={project} query={q} found={q === '' ? '' : foundText(list, 'step')} onQuery={(next) => void navigate({ search: (old) => ({ ...old, q: next }), replace: true })} onDown={() => results.current?.querySelector<HTMLElement>('a.hit')?.focus()} /></div>
      <WhereBar project={project} subject="observation" where={where ?? ''} desk={desk} facets={facets.data} found="" onApply={narrow} hasKey={false} />
      <div ref={results} className="sresults" aria-busy={list.loading}>
        {list.isRefetching && <div className="busy" />}
        {q === '' ? (
          <EmptyState icon={<TextSearch className="big" />} title="Search in what agents read and wrote"><p>Every word must occur in the name, input, output or error of one step. <code>time*</code> finds beginnings, <code>"no seat left"</code> a phrase.</p></EmptyState>
        ) : list.isUnreadable ? <EmptyState icon={<SearchX className="big" />} title="The filter cannot be read" actions={<button type="button" className="btn" onClick={() => narrow(undefined)}>Remove the filter</button>} />
          : badQuery !== undefined ? <EmptyState icon={<SearchX className="big" />} title="This cannot be searched for"><p>{badQuery.message}</p></EmptyState>
          : list.error !== null && rows.length === 0 ? <ErrorStrip error={list.error} onRetry={list.retry} />
          : isEmpty && list.searchedUntil === null ? (
            <EmptyState icon={<SearchX className="big" />} title={`No step has “${q}”`} actions={<>
              {where !== undefined && <button type="button" className="btn" onClick={() => narrow(undefined)}>Remove the filter</button>}
              {!(range.kind === 'preset' && range.preset === '30d') && <button type="button" className="btn" onClick={() => setRange({ kind: 'preset', preset: '30d' })}>Look at the last 30 days</button>}
            </>}><p>Words are whole: <code>time</code> does not find timeout, <code>time*</code> does.</p></EmptyState>
          ) : <HitList project={project} hits={rows} now={now} />}
        {list.error !== null && !list.isUnreadable && rows.length > 0 && <ErrorStrip error={list.error} onRetry={list.retry} />}
        {q !== '' && list.searchedUntil !== null && (
          <div className="strip note" role="status"><Clock className="ico" /><span className="grow">Time was up: everything since {clock(list.searchedUntil, { now: 0 })} was looked at, what is older not yet.</span><button type="button" className="btn s" disabled={list.isReadingOn} onClick={list.more}>{list.isReadingOn ? 'Looking …' : 'Go on'}</button></div>
        )}
        {list.searchedUntil === null && list.hasMore && rows.length > 0 && <div className="sfoot"><button type="button" className="btn" disabled={list.isReadingOn} onClick={list.more}>{list.isReadingOn ? 'Looking …' : 'Show more'}</button></div>}
      </div>
    </div>
  );
}
