import { Link } from '@tanstack/react-router';
import { ArrowUpRight, X } from 'lucide-react';
import type { TraceSummary } from '../../api/model';
import { CopyButton } from '../../ui/copy-button';
import { clock, cutId, durationText, exact, fullTime, usd } from '../../ui/format';
import { useNow } from '../../ui/now';
import { markOf, StatusMark } from '../status-mark';

/** A trace beside the list: enough to decide whether to open it. */
export function Peek({ trace, project, onClose }: { trace: TraceSummary; project: string; onClose: () => void }) {
  const now = useNow(60_000);
  const facts: [string, string][] = [
    ['Duration', durationText(trace.duration_ns, true)], ['Steps', exact(trace.observation_count)], ['Errors', trace.error_count === 0 ? '–' : exact(trace.error_count)], ['Tokens in / out', trace.total_tokens === null ? '–' : `${exact(trace.input_tokens)} / ${exact(trace.output_tokens)}`], ['Cost', usd(trace.total_cost_usd)],
  ];
  const context = [['Session', trace.session_id], ['User', trace.user_id], ['Environment', trace.environment], ['Release', trace.release], ['Agents', trace.agents.join(' · ')], ['Models', trace.models.join(' · ')], ['Tags', trace.tags.join(' · ')]].filter((it) => it[1] !== null && it[1] !== '');
  return (
    <aside className="peek" aria-label={`Trace ${trace.name}`}>
      <header className="row">
        <StatusMark mark={markOf(trace)} /><h2 className="cut grow">{trace.name || 'unnamed'}</h2>
        <Link className="btn s" to="/p/$project/traces/$traceId" params={{ project, traceId: trace.trace_id }}><ArrowUpRight />Open</Link>
        <button type="button" className="btn ghost icon s" aria-label="Close  Esc" onClick={onClose}><X /></button>
      </header>
      <div className="pbody">
        <p className="row f2 sm"><time className="tn" title={fullTime(trace.start_time)}>{clock(trace.start_time, { now, millis: true })}</time><span className="id" title={trace.trace_id}>{cutId(trace.trace_id)}</span><CopyButton bare text={trace.trace_id} label="Copy trace id" className="btn ghost icon s" /></p>
        <dl className="kv">{facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
        {trace.error_message !== null && <div className="perr"><h3 className="c-err">First error</h3><p>{trace.error_message}</p></div>}
        {trace.input_preview !== null && <div><h3>Input</h3><pre className="ptext">{trace.input_preview}</pre></div>}
        {trace.output_preview !== null && <div><h3>Output</h3><pre className="ptext">{trace.output_preview}</pre></div>}
        {context.length > 0 && <dl className="ctx">{context.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>}
      </div>
    </aside>
  );
}
