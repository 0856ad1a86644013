import { Link } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useId, useRef, useState, type FormEvent } from 'react';
import type { Finding } from '../../api/model';
import { useKeys } from '../../ui/keys';
import { ErrorStrip } from '../../ui/states';
import { idsIn } from '../shell/ids-in';
import { words } from './verdict';

/** What is looked for, and what was found out. */
export interface Missing { find: string | undefined; findings: Finding[] | undefined; isLooking: boolean; error: Error | null; look: (find: string) => void; again: () => void }

/** Takes a trace id and says why the trace is not here, or that it is. */
export function WhereIsIt({ project, missing }: { project: string; missing: Missing }) {
  const [typed, setTyped] = useState(missing.find ?? '');
  const [wrong, setWrong] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  const hint = useId();
  useKeys({ '/': () => field.current?.select() });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const problem = problemOf(typed);
    setWrong(problem);
    if (problem !== undefined) field.current?.focus();
    else if (typed.trim() === missing.find) missing.again();
    else missing.look(typed.trim());
  };
  return (
    <section className="panel" aria-label="Where is my trace?">
      <form className="where" onSubmit={submit} noValidate>
        <h2>Where is my trace?</h2>
        <div className="wfield"><input ref={field} className="input mono" type="search" value={typed} onChange={(event) => { setTyped(event.target.value); setWrong(undefined); }} placeholder="Trace id, or a link to it" aria-label="Trace id" aria-invalid={wrong !== undefined} aria-describedby={hint} autoComplete="off" spellCheck={false} maxLength={2000} /><kbd>/</kbd></div>
        <button type="submit" className="btn" disabled={missing.isLooking}><Search />Find out</button>
        <p id={hint} className={wrong === undefined ? 'xs f3' : 'xs c-err'} role={wrong === undefined ? undefined : 'alert'}>{wrong ?? 'Looks at what is stored, on its way, rejected, set aside, or in another project.'}</p>
      </form>
      {missing.error !== null && <ErrorStrip error={missing.error} onRetry={missing.again} />}
      <div role="status" aria-busy={missing.isLooking}>
        {missing.findings !== undefined && missing.error === null && <ol className="findings">{missing.findings.map((it, index) => <FindingRow key={`${it.code} ${index}`} finding={it} project={project} trace={idsIn(missing.find ?? '')} />)}</ol>}
      </div>
    </section>
  );
}

/** Why this names no trace; undefined when it does. */
export function problemOf(typed: string): string | undefined {
  const text = typed.trim();
  if (idsIn(text) !== undefined) return undefined;
  if (text === '') return 'Paste a trace id: 32 hex digits, as the exporter or the log of the agent has it.';
  if (/^[0-9a-f]{16}$/i.test(text)) return 'This is a span id (16 hex digits). Give the trace id, or both as trace/span.';
  return /^[0-9a-f]+$/i.test(text) ? `A trace id has 32 hex digits; this has ${text.length}.` : 'This is no trace id: 32 hex digits, or a link to the trace.';
}

const TONES: Record<Finding['likelihood'], string> = { certain: 'acc', likely: '', possible: 'line' };

function FindingRow({ finding: it, project, trace }: { finding: Finding; project: string; trace: ReturnType<typeof idsIn> }) {
  return (
    <li>
      <span className={`chip ${TONES[it.likelihood]}`}>{it.likelihood}</span>
      <div>
        <p><b>{it.what}</b> <span className="xs f3">{words(it.code)}</span></p>
        <p className="f2">{it.what_to_do}</p>
        {it.evidence.length > 0 && <ul>{it.evidence.map((line) => <li key={line}>{line}</li>)}</ul>}
        {it.code === 'stored' && trace !== undefined && <Link className="btn s" to="/p/$project/traces/$traceId" params={{ project, traceId: trace.trace }} search={{ step: trace.step }}>Open the trace</Link>}
      </div>
    </li>
  );
}
