import { Link } from '@tanstack/react-router';
import { count } from '../../ui/format';
import { GhostRows } from './ghost-rows';

interface BreakdownProps { title: string; project: string; filter: 'name' | 'agent' | 'model'; values: { value: string; count: number }[] | undefined; none: string }
const SHOWN = 9;

/** Where the runs go: the most frequent values with their number of traces; each opens the list. */
export function Breakdown({ title, project, filter, values, none }: BreakdownProps) {
  const top = values?.[0]?.count ?? 1;
  return (
    <section className="panel" aria-label={title}>
      <div className="phead"><h2 className="grow">{title}</h2><span className="xs f3 padr">traces</span></div>
      <div className="plist">
        {values === undefined && <GhostRows count={4} />}
        {values?.slice(0, SHOWN).map((it) => (
          <Link key={it.value} className="bd" to="/p/$project/traces" params={{ project }} search={{ [filter]: it.value }} title={`Traces with ${filter} ${it.value}`}>
            <span className="cut">{it.value}</span><span className="num">{count(it.count)}</span>
            <span className="bdbar"><i style={{ width: `${Math.max(1, (100 * it.count) / top)}%` }} /></span>
          </Link>
        ))}
        {values?.length === 0 && <p className="pnone f2">{none}</p>}
      </div>
    </section>
  );
}
