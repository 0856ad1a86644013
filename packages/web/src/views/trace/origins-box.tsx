import { ChevronDown, ChevronRight, TriangleAlert } from 'lucide-react';
import { useId } from 'react';
import type { MappingExplanation, Observation } from '../../api/model';
import { plural } from '../../ui/format';
import { ErrorStrip } from '../../ui/states';
import { ruleWords } from './origins';

/** What is known of where the fields of the selected step come from. */
export interface Explanation { isOpen: boolean; toggle: () => void; open: () => void; data: MappingExplanation | undefined; error: Error | null; retry: () => void }

/** What is odd about the step, in sentences, and each field with the rule that gave it for who asks. */
export function Origins({ observation, explanation: it }: { observation: Observation; explanation: Explanation }) {
  const id = useId();
  return (
    <section className="origins" aria-label="Where the fields come from">
      {observation.warnings.map((code) => <p key={code} className="owarn"><span className="chip warn"><TriangleAlert />{code.replaceAll('_', ' ')}</span> <span className="f2">{it.data?.warnings.find((known) => known.code === code)?.meaning}</span></p>)}
      <button type="button" className="oask" aria-expanded={it.isOpen} aria-controls={id} onClick={it.toggle}>{it.isOpen ? <ChevronDown className="ico m" /> : <ChevronRight className="ico m" />}Where do these come from?<span className="f3">{observation.dialect}{observation.source === 'span' ? '' : SOURCES[observation.source]}</span></button>
      {it.error !== null && <ErrorStrip error={it.error} onRetry={it.retry} />}
      <div id={id} hidden={!it.isOpen} aria-busy={it.isOpen && it.data === undefined && it.error === null}>{it.isOpen && it.data !== undefined && <Table explanation={it.data} />}</div>
    </section>
  );
}

const SOURCES: Record<Observation['source'], string> = { span: '', log: ', from log records alone', merged: ', span and log records' };

function Table({ explanation: { fields, leftover } }: { explanation: MappingExplanation }) {
  const ruled = fields.filter((it) => it.rule !== null);
  const others = fields.filter((it) => it.rule === null);
  const left = leftover.reduce((sum, it) => sum + it.attributes.length, 0);
  return (
    <>
      {ruled.length > 0 && (
        <table className="otab">
          <thead><tr><th>Field</th><th>Value</th><th>Rule</th></tr></thead>
          <tbody>{ruled.map((it) => <tr key={it.field}><th scope="row">{it.field}</th><td className="cut" title={it.value}>{it.value === '' ? '–' : it.value}</td><td title={it.rule ?? undefined}>{ruleWords(it.rule ?? '')}</td></tr>)}</tbody>
        </table>
      )}
      <p className="xs f3"><b>By no rule:</b> {others.map((it) => it.field).join(', ')}. They belong to every span, or follow from other fields.</p>
      <p className="xs f3"><b>Without a field:</b> {left === 0 ? 'no attribute' : `${plural(left, 'attribute')} (${leftover.map((it) => `${it.attributes.length} ${it.prefix === '' ? 'bare' : `${it.prefix}*`}`).join(', ')})`}. A mapping rule of the project can make a field of one.</p>
    </>
  );
}
