import { Link, useMatches } from '@tanstack/react-router';
import { ChevronRight, Keyboard, Monitor, Moon, PanelLeft, Radio, Search, Sun } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useSyncExternalStore } from 'react';
import { MOD } from '../../ui/keys';
import { unlessMovedOn } from '../../ui/menu-focus';
import { THEMES, useTheme, type Theme } from '../../ui/theme';
import { useLive } from '../live-context';
import { pageTitle, subscribeTitle } from '../page-title';
import { RangePicker } from './range-picker';

interface TopProps { project: string; hasRange: boolean; onNav: () => void; onPalette: () => void; onKeys: () => void }

export function Top({ project, hasRange, onNav, onPalette, onKeys }: TopProps) {
  return (
    <header className="top">
      <button type="button" className="btn ghost icon" title="Toggle navigation  [" aria-label="Toggle navigation" onClick={onNav}><PanelLeft /></button>
      <Crumbs project={project} />
      <span className="grow" />
      <button type="button" className="omni" onClick={onPalette} aria-label="Search or jump to" title={`Search or jump to  ${MOD} K`}><Search /><span>Search or jump to</span><kbd>{MOD} K</kbd></button>
      {hasRange && <RangePicker />}
      <LiveButton />
      <ThemeMenu />
      <button type="button" className="btn ghost icon phonehide" title="Keyboard shortcuts  ?" aria-label="Keyboard shortcuts" onClick={onKeys}><Keyboard /></button>
    </header>
  );
}

function Crumbs({ project }: { project: string }) {
  const title = useSyncExternalStore(subscribeTitle, pageTitle);
  const matches = useMatches();
  const onTrace = matches.some((it) => it.routeId === '/p/$project/traces/$traceId');
  const onSession = matches.some((it) => it.routeId === '/p/$project/sessions/$sessionId');
  return (
    <nav className="crumbs" aria-label="Breadcrumb">
      <ol>
        <li><Link to="/p/$project" params={{ project }}>{project}</Link><ChevronRight /></li>
        {onTrace && <li><Link to="/p/$project/traces" params={{ project }}>Traces</Link><ChevronRight /></li>}
        {onSession && <li><Link to="/p/$project/sessions" params={{ project }}>Sessions</Link><ChevronRight /></li>}
        <li><span className="cut" aria-current="page">{title}</span></li>
      </ol>
    </nav>
  );
}

function LiveButton() {
  const { on, state, toggle } = useLive();
  const said = !on ? 'Live is off: the page stands still' : state === 'open' ? 'Live: what is stored shows within a second' : state === 'connecting' ? 'Live: connecting' : 'Live: the stream broke, trying again';
  return (
    <button type="button" className={`btn live ${on ? state : ''}`} aria-pressed={on} title={`${said}  L`} aria-label={said} onClick={toggle}>
      <Radio /><span>{on && state === 'retrying' ? 'Reconnecting' : 'Live'}</span>
    </button>
  );
}

const THEME_ICONS = { system: Monitor, light: Sun, dark: Moon };
const THEME_NAMES = { system: 'As the system', light: 'Light', dark: 'Dark' };

function ThemeMenu() {
  const [theme, setTheme] = useTheme();
  const Current = THEME_ICONS[theme];
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="btn ghost icon" title="Theme" aria-label={`Theme: ${THEME_NAMES[theme]}`}><Current /></DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content onCloseAutoFocus={unlessMovedOn} className="pop" align="end" sideOffset={6} collisionPadding={8}>
          <DropdownMenu.RadioGroup value={theme} onValueChange={(value) => setTheme(value as Theme)}>
            {THEMES.map((it) => {
              const Icon = THEME_ICONS[it];
              return <DropdownMenu.RadioItem key={it} value={it}><Icon /><span className="grow">{THEME_NAMES[it]}</span></DropdownMenu.RadioItem>;
            })}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
