import type { ProjectSettings } from '../../api/model';
import { plural } from '../../ui/format';

/** What is looked for in texts, in one sentence. */
export function RedactionNote({ settings }: { settings: ProjectSettings | undefined }) {
  if (settings === undefined) return null;
  const { redaction } = settings;
  if (redaction === null) return <p className="inote">The setting of the server applies (<code>HFAO_REDACTION</code>).</p>;
  const kinds = [...redaction.kinds, ...redaction.custom.map((it) => it.kind)];
  const looked = kinds.length === 0 ? 'This project looks for nothing' : `This project looks for ${kinds.join(', ')}`;
  return <p className="inote">{looked}{redaction.hash_only ? ', and keeps a hash in its place' : ''}{redaction.presidio === null ? '' : `; then Presidio at ${redaction.presidio.url}`}.</p>;
}

/** The project's own mapping rules and prices. */
export function Rules({ settings }: { settings: ProjectSettings | undefined }) {
  const { mapping_rules: rules = [], price_overrides: prices = [] } = settings ?? {};
  return (
    <section className="panel ishares" aria-label="Rules of this project">
      <div className="phead"><h2 className="grow">Rules of this project</h2>{settings !== undefined && <span className="xs f3 padr">{plural(rules.length, 'mapping')}, {plural(prices.length, 'price')}</span>}</div>
      {settings !== undefined && rules.length === 0 && prices.length === 0 && <p className="inone f2">None: fields come from the dialects, prices from the table. A mapping rule says which attribute means which field.</p>}
      {rules.length + prices.length > 0 && (
        <ul>
          {rules.map((it) => <li key={`rule ${it.name}`} title={JSON.stringify(it)}><span className="cut"><b>{it.name}</b></span><code className="cut f2 whole">{it.field} ← {'attribute' in it.from ? it.from.attribute : JSON.stringify(it.from.value)}</code></li>)}
          {prices.map((it, index) => <li key={`price ${index}`} title="USD per million tokens"><span className="cut">price of <b>{it.model}</b></span><span className="num">{it.input ?? '–'} in<span className="u">{it.output ?? '–'} out</span></span></li>)}
        </ul>
      )}
      <p className="inote">Change them with <code>hfao update-project-settings</code>.</p>
    </section>
  );
}
