import { ListFilter, Plus, X } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useEffect, useRef, useState } from 'react';
import type { Facets } from '../../api/model';
import { count } from '../../ui/format';
import { useKeys } from '../../ui/keys';
import { unlessMovedOn } from '../../ui/menu-focus';

export type FacetKey = 'name' | 'agent' | 'model' | 'tag' | 'environment' | 'session' | 'user';
const FACETS: { key: FacetKey; label: string; of: keyof Facets }[] = [
  { key: 'name', label: 'name', of: 'names' }, { key: 'agent', label: 'agent', of: 'agents' }, { key: 'model', label: 'model', of: 'models' }, { key: 'tag', label: 'tag', of: 'tags' },
  { key: 'environment', label: 'environment', of: 'environments' }, { key: 'session', label: 'session', of: 'sessions' }, { key: 'user', label: 'user', of: 'users' },
];

export type Filters = { [key in FacetKey | 'status' | 'text']?: string };
interface FilterBarProps { filters: Filters; facets: Facets | undefined; found: string; onChange: (change: Filters) => void }

/** Words to look for, and one chip for each clause. */
export function FilterBar({ filters, facets, found, onChange }: FilterBarProps) {
  const set = FACETS.filter((it) => filters[it.key] !== undefined);
  return (
    <div className="fbar" role="search">
      <div className="fline">
        <TextFilter text={filters.text ?? ''} found={found} onChange={(text) => onChange({ text: text === '' ? undefined : text })} />
        {set.length === 0 && <FacetMenu facets={facets} onChange={onChange} />}
      </div>
      {set.length > 0 && (
        <div className="fchips">
          {set.map(({ key, label }) => (
            <span className="fchip" key={key}>
              <span className="f">{label}</span><span className="o">is</span><span className="v cut" title={filters[key]}>{filters[key]}</span>
              <button type="button" aria-label={`Remove filter ${label}`} onClick={() => onChange({ [key]: undefined })}><X className="ico s" /></button>
            </span>
          ))}
          <FacetMenu facets={facets} onChange={onChange} ghost />
        </div>
      )}
    </div>
  );
}

function TextFilter({ text, found, onChange }: { text: string; found: string; onChange: (text: string) => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(text);
  const sent = useRef(text);
  useKeys({ '/': () => field.current?.select() });
  // The address is the truth: a link, the palette or "back" changes the field; what is being typed is not thrown away by its own echo.
  useEffect(() => {
    if (text !== sent.current) {
      sent.current = text;
      setTyped(text);
    }
  }, [text]);
  useEffect(() => {
    const timer = setTimeout(() => {
      if (typed.trim() === sent.current) return;
      sent.current = typed.trim();
      onChange(sent.current);
    }, 220);
    return () => clearTimeout(timer);
  }, [typed, onChange]);
  const clear = () => setTyped('');
  return (
    <div className="query">
      <ListFilter className="ico m f3" />
      <input ref={field} value={typed} onChange={(event) => setTyped(event.target.value)} placeholder="Words in the name, input, output, error, ids, agents, models or tags" aria-label="Filter traces by words" autoComplete="off" spellCheck={false} maxLength={500}
        onKeyDown={(event) => { if (event.key === 'Escape') { if (typed === '') field.current?.blur(); clear(); } }} />
      <span className="xs f3 tn found" role="status">{found}</span>
      {typed === '' ? <kbd>/</kbd> : <button type="button" className="btn ghost s icon" aria-label="Clear" onClick={clear}><X /></button>}
    </div>
  );
}

function FacetMenu({ facets, onChange, ghost = false }: { facets: Facets | undefined; onChange: (change: Filters) => void; ghost?: boolean }) {
  const offered = FACETS.filter((it) => (facets?.[it.of].length ?? 0) > 0);
  const [open, setOpen] = useState(false);
  useKeys({ f: () => setOpen(true) });
  return (
    <DropdownMenu.Root modal={false} open={open} onOpenChange={setOpen}>
      <DropdownMenu.Trigger className={ghost ? 'btn ghost s' : 'btn tall'} title="Add a filter  F" disabled={offered.length === 0}><Plus />Filter</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content onCloseAutoFocus={unlessMovedOn} className="pop" align={ghost ? 'start' : 'end'} sideOffset={4} collisionPadding={8}>
          {offered.map(({ key, label, of }) => (
            <DropdownMenu.Sub key={key}>
              <DropdownMenu.SubTrigger><span className="grow">{label}</span><span className="xs f3 tn">{count(facets![of].length)}</span></DropdownMenu.SubTrigger>
              <DropdownMenu.Portal>
                <DropdownMenu.SubContent className="pop values" sideOffset={6} collisionPadding={8}>
                  {facets![of].map((it) => (
                    <DropdownMenu.Item key={it.value} onSelect={() => onChange({ [key]: it.value })}><span className="grow cut" title={it.value}>{it.value}</span><span className="xs f3 tn">{count(it.count)}</span></DropdownMenu.Item>
                  ))}
                </DropdownMenu.SubContent>
              </DropdownMenu.Portal>
            </DropdownMenu.Sub>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
