import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useKeys } from './keys';
import './row-table.css';
import { useWidth } from './use-width';

export interface RowColumn<T> {
  id: string;
  title: string;
  /** 0: what is left. */
  width: number;
  number?: boolean;
  /** In this order columns go when there is less room; without it they stay. */
  leaves?: number;
  cell: (row: T) => ReactNode;
}

interface RowTableProps<T> {
  label: string;
  rows: readonly T[];
  idOf: (row: T) => string;
  columns: readonly RowColumn<T>[];
  /** The column by which the rows are ordered, highest first. */
  sorted?: string;
  hasMore: boolean;
  loading: boolean;
  /** Each list is left and found again where it was. */
  scrollKey: string;
  onNearEnd: () => void;
  onOpen: (row: T) => void;
  empty?: ReactNode;
}

const ROW = 28;
const NEAR_END = 30;
const REST_MIN = 180;
const SIDES = 28;
const leftAt = new Map<string, { top: number; active: string | undefined }>();

/** Any number of rows in one grid with one tab stop; only the rows on screen exist. */
export function RowTable<T>({ label, rows, idOf, columns, sorted, hasMore, loading, scrollKey, onNearEnd, onOpen, empty }: RowTableProps<T>) {
  const scroller = useRef<HTMLDivElement>(null);
  const [width, measure] = useWidth();
  const [active, setActive] = useState(() => leftAt.get(scrollKey)?.active);
  const shown = useMemo(() => fitting(columns, width), [columns, width]);
  const gridTemplateColumns = shown.map((it) => (it.width === 0 ? 'minmax(0, 1fr)' : `${it.width}px`)).join(' ');
  const index = active === undefined ? -1 : rows.findIndex((it) => idOf(it) === active);
  // oxlint-disable-next-line react/incompatible-library -- no compiler here; the virtualizer tells us when to draw
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => ROW, overscan: 12, initialOffset: leftAt.get(scrollKey)?.top ?? 0, getItemKey: (at) => idOf(rows[at]), scrollPaddingStart: ROW });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && rows.length > 0 && last > rows.length - NEAR_END) onNearEnd();
  }, [hasMore, last, rows.length, onNearEnd]);

  const moveTo = (to: number) => {
    const at = Math.max(0, Math.min(rows.length - 1, to));
    if (rows[at] === undefined) return;
    setActive(idOf(rows[at]));
    leftAt.set(scrollKey, { top: leftAt.get(scrollKey)?.top ?? 0, active: idOf(rows[at]) });
    virtual.scrollToIndex(at, { align: 'auto' });
  };
  const page = () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW) - 2);
  const keys: Record<string, () => void> = {
    j: () => moveTo(index + 1), k: () => moveTo(Math.max(0, index - 1)), ArrowDown: () => moveTo(index + 1), ArrowUp: () => moveTo(Math.max(0, index - 1)),
    Home: () => moveTo(0), End: () => moveTo(rows.length - 1), PageDown: () => moveTo(index + page()), PageUp: () => moveTo(index - page()), Enter: () => { if (index >= 0) onOpen(rows[index]); },
  };
  const { j, k, Enter } = keys;
  useKeys({ j, k, ...(index >= 0 && isFree() ? { Enter } : {}) });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== scroller.current || keys[event.key] === undefined || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    keys[event.key]();
  };

  return (
    <div className="tbox" ref={measure}>
      <div ref={scroller} className="tscroll" role="grid" aria-label={label} tabIndex={0} aria-rowcount={hasMore ? -1 : rows.length + 1} aria-colcount={shown.length} aria-activedescendant={index >= 0 ? `row-${active}` : undefined} aria-busy={loading} onKeyDown={onKeyDown}
        onFocus={(event) => { if (event.target === event.currentTarget && index < 0 && rows.length > 0 && event.currentTarget.matches(':focus-visible')) setActive(idOf(rows[0])); }}
        onScroll={(event) => leftAt.set(scrollKey, { top: event.currentTarget.scrollTop, active })}>
        <div className="thead-row" role="row" aria-rowindex={1} style={{ gridTemplateColumns }}>
          {shown.map((it) => <span key={it.id} role="columnheader" className={it.number ? 'num' : ''} aria-sort={it.id === sorted ? 'descending' : undefined}>{it.id === 'status' ? <span className="sr">{it.title}</span> : it.id === sorted ? `↓ ${it.title}` : it.title}</span>)}
        </div>
        {empty ?? (loading ? <Skeleton count={20} template={gridTemplateColumns} columns={shown.length} /> : (
          <div className="tbody" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
            {items.map((item) => {
              const row = rows[item.index];
              const id = idOf(row);
              return (
                // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the grid has the keys: one tab stop, Enter opens
                <div key={id} id={`row-${id}`} role="row" aria-rowindex={item.index + 2} className={`tr ${id === active ? 'active' : ''}`} style={{ transform: `translateY(${item.start}px)`, gridTemplateColumns }}
                  onClick={(event) => {
                    setActive(id);
                    if (event.metaKey || event.ctrlKey || event.shiftKey || window.getSelection()?.isCollapsed === false || (event.target as Element).closest('a') !== null) return;
                    onOpen(row);
                  }}>
                  {shown.map((it) => <span key={it.id} role="gridcell" className={`td col-${it.id} ${it.number ? 'num' : ''}`}>{it.cell(row)}</span>)}
                </div>
              );
            })}
          </div>
        ))}
        {hasMore && !loading && empty === undefined && <Skeleton count={2} template={gridTemplateColumns} columns={shown.length} />}
      </div>
    </div>
  );
}

/** Enter belongs to the control that has the focus, if one has. */
const isFree = () => document.activeElement === null || document.activeElement === document.body || document.activeElement.getAttribute('role') === 'grid' || document.activeElement.id === 'main';

/** The columns that leave the widest its room. */
export function fitting<C extends { width: number; leaves?: number }>(columns: readonly C[], width: number): readonly C[] {
  const leaving = columns.filter((it) => it.leaves !== undefined).sort((a, b) => a.leaves! - b.leaves!);
  let shown = columns;
  for (const next of leaving) {
    if (width - shown.reduce((sum, it) => sum + it.width, SIDES) >= REST_MIN) break;
    shown = shown.filter((it) => it !== next);
  }
  return shown;
}

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
