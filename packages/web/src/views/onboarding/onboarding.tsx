import { Database, Plug } from 'lucide-react';
import { Tabs } from 'radix-ui';
import type { IngestHealth } from '../../api/model';
import { CodeBlock } from '../../ui/code-block';
import { CopyButton } from '../../ui/copy-button';
import { useStored } from '../../ui/stored';
import './onboarding.css';
import { endpointsOf, LANGUAGES, snippetsFor, type Language } from './snippets';
import { WaitingCard, type Arrived } from './waiting-card';

export interface OnboardingProps {
  project: string;
  health: IngestHealth | undefined;
  error: Error | null;
  /** Undefined until asked. */
  ready: { ok: boolean; waitingFor: string[] } | undefined;
  takesOtlp: boolean | undefined;
  arrived: Arrived | undefined;
  /** Projects that have traces already. */
  others: string[];
}

/** How to send the first trace, and a card that waits for it. */
export function Onboarding(props: OnboardingProps) {
  const [stored, setLanguage] = useStored('language', 'TypeScript');
  const language = (LANGUAGES as readonly string[]).includes(stored) ? (stored as Language) : 'TypeScript';
  const { otlp, mcp } = endpointsOf(location.origin);
  const name = props.project === 'default' ? 'my-agent' : props.project;
  const mcpCommand = `claude mcp add hfao --transport http ${mcp}`;
  return (
    <div className="onbscroll">
      <div className="onb">
        <header><h1>Send the first trace</h1><p>About two minutes. This page changes by itself when the first span arrives.</p></header>
        <Tabs.Root value={language} onValueChange={setLanguage}>
          <div className="row"><h2>Your agent is written in</h2><span className="grow" /><Tabs.List className="switch" aria-label="Language">{LANGUAGES.map((it) => <Tabs.Trigger key={it} value={it}>{it}</Tabs.Trigger>)}</Tabs.List></div>
          {LANGUAGES.map((it) => (
            <Tabs.Content key={it} value={it}>
              <ol className="steplist">
                {snippetsFor(it, name, otlp).map(({ title, code, note }) => <li key={title}><div><h3>{title}</h3><CodeBlock code={code} label={title.toLowerCase()} />{note !== undefined && <p>{note}</p>}</div></li>)}
              </ol>
            </Tabs.Content>
          ))}
          <p className="onbnote">Spans go to the project that they name, here <code>{name}</code>; a project is made by its first span. On this machine no token is needed.</p>
        </Tabs.Root>
        <aside className="onbside">
          <WaitingCard {...props} otlp={otlp} />
          <section className="panel offer"><div className="row"><Database className="ico f2" /><h2 className="grow">Look around first</h2><CopyButton text="npx hfao seed" label="Copy npx hfao seed" /></div><p>A day of a support desk, with failures to find. In a second shell, in the folder of the server:</p><pre className="code">npx hfao seed</pre></section>
          <section className="panel offer"><div className="row"><Plug className="ico f2" /><h2 className="grow">Let your coding agent read along</h2><CopyButton text={mcpCommand} label="Copy the MCP command" /></div><pre className="code wrapped">{mcpCommand}</pre></section>
        </aside>
      </div>
    </div>
  );
}
