import { useNavigate, useParams } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type { IngestHealth, Project } from '../../api/model';
import { useKeys } from '../../ui/keys';
import { useMedia } from '../../ui/use-media';
import { useStored } from '../../ui/stored';
import { shifted } from '../../ui/time-range';
import { useLive } from '../live-context';
import { useRange } from '../range-context';
import { KeysHelp } from './keys-help';
import { Nav } from './nav';
import { Palette } from './palette';
import { Top } from './top';
import './shell.css';

interface ShellProps { project: string; projects: Project[]; health: IngestHealth | undefined; unreachable: boolean; hasRange: boolean; children: ReactNode }

/** The frame around every page, and the keys that work everywhere. */
export function Shell({ project, projects, health, unreachable, hasRange, children }: ShellProps) {
  const [over, setOver] = useState<'palette' | 'keys' | 'nav'>();
  const onTrace = useParams({ strict: false }).traceId !== undefined;
  // A trace needs the width: there the rail is the default, and the choice is kept apart.
  const [rail, setRail] = useStored(onTrace ? 'rail-trace' : 'rail', onTrace ? 'on' : 'off');
  const navigate = useNavigate();
  const { range, setRange, undoBrush } = useRange();
  const live = useLive();
  const params = { project };
  const isNarrow = useMedia('(max-width: 1180px)');
  const toggleNav = () => (isNarrow ? setOver(over === 'nav' ? undefined : 'nav') : setRail(rail === 'on' ? 'off' : 'on'));
  const close = () => setOver(undefined);
  // A dialog says that it closed a moment later: by then another may be open, which stays.
  const closing = (which: 'palette' | 'keys') => () => setOver((now) => (now === which ? undefined : now));

  useKeys({
    'mod+k': () => setOver('palette'),
    '?': () => setOver('keys'),
    '[': toggleNav,
    l: live.toggle,
    'g h': () => void navigate({ to: '/p/$project', params }),
    'g t': () => void navigate({ to: '/p/$project/traces', params }),
    'g s': () => void navigate({ to: '/p/$project/sessions', params, search: {} }),
    'g u': () => void navigate({ to: '/p/$project/users', params, search: {} }),
    'g q': () => void navigate({ to: '/p/$project/sql', params, search: {} }),
    'g d': () => void navigate({ to: '/p/$project/storage', params }),
    'g f': () => void navigate({ to: '/p/$project/search', params, search: {} }),
    'g i': () => void navigate({ to: '/p/$project/ingest', params }),
    ...(hasRange ? { ',': () => setRange(shifted(range, -1, Date.now())), '.': () => setRange(shifted(range, 1, Date.now())), Escape: undoBrush } : {}),
  });

  return (
    <div className={`app${(rail === 'on' || isNarrow) && over !== 'nav' ? ' rail' : ''}${over === 'nav' ? ' navopen' : ''}`}>
      <a className="skip" href="#main">Skip to content</a>
      <Nav project={project} projects={projects} health={health} unreachable={unreachable} onNavigate={close} />
      {over === 'nav' && <button type="button" className="navveil" aria-label="Close navigation" onClick={close} />}
      <Top project={project} hasRange={hasRange} onNav={toggleNav} onPalette={() => setOver('palette')} onKeys={() => setOver('keys')} />
      <main id="main" className="main" tabIndex={-1}>{children}</main>
      <Palette open={over === 'palette'} onClose={closing('palette')} project={project} projects={projects} onKeys={() => setOver('keys')} />
      <KeysHelp open={over === 'keys'} onClose={closing('keys')} />
    </div>
  );
}
