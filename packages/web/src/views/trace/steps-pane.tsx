import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronsDownUp, ChevronsUpDown, Search } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { exact } from '../../ui/format';
import { useKeys } from '../../ui/keys';
import { Splitter } from '../../ui/splitter';
import { useStored } from '../../ui/stored';
import { failedInOrder } from './failures';
import { StepRowView } from './step-row';
import { ancestors, foldedAtFirst, nameOf, visibleRows, type Step, type StepTree } from './step-tree';
import { timeScale } from './timeline';

const ROW = 24;
const NARROW_ROW = 46;

interface StepsPaneProps { tree: StepTree; selected: string; narrow: boolean; truncated: boolean; onSelect: (id: string) => void; onOpen: () => void }

/** Tree and waterfall in one scroller; only the rows on screen exist. */
export function StepsPane({ tree, selected, narrow, truncated, onSelect, onOpen }: StepsPaneProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [treeWidth, setTreeWidth] = useStored('tree-width', '372');
  const [folds, setFolds] = useFolds(tree, selected);
  const rows = useMemo(() => visibleRows(tree.roots, folds), [tree, folds]);
  const scale = useMemo(() => timeScale(tree.startMs, tree.endMs), [tree]);
  const index = rows.findIndex((it) => it.step.id === selected);
  const find = useFind(tree);
  const rowHeight = narrow ? NARROW_ROW : ROW;
  // oxlint-disable-next-line react/incompatible-library -- no compiler here; the virtualizer tells us when to draw
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 16, getItemKey: (at) => rows[at].step.id });
  useEffect(() => virtual.measure(), [virtual, rowHeight]);

  const reveal = (step: Step) => {
    const above = ancestors(step).filter((it) => folds.has(it.id));
    if (above.length > 0) setFolds(new Set([...folds].filter((id) => !above.some((it) => it.id === id))));
    onSelect(step.id);
  };
  // The selection stays in sight: after a jump, an unfolding, or when the page was opened at a step.
  const at = useRef(index);
  const isShown = index >= 0;
  useEffect(() => {
    at.current = index;
  });
  useEffect(() => {
    if (!isShown) return;
    const { startIndex = 0, endIndex = 0 } = virtual.range ?? {};
    virtual.scrollToIndex(at.current, { align: at.current < startIndex - 1 || at.current > endIndex + 1 ? 'center' : 'auto' });
  }, [virtual, selected, isShown]);

  const fold = (id: string) => setFolds(toggled(folds, id));
  const go = (to: number) => rows[to] !== undefined && onSelect(rows[to].step.id);
  const current = rows[index]?.step;
  const right = () => {
    if (current === undefined) return;
    if (folds.has(current.id) && current.children.length > 0) fold(current.id);
    else if (current.children[0] !== undefined) onSelect(current.children[0].id);
  };
  const left = () => {
    if (current === undefined) return;
    if (!folds.has(current.id) && current.children.length > 0) fold(current.id);
    else if (current.parent !== undefined) onSelect(current.parent.id);
  };
  const failed = useMemo(() => failedInOrder(tree), [tree]);
  const nextFailed = (direction: 1 | -1) => {
    if (failed.length === 0) return;
    const at = failed.findIndex((it) => it.id === selected);
    reveal(failed[at < 0 ? (direction === 1 ? 0 : failed.length - 1) : (at + direction + failed.length) % failed.length]);
  };
  const foldAll = () => setFolds(folds.size > 0 ? new Set() : new Set([...tree.byId.values()].filter((it) => it.children.length > 0 && it.parent !== undefined).map((it) => it.id)));
  const step: Record<string, () => void> = {
    ArrowDown: () => go(index + 1), ArrowUp: () => go(index - 1), ArrowRight: right, ArrowLeft: left, Home: () => go(0), End: () => go(rows.length - 1),
    PageDown: () => go(Math.min(rows.length - 1, index + 20)), PageUp: () => go(Math.max(0, index - 20)), Enter: onOpen,
  };
  useKeys({
    j: () => go(index + 1), k: () => go(index - 1), n: () => nextFailed(1), 'Shift+n': () => nextFailed(-1), e: () => failed[0] && reveal(failed.find((it) => it.failed === 1) ?? failed[0]), f: foldAll,
    '/': () => find.field.current?.select(),
    ...(document.activeElement === document.body ? { ArrowDown: step.ArrowDown, ArrowUp: step.ArrowUp, ArrowRight: right, ArrowLeft: left } : {}),
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (step[event.key] === undefined || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    step[event.key]();
  };

  return (
    <section className="steps" aria-label="Steps">
      <div className="bar">
        <span className="find">
          <Search className="ico s f3" />
          <input ref={find.field} value={find.text} onChange={(event) => find.setText(event.target.value)} placeholder="Find a step" aria-label="Find a step" autoComplete="off" spellCheck={false}
            onKeyDown={(event) => {
              if (event.key === 'Enter') find.go(event.shiftKey ? -1 : 1, selected, reveal);
              if (event.key === 'Escape') { find.setText(''); scroller.current?.focus(); }
            }} />
          <span className="xs f3 tn">{find.text === '' ? <kbd>/</kbd> : exact(find.matches.length)}</span>
        </span>
        <span className="grow" />
        {failed.length > 0 && <button type="button" className="btn s" title="Next failed step  N" onClick={() => nextFailed(1)}>Next failed<kbd>N</kbd></button>}
        {tree.total > tree.roots.length && <button type="button" className="btn s icon" title={folds.size > 0 ? 'Unfold all  F' : 'Fold all  F'} aria-label={folds.size > 0 ? 'Unfold all' : 'Fold all'} onClick={foldAll}>{folds.size > 0 ? <ChevronsUpDown /> : <ChevronsDownUp />}</button>}
      </div>
      <div className="wf" style={{ '--tree': `${treeWidth}px` } as React.CSSProperties}>
        <div className="axis">
          <span>{said(rows.length, tree, truncated)}</span>
          <div className="scale" aria-hidden="true">{scale.ticks.map((it) => <span key={it.at} style={{ left: `${(100 * it.at) / scale.lengthMs}%` }}>{it.label}</span>)}</div>
        </div>
        <div ref={scroller} className="wrows" role="treegrid" aria-label="Steps of this trace" aria-rowcount={rows.length} tabIndex={0} aria-activedescendant={`step-${selected}`} onKeyDown={onKeyDown}>
          <div className="wbody" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
            <div className="grid" aria-hidden="true">{scale.ticks.map((it) => <i key={it.at} style={{ left: `${(100 * it.at) / scale.lengthMs}%` }} />)}</div>
            {virtual.getVirtualItems().map((item) => {
              const row = rows[item.index];
              return <StepRowView key={row.step.id} row={row} index={item.index} top={item.start} scale={scale} selected={row.step.id === selected} found={find.text !== '' && find.ids.has(row.step.id)} folded={folds.has(row.step.id)} onSelect={onSelect} onFold={fold} />;
            })}
          </div>
        </div>
        <Splitter className="treesplit" label="Width of the tree" value={Number(treeWidth)} min={220} max={640} direction={1} onChange={(value) => setTreeWidth(String(value))} />
      </div>
    </section>
  );
}

function said(shown: number, tree: StepTree, truncated: boolean): string {
  const all = `${exact(tree.total)}${truncated ? ' and more' : ''} ${tree.total === 1 ? 'step' : 'steps'}`;
  const lost = tree.lost > 0 ? `, ${tree.lost} without ${tree.lost === 1 ? 'its' : 'their'} parent` : '';
  if (truncated) return `The first ${exact(tree.total)} steps${lost}`;
  return shown < tree.total ? `${exact(shown)} of ${all} shown${lost}` : `${all}${lost}`;
}

/** Folds of this trace, open around the step that the page was opened at. Once the reader has folded, steps that arrive later come unfolded. */
function useFolds(tree: StepTree, selected: string): [ReadonlySet<string>, (folds: Set<string>) => void] {
  const [openedAt] = useState(selected);
  const [chosen, setChosen] = useState<Set<string>>();
  const atFirst = useMemo(() => {
    const folds = foldedAtFirst(tree);
    const step = tree.byId.get(openedAt);
    if (step !== undefined) for (const above of ancestors(step)) folds.delete(above.id);
    return folds;
  }, [tree, openedAt]);
  return [chosen ?? atFirst, setChosen];
}

function toggled(folds: ReadonlySet<string>, id: string): Set<string> {
  const next = new Set(folds);
  if (!next.delete(id)) next.add(id);
  return next;
}

function useFind(tree: StepTree) {
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const matches = useMemo(() => {
    const words = text.trim().toLowerCase();
    if (words === '') return [];
    return [...tree.byId.values()].filter((it) => it.rounds === 1 && `${nameOf(it)} ${it.observation.type} ${it.observation.model ?? ''} ${it.observation.agent_name ?? ''} ${it.observation.status_message ?? ''} ${it.id}`.toLowerCase().includes(words)).sort((a, b) => a.startMs - b.startMs);
  }, [tree, text]);
  const ids = useMemo(() => new Set(matches.map((it) => it.id)), [matches]);
  const go = (direction: 1 | -1, selected: string, reveal: (step: Step) => void) => {
    if (matches.length === 0) return;
    const at = matches.findIndex((it) => it.id === selected);
    reveal(matches[at < 0 ? 0 : (at + direction + matches.length) % matches.length]);
  };
  return { field, text, setText, matches, ids, go };
}
