import { X } from 'lucide-react';
import { Fragment } from 'react';
import { MOD } from '../../ui/keys';
import { Modal } from '../../ui/modal';
import { useStored } from '../../ui/stored';

const GROUPS: [string, [string[], string][]][] = [
  ['Everywhere', [[[`${MOD} K`], 'Search or jump to'], [['?'], 'These keys'], [['['], 'Navigation'], [['L'], 'Live'], [['g', 'h'], 'Home'], [['g', 't'], 'Traces'], [['g', 's'], 'Sessions'], [['g', 'u'], 'Users'], [['g', 'f'], 'Search'], [['g', 'i'], 'Ingest'], [[',', '.'], 'Earlier, later'], [['Esc'], 'Close, undo a brush']]],
  ['Filter', [[['/'], 'Write'], [['f'], 'Add a value'], [['Ctrl', 'Space'], 'What can stand here'], [['Tab'], 'Take it'], [['Enter'], 'Apply']]],
  ['Trace list', [[['/'], 'Filter'], [['j', 'k'], 'Next, previous'], [['Enter'], 'Open'], [['Space'], 'Peek'], [['Home', 'End'], 'First, last']]],
  ['Trace', [[['j', 'k'], 'Next, previous step'], [['→', '←'], 'Unfold, fold'], [['n', '⇧ N'], 'Next, previous failed step'], [['e'], 'First failed step'], [['f'], 'Fold or unfold all'], [['1', '…', '5'], 'Tab of the inspector'], [['/'], 'Find a step'], [['⇧ J', '⇧ K'], 'Next, previous trace of the list']]],
  ['Ingest', [[['/'], 'Find a trace']]],
];

/** Every key there is. Single letters can be switched off for those who dictate. */
export function KeysHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [single, setSingle] = useStored('single-keys', 'on');
  return (
    <Modal open={open} onClose={onClose} label="Keyboard shortcuts" className="keyshelp">
      <header><h2>Keyboard shortcuts</h2><button type="button" className="btn ghost icon s" aria-label="Close" onClick={onClose}><X /></button></header>
      <div className="cols">
        {GROUPS.map(([title, keys]) => (
          <section key={title}>
            <h3>{title}</h3>
            <ul>{keys.map(([names, does]) => <li key={does}><span>{does}</span><span>{names.map((it) => <Fragment key={it}><kbd>{it}</kbd></Fragment>)}</span></li>)}</ul>
          </section>
        ))}
      </div>
      <label className="off"><input type="checkbox" checked={single === 'on'} onChange={(event) => setSingle(event.target.checked ? 'on' : 'off')} />Keys of a single letter</label>
    </Modal>
  );
}
