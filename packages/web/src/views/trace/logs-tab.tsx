import type { LogEntry, Observation } from '../../api/model';
import { clock, fullTime } from '../../ui/format';
import { JsonTree } from '../../ui/json-tree';
import { LongText } from '../../ui/long-text';
import { severityOf } from './severity';

/** Log records of a step, oldest first; `hasMore`: these are the newest of more. */
export interface StepLogs { entries: LogEntry[]; hasMore: boolean }

interface LogsTabProps { logs: StepLogs; own: string; steps: readonly Observation[]; onStep: (id: string) => void }

/** What programs logged while the step ran. */
export function LogsTab({ logs, own, steps, onStep }: LogsTabProps) {
  return (
    <>
      {logs.hasMore && <p className="note">The newest {logs.entries.length} log records; there are more.</p>}
      <ol className="logs">{logs.entries.map((it) => <LogRow key={it.log_id} entry={it} step={it.observation_id === own ? undefined : steps.find((step) => step.observation_id === it.observation_id)} onStep={onStep} />)}</ol>
    </>
  );
}

function LogRow({ entry: it, step, onStep }: { entry: LogEntry; step: Observation | undefined; onStep: (id: string) => void }) {
  const { word, tone } = severityOf(it);
  const attributes = Object.fromEntries(Object.entries(it.attributes).filter(([key]) => !/^(?:resource|scope)\./.test(key)));
  return (
    <li className={tone}>
      <div className="row"><time className="tn xs f3" title={fullTime(it.time)}>{clock(it.time, { millis: true })}</time><span className={`chip ${tone}`} title={it.severity_text ?? undefined}>{word}</span>{it.event_name !== null && <b className="cut">{it.event_name}</b>}<span className="grow" />{step !== undefined && <button type="button" className="xs c-acc cut" onClick={() => onStep(step.observation_id)}>{step.name}</button>}{it.scope_name !== null && <span className="xs f3 cut" title="Logger">{it.scope_name}</span>}</div>
      {typeof it.body === 'string' ? <LongText text={it.body} lines={8} /> : it.body !== null && it.body !== undefined && <JsonTree value={it.body} openLines={12} />}
      {Object.keys(attributes).length > 0 && <JsonTree value={attributes} openLines={8} />}
    </li>
  );
}
