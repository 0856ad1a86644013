import { CircleAlert, ListFilter, X } from 'lucide-react';
import { lazy, Suspense, useRef, useState, type ReactNode } from 'react';
import type { Facets } from '../../api/model';
import { useKeys } from '../../ui/keys';
import { isWords, quoted, withClause } from './clauses';
import { mergeRecent } from './completions';
import type { WhereSubject } from './facet-clauses';
import { FacetMenu } from './facet-menu';
import { recentFilters, rememberFilter } from './recent-filters';
import { RecentMenu } from './recent-menu';
import { useWhereLine, type WhereDesk } from './use-where-line';
import type { WhereHandle } from './where-editor';
import './where.css';
import { corrected } from './wrong';

const WhereEditor = lazy(() => import('./where-editor'));

interface WhereBarProps {
  project: string;
  subject: WhereSubject;
  /** The filter that is applied: that of the address. */
  where: string;
  desk: WhereDesk;
  facets: Facets | undefined;
  found: string;
  onApply: (where: string | undefined) => void;
  /** False where `/` belongs to another field. */
  hasKey?: boolean;
  /** Shown below: what else narrows the list. */
  children?: ReactNode;
}

const HINTS: Record<WhereSubject, string> = {
  trace: "Filter: status = 'error' AND duration > 2s, or words to look for", observation: "Filter: type = 'TOOL' AND status = 'error'", session: 'Filter: trace_count > 3 AND cost > 0.1, or words to look for', user: 'Filter: failed_trace_count > 0 AND cost > 1',
};

/** One line to write a filter in. It is applied with Enter; what cannot be read is underlined and said. */
export function WhereBar({ project, subject, where, desk, facets, found, onApply, hasKey = true, children }: WhereBarProps) {
  const line = useWhereLine(where, desk, (next) => {
    if (next !== '') rememberFilter(project, subject, next);
    onApply(next === '' ? undefined : next);
  });
  const editor = useRef<WhereHandle>(null);
  const [hasFocus, setFocus] = useState(false);
  useKeys(hasKey ? { '/': () => editor.current?.focus() } : {});
  const { given, typed, wrong } = line;
  const label = `Filter of ${subject}s`;
  return (
    <div className="fbar" role="search">
      <div className="fline">
        {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- it only notes that the field within has the focus */}
        <div className={`query ${wrong === undefined ? '' : 'bad'}`} onFocus={() => setFocus(true)} onBlur={() => setFocus(false)}>
          <ListFilter className="ico m f3" />
          <Suspense fallback={<input className="mono" value={given.text} onChange={(event) => line.show(event.target.value)} placeholder={HINTS[subject]} aria-label={label} autoComplete="off" spellCheck={false} onKeyDown={(event) => { if (event.key === 'Enter') line.submit(event.currentTarget.value); }} />}>
            <WhereEditor handle={editor} given={given} label={label} hint={HINTS[subject]} wrong={wrong} hasFocus={hasFocus} onText={line.type} onEnter={(text) => line.submit(text)}
              onEscape={() => (document.activeElement as HTMLElement | null)?.blur()}
              suggest={async (text, cursor, signal) => mergeRecent(await desk.suggest(text, cursor, signal), recentFilters(project, subject), text, cursor)} />
          </Suspense>
          {typed.trim() !== where.trim() && wrong === undefined ? <span className="xs f3 found"><kbd>↵</kbd> to apply</span> : <span className="xs f3 tn found" role="status">{found}</span>}
          {typed === '' ? hasKey && <kbd>/</kbd> : <button type="button" className="btn ghost s icon" aria-label="Clear the filter" onClick={() => line.submit('')}><X /></button>}
        </div>
        <RecentMenu project={project} subject={subject} onChoose={(it) => line.submit(it)} />
        <FacetMenu subject={subject} facets={facets} onClause={(clause) => line.submit(withClause(typed, clause))} />
      </div>
      {wrong !== undefined && (
        <p className="fwrong" role="alert">
          <CircleAlert className="ico m" /><span>{wrong.problem}</span>
          {wrong.suggestions.length > 0 && <span className="f2">Did you mean</span>}
          {wrong.suggestions.map((it) => <button key={it} type="button" className="btn s mono" onClick={() => line.submit(corrected(typed, wrong, it))}>{it}</button>)}
          {isWords(typed.trim()) && <button type="button" className="btn s" onClick={() => line.submit(quoted(typed.trim()))}>Look for these words</button>}
        </p>
      )}
      {children}
    </div>
  );
}
