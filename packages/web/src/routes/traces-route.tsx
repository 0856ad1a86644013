import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { ArrowUp, ListX } from 'lucide-react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { ApiError } from '../api/client';
import type { Overview, TraceSummary } from '../api/model';
import { facetsQuery, HEAD, newestTracesQuery, overviewQuery, tracesQuery, type TraceFilter } from '../api/queries';
import { clock, count } from '../ui/format';
import { useKeys } from '../ui/keys';
import { EmptyState, ErrorStrip } from '../ui/states';
import type { TimeRange } from '../ui/time-range';
import { usePageTitle } from '../views/page-title';
import { useLive } from '../views/live-context';
import { useRange } from '../views/range-context';
import { rangeLabel } from '../views/shell/range-picker';
import { rememberWalk } from '../views/trace-walk';
import { ViewsMenu } from '../views/saved/views-menu';
import { ColumnsMenu } from '../views/traces/columns-menu';
import { FilterBar } from '../views/traces/filter-bar';
import { Histogram } from '../views/traces/histogram';
import { mergeNewest } from '../views/traces/merge-newest';
import { Peek } from '../views/traces/peek';
import { freshFor, TraceTable } from '../views/traces/trace-table';
import '../views/traces/traces.css';
import { addressOf, columnsIn, looksOf } from './saved-search';
import { expressionOf, filterOf, FILTER_KEYS, shownAbove, type TracesSearch } from './search';
import { useSavedViews } from './use-saved-views';
import { useWhereDesk } from './use-where-desk';

const TABS = [
  { status: undefined, label: 'All traces', total: (it: Overview) => it.totals.traces },
  { status: 'error', label: 'Failed', total: (it: Overview) => it.totals.failed_traces },
  { status: 'errors', label: 'With failed steps', total: undefined },
  { status: 'ok', label: 'Ok', total: undefined },
] as const;

export function TracesRoute() {
  const { project } = useParams({ from: '/p/$project/traces' });
  const search = useSearch({ from: '/p/$project/traces' });
  const navigate = useNavigate({ from: '/p/$project/traces' });
  const { range, setRange, brush } = useRange();
  const filter = useMemo(() => filterOf(search), [search]);
  const list = useTraceList(project, range, filter);
  const overview = useQuery(overviewQuery(project, range, shownAbove(search)));
  const facets = useQuery(facetsQuery(project, range));
  const desk = useWhereDesk(project, 'trace');
  const chosen = useMemo(() => columnsIn(search.cols), [search.cols]);
  usePageTitle('Traces', project);

  const change = useCallback((next: Partial<TracesSearch>) => void navigate({ search: (old) => ({ ...old, ...next }), replace: true }), [navigate]);
  const expression = expressionOf(search);
  const saved = useSavedViews(project, 'traces', looksOf(expression, range, search.cols), (view) => void navigate({ search: (old) => ({ ...old, ...NOT_NARROWED, ...addressOf(view, Date.now()) }) }));
  const open = (trace: TraceSummary) => {
    rememberWalk(list.rows.map((it) => it.trace_id));
    void navigate({ to: '/p/$project/traces/$traceId', params: { project, traceId: trace.trace_id }, search: (old) => ({ range: old.range, from: old.from, to: old.to }) });
  };
  const peeked = search.peek === undefined ? undefined : list.rows.find((it) => it.trace_id === search.peek);
  useKeys(peeked === undefined ? {} : { Escape: () => change({ peek: undefined }) });
  const clauses = CLAUSE_KEYS.filter((key) => search[key] !== undefined);
  const isUnreadable = list.error instanceof ApiError && list.error.field === 'where';

  return (
    <div className={`traces ${peeked === undefined ? '' : 'peeking'}`}>
      <h1 className="sr">Traces</h1>
      <div className="views">
        <div className="tabs" role="group" aria-label="Status">
          {TABS.map(({ status, label, total }) => (
            <button key={label} type="button" aria-pressed={search.status === status} onClick={() => change({ status })}>
              {label}{total !== undefined && overview.data !== undefined && <em>{count(total(overview.data))}</em>}
            </button>
          ))}
        </div>
        <ColumnsMenu chosen={chosen} onChange={(next) => change({ cols: next?.join(',') })} />
        <ViewsMenu saved={saved} />
      </div>
      <FilterBar project={project} where={search.where ?? ''} desk={desk} facets={facets.data} named={search} onApply={(where) => change({ where })} onNamed={change} onWrite={() => change({ ...NOT_NARROWED, status: search.status, where: expressionOf({ ...search, status: undefined }) })}
        found={list.isFirstLoad || isUnreadable ? '' : `${count(list.rows.length)}${list.hasMore ? ' and more' : list.rows.length === 1 ? ' trace' : ' traces'}`} />
      {overview.error !== null && overview.data === undefined && !isUnreadable ? <ErrorStrip error={overview.error} onRetry={() => void overview.refetch()} /> : <Histogram overview={overview.data} onBrush={brush} />}
      <div className="twrap">
        {list.isRefetching && <div className="busy" />}
        {list.waiting > 0 && <button type="button" className="btn newrows" onClick={list.showWaiting}><ArrowUp />{list.waiting >= HEAD ? `${HEAD} or more` : count(list.waiting)} new</button>}
        <TraceTable project={project} rows={list.rows} fresh={list.fresh} hasMore={list.hasMore} loading={list.isFirstLoad} scrollKey={JSON.stringify([project, range, filter])} toTop={list.toTop} chosen={chosen} peeked={search.peek}
          onNearEnd={list.more} onTop={list.setAtTop} onOpen={open} onPeek={(trace) => change({ peek: search.peek === trace.trace_id ? undefined : trace.trace_id })} key={JSON.stringify([project, filter])}
          empty={isUnreadable ? <EmptyState icon={<ListX className="big" />} title="The filter cannot be read" actions={<button type="button" className="btn" onClick={() => change({ where: undefined })}>Remove the filter</button>} />
            : list.error !== null && list.rows.length === 0 ? <ErrorStrip error={list.error} onRetry={list.retry} /> : list.isEmpty && list.searchedUntil !== null ? (
            <EmptyState icon={<ListX className="big" />} title={`No trace matches back to ${clock(list.searchedUntil, { now: 0 })}`} actions={<button type="button" className="btn" disabled={list.isSearchingOn} onClick={list.more}>Look further back</button>} />
          ) : list.isEmpty ? (
            <EmptyState icon={<ListX className="big" />} title={clauses.length === 0 ? `No trace ${inWords(range)}` : 'No trace matches'}
              actions={<>
                {clauses.map((key) => <button key={key} type="button" className="btn" onClick={() => change({ [key]: undefined })}>Remove {key === 'text' ? `“${search.text}”` : key === 'where' ? 'the filter' : `${key} ${search[key]}`}</button>)}
                {!(range.kind === 'preset' && range.preset === '30d') && <button type="button" className="btn" onClick={() => setRange({ kind: 'preset', preset: '30d' })}>Look at the last 30 days</button>}
              </>} />
          ) : undefined} />
        {list.error !== null && !isUnreadable && list.rows.length > 0 && <div className="tfoot"><ErrorStrip error={list.error} onRetry={list.retry} /></div>}
      </div>
      {peeked !== undefined && <Peek trace={peeked} project={project} onClose={() => change({ peek: undefined })} />}
    </div>
  );
}

const CLAUSE_KEYS = [...FILTER_KEYS, 'where'] as const;
const NOT_NARROWED: Partial<TracesSearch> = Object.fromEntries(CLAUSE_KEYS.map((key) => [key, undefined]));

const inWords = (range: TimeRange) => (range.kind === 'preset' ? `in the ${rangeLabel(range, 0).toLowerCase()}` : `from ${rangeLabel(range, Date.now())}`);

/** The pages of the list with what has come in since, at the top when the reader is there. */
function useTraceList(project: string, range: TimeRange, filter: TraceFilter) {
  const queryClient = useQueryClient();
  const live = useLive();
  const pages = useInfiniteQuery(tracesQuery(project, range, filter));
  const newest = useQuery({ ...newestTracesQuery(project, range, filter), enabled: live.on && range.kind === 'preset' && pages.data !== undefined });
  const [atTop, setAtTop] = useState(true);
  const [toTop, setToTop] = useState(0);
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());

  const read = useMemo(() => pages.data?.pages.flatMap((it) => it.traces) ?? [], [pages.data]);
  const { rows, waiting } = useMemo(() => mergeNewest(read, newest.data?.traces ?? [], seen, atTop), [read, newest.data, seen, atTop]);

  // Whatever was seen stays, also when the reader scrolls away from the top; the newcomers are marked for a moment.
  useEffect(() => {
    if (rows.length === read.length) return;
    const inPages = new Set(read.map((it) => it.trace_id));
    const added = rows.map((it) => it.trace_id).filter((id) => !seen.has(id) && !inPages.has(id));
    if (added.length === 0) return;
    // oxlint-disable-next-line react/set-state-in-effect -- once a batch: what was drawn is now known to have been seen
    setSeen((before) => new Set([...before, ...added]));
    setFresh(new Set(added));
  }, [rows, read, seen]);
  useEffect(() => {
    if (fresh.size === 0) return;
    const timer = setTimeout(() => setFresh(new Set()), freshFor);
    return () => clearTimeout(timer);
  }, [fresh]);
  const { fetchNextPage, hasNextPage, isFetchingNextPage, isFetching, refetch } = pages;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  return {
    rows, waiting, fresh, toTop, more, setAtTop,
    hasMore: hasNextPage, error: pages.error, retry: () => void refetch(),
    searchedUntil: pages.data?.pages.at(-1)?.searched_until ?? null, isSearchingOn: isFetchingNextPage,
    isFirstLoad: pages.isPending, isEmpty: pages.isSuccess && rows.length === 0, isRefetching: isFetching && !isFetchingNextPage && pages.isPlaceholderData,
    showWaiting: () => {
      setAtTop(true);
      setToTop((it) => it + 1);
      if (waiting >= HEAD) void queryClient.resetQueries({ queryKey: ['traces', project] });   // there may be more between the newest few and the pages
    },
  };
}
