import { agoText, exact, fullTime } from '../../ui/format';

interface Refusal { reason: string; count: number; last_at: string; example: string }
interface RefusalsProps { title: string; counted: string; none: string; refusals: Refusal[]; now: number; note?: string }

/** What was not taken, why, and one example of each. */
export function Refusals({ title, counted, none, refusals, now, note }: RefusalsProps) {
  return (
    <section className="panel" aria-label={title}>
      <div className="phead"><h2 className="grow">{title}</h2>{note !== undefined && <span className="xs f3 padr">{note}</span>}</div>
      {refusals.length === 0 ? <p className="inone f2">{none}</p> : (
        <div className="iscroll">
          <table className="it">
            <thead><tr><th>Reason</th><th className="num">{counted}</th><th className="num">Last</th><th>Example</th></tr></thead>
            <tbody>{refusals.map((it) => <tr key={it.reason}><td className="rs">{it.reason}</td><td className="num">{exact(it.count)}</td><td className="num f2" title={fullTime(it.last_at)}>{agoText(it.last_at, now)}</td><td className="ex">{it.example}</td></tr>)}</tbody>
          </table>
        </div>
      )}
    </section>
  );
}
