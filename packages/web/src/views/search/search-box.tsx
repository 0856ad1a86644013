import { Search, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useKeys } from '../../ui/keys';

/** What to look for; asked when one stops typing, or presses Enter. */
export function SearchBox({ query, found, onQuery, onDown }: { query: string; found: string; onQuery: (query: string | undefined) => void; onDown: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(query);
  const sent = useRef(query);
  useKeys({ '/': () => field.current?.select() });
  useEffect(() => {
    if (query === sent.current) return;
    sent.current = query;
    // oxlint-disable-next-line react/set-state-in-effect -- a link or "back" changed the address
    setTyped(query);
  }, [query]);
  const ask = (text: string) => {
    if (text.trim() === sent.current) return;
    sent.current = text.trim();
    onQuery(sent.current === '' ? undefined : sent.current);
  };
  useEffect(() => {
    const timer = setTimeout(() => ask(typed), 450);
    return () => clearTimeout(timer);
  });
  return (
    <div className="query big">
      <Search className="ico m f3" />
      {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- a page that one opens to type */}
      <input ref={field} type="search" value={typed} autoFocus={query === ''} placeholder={'Words, beginnings such as refund*, or a "phrase in quotes"'} aria-label="Search in what agents read and wrote" autoComplete="off" spellCheck={false} maxLength={500}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') ask(typed);
          if (event.key === 'ArrowDown') { event.preventDefault(); onDown(); }
          if (event.key === 'Escape') { if (typed === '') field.current?.blur(); setTyped(''); }
        }} />
      <span className="xs f3 tn found" role="status">{found}</span>
      {typed === '' ? <kbd>/</kbd> : <button type="button" className="btn ghost s icon" aria-label="Clear the search" onClick={() => { setTyped(''); ask(''); field.current?.focus(); }}><X /></button>}
    </div>
  );
}
