import { ChevronRight, Table2 } from 'lucide-react';
import type { SqlSchema } from '../../api/sql';

/** The tables and columns that there are, and questions to begin with. */
export function SchemaPane({ schema, onInsert, onExample }: { schema: SqlSchema | undefined; onInsert: (text: string) => void; onExample: (sql: string) => void }) {
  return (
    <aside className="sqlschema" aria-label="Tables and examples">
      <h2>Examples</h2>
      <ul>{schema?.examples.map((it) => <li key={it.question}><button type="button" className="link" title={it.sql} onClick={() => onExample(it.sql)}>{it.question}</button></li>)}</ul>
      <h2>Tables</h2>
      {schema?.tables.map((table) => (
        <details key={table.name}>
          <summary title={table.description}><ChevronRight className="ico s" /><Table2 className="ico s" /><span className="mono">{table.name}</span></summary>
          <p className="xs f3">{table.description}</p>
          <ul>{table.columns.map((it) => <li key={it.name}><button type="button" className="col" title={it.description} onClick={() => onInsert(it.name)}><span className="mono cut">{it.name}</span><span className="f3">{it.type}</span></button></li>)}</ul>
        </details>
      ))}
    </aside>
  );
}
