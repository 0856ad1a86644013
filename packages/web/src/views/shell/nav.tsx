import { Link, useNavigate } from '@tanstack/react-router';
import { Check, ChevronsUpDown, HardDrive, House, Inbox, ListTree, MessagesSquare, SquareTerminal, TextSearch, Users } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { IngestHealth, Project } from '../../api/model';
import { ago, agoText, count } from '../../ui/format';
import { unlessMovedOn } from '../../ui/menu-focus';
import { useNow } from '../../ui/now';
import { newestRefusal } from '../ingest/verdict';
import { Logo } from './logo';

const GROUPS = [
  { title: '', items: [{ to: '/p/$project', label: 'Home', icon: House, exact: true }] },
  { title: 'Observe', items: [
    { to: '/p/$project/traces', label: 'Traces', icon: ListTree, exact: false }, { to: '/p/$project/sessions', label: 'Sessions', icon: MessagesSquare, exact: false }, { to: '/p/$project/users', label: 'Users', icon: Users, exact: false },
    { to: '/p/$project/search', label: 'Search', icon: TextSearch, exact: false },
  ] },
  { title: 'Analyse', items: [{ to: '/p/$project/sql', label: 'SQL', icon: SquareTerminal, exact: false }] },
  { title: 'Configure', items: [{ to: '/p/$project/ingest', label: 'Ingest', icon: Inbox, exact: false }, { to: '/p/$project/storage', label: 'Storage', icon: HardDrive, exact: false }] },
] as const;

interface NavProps { project: string; projects: Project[]; health: IngestHealth | undefined; unreachable: boolean; onNavigate: () => void }

export function Nav({ project, projects, health, unreachable, onNavigate }: NavProps) {
  return (
    <nav className="nav" aria-label="Main">
      <ProjectSwitch project={project} projects={projects} />
      <div className="navscroll">
        {GROUPS.map((group) => (
          <div className="ngroup" key={group.title}>
            {group.title !== '' && <h2>{group.title}</h2>}
            {group.items.map(({ to, label, icon: Icon, exact }) => (
              <Link key={to} to={to} params={{ project }} activeOptions={{ exact, includeSearch: false }} title={label} onClick={onNavigate}>
                <Icon aria-hidden="true" /><span>{label}</span>
              </Link>
            ))}
          </div>
        ))}
      </div>
      <div className="navfoot"><IngestFoot project={project} health={health} unreachable={unreachable} onNavigate={onNavigate} /></div>
    </nav>
  );
}

function ProjectSwitch({ project, projects }: { project: string; projects: Project[] }) {
  const navigate = useNavigate();
  const name = projects.find((it) => it.slug === project)?.name ?? project;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="project" title="Switch project">
        <Logo /><span className="grow"><b className="cut">{name}</b><small>{projects.length > 1 ? `${projects.length} projects` : 'hfao'}</small></span><ChevronsUpDown className="ico s" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content onCloseAutoFocus={unlessMovedOn} className="pop" align="start" sideOffset={4} collisionPadding={8}>
          <DropdownMenu.Label className="lab">Projects</DropdownMenu.Label>
          <DropdownMenu.RadioGroup value={project} onValueChange={(slug) => void navigate({ to: '/p/$project', params: { project: slug } })}>
            {projects.map((it) => (
              <DropdownMenu.RadioItem key={it.slug} value={it.slug}><span className="grow">{it.slug}</span>{it.slug === project && <Check />}</DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator asChild><hr /></DropdownMenu.Separator>
          <p className="xs f3 projhint">A project is made by its first span.</p>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** Whether data comes in, in one line; it opens the ingest page. */
function IngestFoot({ project, health, unreachable, onNavigate }: Omit<NavProps, 'projects'>) {
  const now = useNow(1000);
  const { tone, text } = footOf(health, unreachable, now);
  return (
    <Link className={`ingest ${tone === 'warn' ? 'warn' : ''}`} to="/p/$project/ingest" params={{ project }} title={`Ingest: ${text}`} onClick={onNavigate}>
      <span className={`dot ${tone}`} /><span className="cut">{text}</span>
    </Link>
  );
}

function footOf(health: IngestHealth | undefined, unreachable: boolean, now: number): { tone: string; text: string } {
  if (unreachable) return { tone: 'err', text: 'hfao does not answer' };
  if (health === undefined) return { tone: 'wait', text: 'Asking …' };
  if (health.status === 'refusing') return { tone: 'warn', text: `Refusing: ${newestRefusal(health)?.code.replaceAll('_', ' ') ?? health.rejections[0]?.reason ?? 'see ingest'}` };
  const last = health.last_stored_at ?? health.last_received_at;
  if (last === null || health.received_spans === 0) return { tone: 'wait', text: 'Listening for spans' };
  const rate = health.spans_per_second;
  const since = ago(last, now) === 'now' ? 'just now' : `last ${agoText(last, now)}`;
  return { tone: 'ok', text: rate > 0 ? `${rate < 10 ? rate.toFixed(1) : count(Math.round(rate))} spans/s · ${since}` : since === 'just now' ? 'Last span just now' : `Last span ${agoText(last, now)}` };
}
