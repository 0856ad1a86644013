import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { TraceSummary } from '../../api/model';
import { useKeys } from '../../ui/keys';
import { useNow } from '../../ui/now';
import '../../ui/row-table.css';
import { useWidth } from '../../ui/use-width';
import { Cell } from './cells';
import { columnsFor, templateOf } from './columns';

const ROW = 28;
const NEAR_END = 40;
const FRESH_MS = 1_000;

interface TraceTableProps {
  project: string;
  /** Undefined: the usual columns. */
  chosen?: readonly string[] | undefined;
  rows: TraceSummary[];
  /** Ids that came in while the page was open: they are marked for a second. */
  fresh: ReadonlySet<string>;
  hasMore: boolean;
  /** While the first page is on its way. */
  loading: boolean;
  scrollKey: string;
  /** Counted up to go to the top. */
  toTop: number;
  onNearEnd: () => void;
  onTop: (atTop: boolean) => void;
  onOpen: (trace: TraceSummary) => void;
  onPeek: (trace: TraceSummary) => void;
  peeked: string | undefined;
  /** Shown instead of rows: nothing matches, or nothing could be read. */
  empty?: ReactNode;
}

/** Where each list was left, so that going back finds it there. */
const leftAt = new Map<string, { top: number; active: string | undefined }>();

/** Any number of traces in one grid; only the rows on screen exist. */
export function TraceTable(props: TraceTableProps) {
  const { rows, scrollKey, hasMore, loading, onNearEnd, onTop, onOpen, onPeek } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [width, measure] = useWidth();
  const now = useNow(1000);
  const [active, setActive] = useState<string | undefined>(() => leftAt.get(scrollKey)?.active);
  const withDay = rows.length > 0 && new Date(rows.at(-1)!.start_time).toDateString() !== new Date(now).toDateString();
  const columns = useMemo(() => columnsFor(width, withDay, props.chosen), [width, withDay, props.chosen]);
  const template = templateOf(columns);
  const scale = useMemo(() => durationScale(rows), [rows]);
  const index = active === undefined ? -1 : rows.findIndex((it) => it.trace_id === active);
  // oxlint-disable-next-line react/incompatible-library -- no compiler here; the virtualizer tells us when to draw
  const virtual = useVirtualizer({
    count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => ROW, overscan: 12, initialOffset: leftAt.get(scrollKey)?.top ?? 0, getItemKey: (at) => rows[at].trace_id, scrollPaddingStart: ROW,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;

  useEffect(() => {
    if (hasMore && rows.length > 0 && last > rows.length - NEAR_END) onNearEnd();
  }, [hasMore, last, rows.length, onNearEnd]);
  useEffect(() => {
    leftAt.set(scrollKey, { top: leftAt.get(scrollKey)?.top ?? 0, active });
  }, [scrollKey, active]);

  useEffect(() => {
    if (props.toTop > 0) scroller.current?.scrollTo({ top: 0 });
  }, [props.toTop]);

  const moveTo = (to: number) => {
    const at = Math.max(0, Math.min(rows.length - 1, to));
    if (rows[at] === undefined) return;
    setActive(rows[at].trace_id);
    virtual.scrollToIndex(at, { align: 'auto' });
    if (props.peeked !== undefined) onPeek(rows[at]);
  };
  const page = () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW) - 2);
  const keys: Record<string, () => void> = {
    j: () => moveTo(index + 1), k: () => moveTo(Math.max(0, index - 1)), ArrowDown: () => moveTo(index + 1), ArrowUp: () => moveTo(Math.max(0, index - 1)),
    Home: () => moveTo(0), End: () => moveTo(rows.length - 1), PageDown: () => moveTo(index + page()), PageUp: () => moveTo(index - page()),
    Enter: () => index >= 0 && onOpen(rows[index]), ' ': () => index >= 0 && onPeek(rows[index]),
  };
  const { j, k, Enter, ' ': space } = keys;
  useKeys({ j, k, ...(index >= 0 && isFree() ? { Enter, ' ': space } : {}) });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== scroller.current || keys[event.key] === undefined || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    keys[event.key]();
  };

  return (
    <div className="tbox" ref={measure}>
      <div ref={scroller} className="tscroll" role="grid" aria-label="Traces" tabIndex={0} aria-rowcount={hasMore ? -1 : rows.length + 1} aria-colcount={columns.length} aria-activedescendant={index >= 0 ? `row-${active}` : undefined} aria-busy={loading}
        onKeyDown={onKeyDown}
        onFocus={(event) => { if (event.target === event.currentTarget && index < 0 && rows.length > 0 && event.currentTarget.matches(':focus-visible')) setActive(rows[0].trace_id); }}
        onScroll={(event) => {
          leftAt.set(scrollKey, { top: event.currentTarget.scrollTop, active });
          onTop(event.currentTarget.scrollTop < ROW / 2);
        }}>
        <div className="thead-row" role="row" aria-rowindex={1} style={{ gridTemplateColumns: template }}>
          {columns.map((it) => <span key={it.id} role="columnheader" className={it.number ? 'num' : ''} aria-sort={it.id === 'started' ? 'descending' : undefined}>{it.id === 'status' ? <span className="sr">Status</span> : it.id === 'started' ? `↓ ${it.title}` : it.title}</span>)}
        </div>
        {props.empty ?? (loading ? <Skeleton count={24} template={template} columns={columns.length} /> : (
          <div className="tbody" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
            {items.map((item) => {
              const trace = rows[item.index];
              return (
                // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the grid has the keys: one tab stop, Enter opens
                <div key={trace.trace_id} id={`row-${trace.trace_id}`} role="row" aria-rowindex={item.index + 2} aria-selected={trace.trace_id === props.peeked}
                  className={`tr ${trace.trace_id === active ? 'active' : ''} ${props.fresh.has(trace.trace_id) ? 'fresh' : ''}`} style={{ transform: `translateY(${item.start}px)`, gridTemplateColumns: template }}
                  onClick={(event) => {
                    setActive(trace.trace_id);
                    if (event.metaKey || event.ctrlKey || event.shiftKey || window.getSelection()?.isCollapsed === false || event.target instanceof HTMLAnchorElement) return;
                    onOpen(trace);
                  }}>
                  {columns.map((column) => <span key={column.id} role="gridcell" className={`td col-${column.id} ${column.number ? 'num' : ''}`}><Cell column={column} trace={trace} context={{ project: props.project, now, short: width < 720 && withDay, ...scale }} /></span>)}
                </div>
              );
            })}
          </div>
        ))}
        {hasMore && !loading && props.empty === undefined && <Skeleton count={3} template={template} columns={columns.length} />}
      </div>
    </div>
  );
}

export const freshFor = FRESH_MS;

/** Bars are measured against the slowest row on the list, but one outlier does not make all others vanish. */
function durationScale(rows: TraceSummary[]): { slowNs: number; topNs: number } {
  const sorted = rows.map((it) => it.duration_ns).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 1;
  return { slowNs: sorted.length < 20 ? Infinity : at(0.95), topNs: Math.max(1, Math.min(at(1), at(0.95) * 1.5)) };
}

/** Enter and Space belong to the control that has the focus, if one has. */
const isFree = () => document.activeElement === null || document.activeElement === document.body || document.activeElement.getAttribute('role') === 'grid' || document.activeElement.id === 'main';

function Skeleton({ count, template, columns }: { count: number; template: string; columns: number }) {
  return (
    <div className="appear" aria-hidden="true">
      {Array.from({ length: count }, (_, row) => (
        <div key={row} className="tr still" style={{ gridTemplateColumns: template }}>
          {Array.from({ length: columns }, (_, column) => <span key={column} className="td"><span className="sk" style={{ width: `${40 + ((row * 7 + column * 13) % 5) * 11}%` }} /></span>)}
        </div>
      ))}
    </div>
  );
}
