import type { ReactNode } from 'react';
import { exact, share } from '../../ui/format';

interface SharesProps { title: string; counted: string; values: { name: string; count: number }[]; none: ReactNode; children?: ReactNode }

/** Parts of a whole, the largest first. */
export function Shares({ title, counted, values, none, children }: SharesProps) {
  const all = values.reduce((sum, it) => sum + it.count, 0);
  return (
    <section className="panel ishares" aria-label={title}>
      <div className="phead"><h2 className="grow">{title}</h2><span className="xs f3 padr">{counted}</span></div>
      {values.length === 0 && <p className="inone f2">{none}</p>}
      {values.length > 0 && (
        <ul>
          {values.toSorted((a, b) => b.count - a.count).map((it) => (
            <li key={it.name}><span className="cut">{it.name}</span><span className="num">{exact(it.count)}<span className="u">{share(it.count / all)}</span></span><span className="ibar"><i style={{ width: `${Math.max(1, (100 * it.count) / all)}%` }} /></span></li>
          ))}
        </ul>
      )}
      {children}
    </section>
  );
}
