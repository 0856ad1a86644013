import { useNavigate } from '@tanstack/react-router';
import { ArrowRight, Clock, FolderOpen, HardDrive, House, Inbox, Keyboard, ListTree, MessagesSquare, Radio, Search, SquareTerminal, Sun, TextSearch, Users, type LucideIcon } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import type { Project } from '../../api/model';
import { Modal } from '../../ui/modal';
import { useTheme } from '../../ui/theme';
import { PRESETS, type Preset } from '../../ui/time-range';
import { useLive } from '../live-context';
import { useRange } from '../range-context';
import { idsIn } from './ids-in';

interface Entry { id: string; group: string; label: string; icon: LucideIcon; hint?: string; run: () => void }
interface PaletteProps { open: boolean; onClose: () => void; project: string; projects: Project[]; onKeys: () => void }

/** One list of pages, projects and actions; a pasted trace id or address of evidence opens. */
export function Palette(props: PaletteProps) {
  return <Modal open={props.open} onClose={props.onClose} label="Search or jump to" className="palette"><PaletteList {...props} /></Modal>;
}

function PaletteList(props: PaletteProps) {
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const entries = matching(useEntries(query, props), query);
  const current = Math.min(at, entries.length - 1);
  const run = (entry: Entry) => {
    props.onClose();
    entry.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setAt((current + step + entries.length) % Math.max(entries.length, 1));
    } else if (event.key === 'Enter' && entries[current] !== undefined) {
      event.preventDefault();
      run(entries[current]);
    }
  };
  return (
    <>
      <div className="q">
        <Search className="ico" />
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- a dialog that one opens to type */}
        <input autoFocus value={query} placeholder="Page, action, words in a trace, or a trace id" aria-label="Search or jump to" role="combobox" aria-expanded="true" aria-controls="palette-list" aria-activedescendant={entries[current] && `palette-${entries[current].id}`}
          onChange={(event) => { setQuery(event.target.value); setAt(0); }} onKeyDown={onKeyDown} autoComplete="off" spellCheck={false} />
        <kbd>Esc</kbd>
      </div>
      <div id="palette-list" className="plist2" role="listbox" aria-label="Results">
        {entries.map((entry, index) => (
          <div key={entry.id} role="presentation">
            {entry.group !== entries[index - 1]?.group && <div className="lab">{entry.group}</div>}
            {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the field above has the keys */}
            <div tabIndex={-1} id={`palette-${entry.id}`} className="opt" role="option" aria-selected={index === current} onPointerMove={() => setAt(index)} onClick={() => run(entry)}
              ref={(it) => { if (index === current) it?.scrollIntoView({ block: 'nearest' }); }}>
              <entry.icon /><span className="grow cut">{entry.label}</span>{entry.hint && <kbd>{entry.hint}</kbd>}
            </div>
          </div>
        ))}
      </div>
    </>
  );
}

function useEntries(query: string, { project, projects, onKeys }: PaletteProps): Entry[] {
  const navigate = useNavigate();
  const { setRange } = useRange();
  const live = useLive();
  const [theme, setTheme] = useTheme();
  const params = { project };
  const words = query.trim();
  const id = idsIn(words);
  return [
    ...(id === undefined ? [] : [{ id: 'trace', group: 'Open', label: `Trace ${id.trace}${id.step === undefined ? '' : `, step ${id.step}`}`, icon: ArrowRight, run: () => void navigate({ to: '/p/$project/traces/$traceId', params: { project: id.project ?? project, traceId: id.trace }, search: { step: id.step } }) }]),
    { id: 'home', group: 'Pages', label: 'Home', icon: House, hint: 'g h', run: () => void navigate({ to: '/p/$project', params }) },
    { id: 'traces', group: 'Pages', label: 'Traces', icon: ListTree, hint: 'g t', run: () => void navigate({ to: '/p/$project/traces', params }) },
    { id: 'failing', group: 'Pages', label: 'Failing traces', icon: ListTree, run: () => void navigate({ to: '/p/$project/traces', params, search: { status: 'errors' } }) },
    { id: 'sessions', group: 'Pages', label: 'Sessions', icon: MessagesSquare, hint: 'g s', run: () => void navigate({ to: '/p/$project/sessions', params, search: {} }) },
    { id: 'users', group: 'Pages', label: 'Users', icon: Users, hint: 'g u', run: () => void navigate({ to: '/p/$project/users', params, search: {} }) },
    { id: 'find', group: 'Pages', label: 'Search', icon: TextSearch, hint: 'g f', run: () => void navigate({ to: '/p/$project/search', params, search: {} }) },
    { id: 'sql', group: 'Pages', label: 'SQL', icon: SquareTerminal, hint: 'g q', run: () => void navigate({ to: '/p/$project/sql', params, search: {} }) },
    { id: 'storage', group: 'Pages', label: 'Storage', icon: HardDrive, hint: 'g d', run: () => void navigate({ to: '/p/$project/storage', params }) },
    { id: 'ingest', group: 'Pages', label: 'Ingest', icon: Inbox, hint: 'g i', run: () => void navigate({ to: '/p/$project/ingest', params }) },
    ...projects.filter((it) => it.slug !== project).map((it) => ({ id: `project-${it.slug}`, group: 'Projects', label: it.slug, icon: FolderOpen, run: () => void navigate({ to: '/p/$project', params: { project: it.slug } }) })),
    { id: 'live', group: 'Actions', label: live.on ? 'Switch live off' : 'Switch live on', icon: Radio, hint: 'L', run: live.toggle },
    { id: 'theme', group: 'Actions', label: theme === 'dark' ? 'Light theme' : 'Dark theme', icon: Sun, run: () => setTheme(theme === 'dark' ? 'light' : 'dark') },
    ...(Object.keys(PRESETS) as Preset[]).map((preset) => ({ id: `range-${preset}`, group: 'Actions', label: `Show the ${PRESETS[preset].label.toLowerCase()}`, icon: Clock, run: () => setRange({ kind: 'preset', preset }) })),
    { id: 'keys', group: 'Actions', label: 'Keyboard shortcuts', icon: Keyboard, hint: '?', run: onKeys },
    ...(words === '' || id !== undefined ? [] : [{ id: 'search', group: 'Search', label: `Traces with “${words}”`, icon: TextSearch, run: () => void navigate({ to: '/p/$project/traces', params, search: { text: words } }) },
      { id: 'search-steps', group: 'Search', label: `Everything agents read and wrote with “${words}”`, icon: TextSearch, run: () => void navigate({ to: '/p/$project/search', params, search: { q: words } }) }]),
  ];
}

const matching = (entries: Entry[], query: string) => {
  const words = query.trim().toLowerCase().split(/\s+/).filter((it) => it !== '');
  return entries.filter((it) => it.id === 'trace' || it.group === 'Search' || words.every((word) => it.label.toLowerCase().includes(word)));
};
