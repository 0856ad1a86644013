import { History } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import { unlessMovedOn } from '../../ui/menu-focus';
import type { WhereSubject } from './facet-clauses';
import { recentFilters } from './recent-filters';

/** The filters that were applied in this browser, newest first. */
export function RecentMenu({ project, subject, onChoose }: { project: string; subject: WhereSubject; onChoose: (where: string) => void }) {
  const [open, setOpen] = useState(false);
  const recent = recentFilters(project, subject);
  return (
    <DropdownMenu.Root modal={false} open={open} onOpenChange={setOpen}>
      <DropdownMenu.Trigger className="btn tall square" title="Recent filters" aria-label="Recent filters" disabled={recent.length === 0}><History /></DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content onCloseAutoFocus={unlessMovedOn} className="pop recent" align="end" sideOffset={4} collisionPadding={8}>
          <DropdownMenu.Label className="lab">Recent filters</DropdownMenu.Label>
          {recent.map((it) => <DropdownMenu.Item key={it} onSelect={() => onChoose(it)}><code className="cut" title={it}>{it}</code></DropdownMenu.Item>)}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
