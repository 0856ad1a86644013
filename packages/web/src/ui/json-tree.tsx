import { useMemo, useState, type ReactNode } from 'react';
import './json-tree.css';

const LONG = 300;
const PAGE = 100;
const OPEN_LINES = 80;

/** Data as a tree that folds: keys and values in their colours, long text cut until asked for. */
export function JsonTree({ value, openLines = OPEN_LINES }: { value: unknown; openLines?: number }) {
  const openDepth = useMemo(() => depthWithin(value, openLines), [value, openLines]);
  return <div className="json"><Node value={value} depth={0} openDepth={openDepth} /></div>;
}

/** How deep the tree can be unfolded before it has more lines than a screen. */
function depthWithin(value: unknown, lines: number): number {
  let level: unknown[] = [value];
  let used = 1;
  for (let depth = 0; depth < 12; depth++) {
    level = level.flatMap((it) => (it !== null && typeof it === 'object' ? Object.values(it) : []));
    used += level.length;
    if (used > lines || level.length === 0) return Math.max(1, depth);
  }
  return 12;
}

interface NodeProps { name?: string; value: unknown; depth: number; openDepth: number; last?: boolean }

function Node({ name, value, depth, openDepth, last = true }: NodeProps) {
  const [open, setOpen] = useState(depth < openDepth);
  const [shown, setShown] = useState(PAGE);
  const comma = last ? '' : ',';
  const key: ReactNode = name === undefined ? null : <><span className="k">{JSON.stringify(name)}</span>: </>;
  if (value === null || typeof value !== 'object') return <div className="jl">{key}<Leaf value={value} />{comma}</div>;
  const entries: [string, unknown][] = Array.isArray(value) ? value.map((it, index) => [String(index), it]) : Object.entries(value);
  const [before, after] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0) return <div className="jl">{key}<span className="d">{before}{after}</span>{comma}</div>;
  if (!open) return <div className="jl"><button type="button" className="jt" aria-expanded="false" onClick={() => setOpen(true)}>{key}<span className="d">{before} {sizeOf(entries.length, Array.isArray(value))} {after}</span></button>{comma}</div>;
  if (isShort(value)) return <div className="jl">{key}<Inline value={value} />{comma}</div>;
  return (
    <>
      <div className="jl"><button type="button" className="jt" aria-expanded="true" onClick={() => setOpen(false)}>{key}<span className="d">{before}</span></button></div>
      <div className="ji">
        {entries.slice(0, shown).map(([childKey, child], index) => <Node key={childKey} name={Array.isArray(value) ? undefined : childKey} value={child} depth={depth + 1} openDepth={openDepth} last={index === entries.length - 1} />)}
        {entries.length > shown && <button type="button" className="jmore" onClick={() => setShown(shown + PAGE * 10)}>Show {Math.min(PAGE * 10, entries.length - shown)} more of {entries.length}</button>}
      </div>
      <div className="jl"><span className="d">{after}</span>{comma}</div>
    </>
  );
}

const sizeOf = (count: number, isList: boolean) => `${count} ${isList ? (count === 1 ? 'item' : 'items') : count === 1 ? 'field' : 'fields'}`;

/** A small list or object of plain values reads better on one line. */
function isShort(value: object): boolean {
  const values = Object.values(value);
  return values.length <= 12 && values.every((it) => it === null || typeof it !== 'object') && JSON.stringify(value).length <= 64;
}

function Inline({ value }: { value: object }) {
  const isList = Array.isArray(value);
  return (
    <>
      <span className="d">{isList ? '[' : '{'} </span>
      {Object.entries(value).map(([key, it], index) => <span key={key}>{index > 0 && ', '}{!isList && <><span className="k">{JSON.stringify(key)}</span>: </>}<Leaf value={it} /></span>)}
      <span className="d"> {isList ? ']' : '}'}</span>
    </>
  );
}

function Leaf({ value }: { value: unknown }) {
  const [whole, setWhole] = useState(false);
  if (typeof value === 'string') {
    const cut = !whole && value.length > LONG;
    const text = cut ? value.slice(0, LONG) : value;
    return <span className="s">"{text.includes('\n') ? text : JSON.stringify(text).slice(1, -1)}{cut ? <>… <button type="button" className="jmore" onClick={() => setWhole(true)}>show all {value.length.toLocaleString('en-US')} characters</button></> : '"'}</span>;
  }
  return <span className={typeof value === 'number' ? 'n' : 'b'}>{String(value)}</span>;
}
