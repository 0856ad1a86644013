import { Check, Columns3 } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { unlessMovedOn } from '../../ui/menu-focus';
import { COLUMNS, FIXED } from './columns';

const CHOICES = COLUMNS.filter((it) => !FIXED.includes(it.id));

/** Which columns the list shows where there is room; undefined: the usual ones, all. */
export function ColumnsMenu({ chosen, onChange }: { chosen: readonly string[] | undefined; onChange: (chosen: string[] | undefined) => void }) {
  const isOn = (id: string) => chosen === undefined || chosen.includes(id);
  const toggle = (id: string) => {
    const next = CHOICES.map((it) => it.id).filter((it) => (it === id ? !isOn(it) : isOn(it)));
    onChange(next.length === CHOICES.length ? undefined : next.length === 0 ? ['name'] : next);
  };
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="btn" title="Columns"><Columns3 /><span className="phonehide">Columns</span></DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content onCloseAutoFocus={unlessMovedOn} className="pop" align="end" sideOffset={6} collisionPadding={8}>
          {CHOICES.map((it) => (
            <DropdownMenu.CheckboxItem key={it.id} checked={isOn(it.id)} onCheckedChange={() => toggle(it.id)} onSelect={(event) => event.preventDefault()}><span className="grow">{it.title}</span>{isOn(it.id) && <Check />}</DropdownMenu.CheckboxItem>
          ))}
          <DropdownMenu.Separator asChild><hr /></DropdownMenu.Separator>
          <DropdownMenu.Item disabled={chosen === undefined} onSelect={() => onChange(undefined)}>The usual columns</DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
