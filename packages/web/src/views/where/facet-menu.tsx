import { Plus } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import type { Facets } from '../../api/model';
import { count } from '../../ui/format';
import { useKeys } from '../../ui/keys';
import { unlessMovedOn } from '../../ui/menu-focus';
import { equals } from './clauses';
import { FACET_FIELDS, type WhereSubject } from './facet-clauses';

/** The values that occur, most frequent first; choosing one gives the clause that asks for it. */
export function FacetMenu({ subject, facets, onClause }: { subject: WhereSubject; facets: Facets | undefined; onClause: (clause: string) => void }) {
  const offered = FACET_FIELDS[subject].filter((it) => (facets?.[it.of].length ?? 0) > 0);
  const [open, setOpen] = useState(false);
  useKeys({ f: () => setOpen(true) });
  return (
    <DropdownMenu.Root modal={false} open={open} onOpenChange={setOpen}>
      <DropdownMenu.Trigger className="btn tall" title="Add to the filter  F" disabled={offered.length === 0}><Plus />Filter</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content onCloseAutoFocus={unlessMovedOn} className="pop" align="end" sideOffset={4} collisionPadding={8}>
          {offered.map(({ label, of, field }) => (
            <DropdownMenu.Sub key={field}>
              <DropdownMenu.SubTrigger><span className="grow">{label}</span><span className="xs f3 tn">{count(facets![of].length)}</span></DropdownMenu.SubTrigger>
              <DropdownMenu.Portal>
                <DropdownMenu.SubContent className="pop values" sideOffset={6} collisionPadding={8}>
                  {facets![of].map((it) => (
                    <DropdownMenu.Item key={it.value} onSelect={() => onClause(equals(field, it.value))}><span className="grow cut" title={it.value}>{it.value}</span><span className="xs f3 tn">{count(it.count)}</span></DropdownMenu.Item>
                  ))}
                </DropdownMenu.SubContent>
              </DropdownMenu.Portal>
            </DropdownMenu.Sub>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
