import { ScrollText, TriangleAlert } from 'lucide-react';
import type { Observation } from '../../api/model';

/** What is out of the ordinary about a step's data: told by log records, or odd. Nothing for most steps. */
export function FactChips({ observation: it, onWhy }: { observation: Observation; onWhy: () => void }) {
  if (it.source === 'span' && it.warnings.length === 0) return null;
  return (
    <div className="row fchips">
      {it.source === 'log' && <span className="chip line" title="No span has come: log records tell of this step. Its span may still arrive."><ScrollText />from logs alone</span>}
      {it.source === 'merged' && <span className="chip line" title="Its span and log records about it, put together."><ScrollText />span and logs</span>}
      {it.warnings.map((code) => <button key={code} type="button" className="chip warn" title="What this means" onClick={onWhy}><TriangleAlert />{code.replaceAll('_', ' ')}</button>)}
    </div>
  );
}
