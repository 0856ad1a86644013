import { Bookmark, Check, PencilLine, RefreshCw, Trash2 } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState, type SubmitEvent } from 'react';
import { ErrorStrip } from '../../ui/states';
import './saved.css';

export interface SavedView { id: string; name: string; where: string; range: { from: string | null; to: string | null } | null }

/** Acts reject with what went wrong, in words. */
export interface SavedViews {
  views: readonly SavedView[] | undefined;
  error: Error | null;
  retry: () => void;
  /** The view that the list shows as it was saved. */
  current: string | undefined;
  /** What would be saved. */
  looks: { where: string };
  apply: (id: string) => void;
  save: (name: string) => Promise<void>;
  rename: (id: string, name: string) => Promise<void>;
  overwrite: (id: string) => Promise<void>;
  remove: (id: string) => Promise<void>;
}

/** The saved views of a list: apply, save, rename, overwrite, delete. */
export function ViewsMenu({ saved }: { saved: SavedViews }) {
  const [open, setOpen] = useState(false);
  const current = saved.views?.find((it) => it.id === saved.current);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className="btn viewsbtn" aria-pressed={current !== undefined} title="Saved views"><Bookmark /><span className="cut">{current?.name ?? 'Views'}</span></Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="pop viewspop" align="end" sideOffset={6} collisionPadding={8} aria-label="Saved views">
          {saved.error !== null && saved.views === undefined && <ErrorStrip error={saved.error} onRetry={saved.retry} />}
          {saved.views?.length === 0 && <p className="hint">A saved view keeps the filter, the time and the columns of this list under a name, for everybody in this project.</p>}
          <ul>{saved.views?.map((it) => <ViewRow key={it.id} view={it} saved={saved} onApplied={() => setOpen(false)} />)}</ul>
          {(saved.views?.length ?? 0) > 0 && <hr />}
          <NameForm label="Save this list as" placeholder="Name" button="Save" where={saved.looks.where} act={saved.save} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function ViewRow({ view, saved, onApplied }: { view: SavedView; saved: SavedViews; onApplied: () => void }) {
  const [doing, setDoing] = useState<'rename' | 'remove'>();
  const { problem, run } = useAct();
  const isCurrent = saved.current === view.id;
  const done = () => setDoing(undefined);
  if (doing === 'rename') return <li><NameForm label={`New name of ${view.name}`} initial={view.name} button="Rename" act={async (name) => { await saved.rename(view.id, name); done(); }} onCancel={done} /></li>;
  return (
    <li>
      {doing === 'remove' ? (
        <div className="vrow asks"><span className="grow cut">Delete “{view.name}”?</span><button type="button" className="btn s danger" onClick={() => run(saved.remove(view.id))}>Delete</button><button type="button" className="btn s" onClick={done}>Keep</button></div>
      ) : (
        <div className="vrow">
          <button type="button" className="opt" aria-pressed={isCurrent} title={view.where === '' ? 'Everything' : view.where} onClick={() => { saved.apply(view.id); onApplied(); }}>
            <span className="grow"><b className="cut">{view.name}</b><code className="cut f3">{view.where === '' ? 'everything' : view.where}</code></span>{isCurrent && <Check />}
          </button>
          <button type="button" className="btn ghost icon s" aria-label={`Overwrite ${view.name} with this list`} title="Overwrite with this list" disabled={isCurrent} onClick={() => run(saved.overwrite(view.id))}><RefreshCw /></button>
          <button type="button" className="btn ghost icon s" aria-label={`Rename ${view.name}`} title="Rename" onClick={() => setDoing('rename')}><PencilLine /></button>
          <button type="button" className="btn ghost icon s" aria-label={`Delete ${view.name}`} title="Delete" onClick={() => setDoing('remove')}><Trash2 /></button>
        </div>
      )}
      {problem !== undefined && <p className="hint c-err" role="alert">{problem}</p>}
    </li>
  );
}

interface NameFormProps { label: string; initial?: string; placeholder?: string; button: string; where?: string; act: (name: string) => Promise<void>; onCancel?: () => void }

function NameForm({ label, initial = '', placeholder, button, where, act, onCancel }: NameFormProps) {
  const [name, setName] = useState(initial);
  const { problem, isBusy, run } = useAct();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (name.trim() !== '') run(act(name.trim()), () => setName(initial));
  };
  return (
    <form className="vform" onSubmit={submit}>
      <label><span>{label}</span>
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- the field that one has just asked for */}
        <input className="input" value={name} placeholder={placeholder} maxLength={200} autoFocus={onCancel !== undefined} aria-invalid={problem !== undefined} autoComplete="off" onChange={(event) => setName(event.target.value)}
          onKeyDown={(event) => { if (event.key === 'Escape' && onCancel !== undefined) { event.stopPropagation(); onCancel(); } }} />
      </label>
      {where !== undefined && <code className="cut f3" title={where}>{where === '' ? 'everything' : where}</code>}
      <span className="row"><button type="submit" className="btn s primary" disabled={isBusy || name.trim() === ''}>{button}</button>{onCancel !== undefined && <button type="button" className="btn s" onClick={onCancel}>Cancel</button>}</span>
      {problem !== undefined && <p className="hint c-err" role="alert">{problem}</p>}
    </form>
  );
}

/** One act at a time, and what it came to. */
function useAct() {
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const run = (act: Promise<void>, then?: () => void) => {
    setProblem(undefined);
    setBusy(true);
    act.then(then, (error: unknown) => setProblem(error instanceof Error ? error.message : String(error))).finally(() => setBusy(false));
  };
  return { problem, isBusy, run };
}
