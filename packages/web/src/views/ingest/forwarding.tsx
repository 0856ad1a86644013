import type { ForwardingStatus, ProjectSettings } from '../../api/model';
import { agoText, bytes, exact, fullTime } from '../../ui/format';
import { ErrorStrip } from '../../ui/states';
import { StatusMark, type Mark } from '../status-mark';

type State = ForwardingStatus['state'];
const MARKS: Record<State, Mark> = { idle: 'ok', sending: 'ok', waiting: 'warn', off: 'unset' };
const STATES: Record<State, string> = { idle: 'idle', sending: 'sending', waiting: 'waiting for the target', off: 'switched off' };

interface ForwardingProps { rules: ForwardingStatus[] | undefined; settings: ProjectSettings | undefined; now: number; error: Error | null; onRetry: () => void }

/** Where copies of what comes in go, and how each target fares. */
export function Forwarding({ rules, settings, now, error, onRetry }: ForwardingProps) {
  return (
    <section className="panel" aria-label="Forwarding">
      <div className="phead"><h2 className="grow">Forwarding</h2><span className="xs f3 padr">copies as they came, before redaction</span></div>
      {error !== null && <ErrorStrip error={error} onRetry={onRetry} />}
      {rules?.length === 0 && <p className="inone f2">Nothing is forwarded. A forwarding rule sends a copy of what comes in to a second OTLP endpoint; a target that is away never slows ingest. Set one with <code>hfao update-project-settings</code>.</p>}
      {rules !== undefined && rules.length > 0 && (
        <div className="iscroll">
          <table className="it">
            <thead><tr><th>Rule</th><th>State</th><th className="num">Sent</th><th className="num">Waiting</th><th className="num">Dropped</th><th className="num">Last sent</th></tr></thead>
            <tbody>{rules.map((it) => (
              <tr key={it.name}>
                <td className="ex"><b>{it.name}</b> <code>{it.url}</code> {signalsOf(settings, it.name)}{it.last_error !== null && <span className="ierr">{it.last_error}</span>}</td>
                <td><span className="row"><StatusMark mark={MARKS[it.state]} label={STATES[it.state]} className="m" />{STATES[it.state]}</span></td>
                <td className="num">{exact(it.sent_requests)}</td>
                <td className="num">{it.queued_requests === 0 ? '0' : <>{exact(it.queued_requests)}<span className="u">{bytes(it.queued_bytes)}</span></>}</td>
                <td className={`num ${it.dropped_requests > 0 ? 'c-err' : ''}`}>{exact(it.dropped_requests)}</td>
                <td className="num f2" title={it.last_sent_at === null ? undefined : fullTime(it.last_sent_at)}>{it.last_sent_at === null ? '–' : agoText(it.last_sent_at, now)}</td>
              </tr>
            ))}</tbody>
          </table>
        </div>
      )}
    </section>
  );
}

/** Said only where a rule leaves something out. */
function signalsOf(settings: ProjectSettings | undefined, name: string): string {
  const signals = settings?.forwarding_rules.find((it) => it.name === name)?.signals;
  return signals === undefined || signals.length === 3 ? '' : `${signals.join(' and ')} only`;
}
