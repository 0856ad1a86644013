import { ListX } from 'lucide-react';
import type { ReactNode } from 'react';
import { clock, count } from '../../ui/format';
import { EmptyState, ErrorStrip } from '../../ui/states';
import { ViewsMenu, type SavedViews } from '../saved/views-menu';
import './lists.css';

/** How a list that is read page by page stands. */
export interface ListState {
  shown: number;
  hasMore: boolean;
  loading: boolean;
  isRefetching: boolean;
  isReadingOn: boolean;
  more: () => void;
  error: Error | null;
  /** True when the server could not read the filter: the line above says where. */
  isUnreadable: boolean;
  retry: () => void;
  /** Set when time was up: what is older has not been looked at. */
  searchedUntil: string | null;
}

export const foundText = ({ shown, hasMore, loading, isUnreadable }: ListState, one: string) => (loading || isUnreadable ? '' : `${count(shown)}${hasMore ? ' and more' : shown === 1 ? ` ${one}` : ` ${one}s`}`);

interface ListPageProps { title: string; hint: ReactNode; saved: SavedViews; bar: ReactNode; list: ListState; noun: string; where: string | undefined; onClear: () => void; table: (empty: ReactNode) => ReactNode; teach: ReactNode }

/** A list with its filter above; what there is to say when it is empty, or only partly looked through. */
export function ListPage({ title, hint, saved, bar, list, noun, where, onClear, table, teach }: ListPageProps) {
  const isEmpty = !list.loading && list.shown === 0;
  const empty = list.isUnreadable ? <EmptyState icon={<ListX className="big" />} title="The filter cannot be read" actions={<button type="button" className="btn" onClick={onClear}>Remove the filter</button>} />
    : list.error !== null && list.shown === 0 ? <ErrorStrip error={list.error} onRetry={list.retry} />
    : isEmpty && list.searchedUntil !== null ? <EmptyState icon={<ListX className="big" />} title={`No ${noun} matches back to ${clock(list.searchedUntil, { now: 0 })}`} actions={<button type="button" className="btn" disabled={list.isReadingOn} onClick={list.more}>Look further back</button>} />
    : isEmpty && where !== undefined ? <EmptyState icon={<ListX className="big" />} title={`No ${noun} matches`} actions={<button type="button" className="btn" onClick={onClear}>Remove the filter</button>} />
    : isEmpty ? <EmptyState icon={<ListX className="big" />} title={`No ${noun} in this time`}>{teach}</EmptyState> : undefined;
  return (
    <div className="lpage">
      <div className="views"><h1>{title}</h1><span className="grow cut xs f3">{hint}</span><ViewsMenu saved={saved} /></div>
      {bar}
      <div className="twrap">
        {list.isRefetching && <div className="busy" />}
        {table(empty)}
        {list.error !== null && !list.isUnreadable && list.shown > 0 && <div className="tfoot"><ErrorStrip error={list.error} onRetry={list.retry} /></div>}
      </div>
    </div>
  );
}
