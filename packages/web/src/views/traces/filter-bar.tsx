import { X } from 'lucide-react';
import type { ComponentProps } from 'react';
import { WhereBar } from '../where/where-bar';

const NAMED = { text: 'words', name: 'name', agent: 'agent', model: 'model', tag: 'tag', environment: 'environment', session: 'session', user: 'user' } as const;
export type Named = { [key in keyof typeof NAMED]?: string | undefined };

interface FilterBarProps extends Omit<ComponentProps<typeof WhereBar>, 'subject' | 'children'> {
  /** What a link narrowed the list by, beside the expression. */
  named: Named;
  onNamed: (change: Named) => void;
  /** Writes all of these into the expression. */
  onWrite: () => void;
}

/** The expression, and one chip for each value that a link asked for. */
export function FilterBar({ named, onNamed, onWrite, ...bar }: FilterBarProps) {
  const set = (Object.keys(NAMED) as (keyof Named)[]).filter((it) => named[it] !== undefined);
  return (
    <WhereBar {...bar} subject="trace">
      {set.length > 0 && (
        <div className="fchips">
          {set.map((key) => (
            <span className="fchip" key={key}>
              <span className="f">{NAMED[key]}</span><span className="o">{key === 'text' ? 'occur' : 'is'}</span><span className="v cut" title={named[key]}>{named[key]}</span>
              <button type="button" aria-label={`Remove filter ${NAMED[key]}`} onClick={() => onNamed({ [key]: undefined })}><X className="ico s" /></button>
            </span>
          ))}
          <button type="button" className="btn ghost s" onClick={onWrite}>Write into the filter</button>
        </div>
      )}
    </WhereBar>
  );
}
