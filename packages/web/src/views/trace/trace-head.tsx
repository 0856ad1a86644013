import { Link } from '@tanstack/react-router';
import { ArrowDown, ArrowUp, ArrowUpRight } from 'lucide-react';
import { useState } from 'react';
import type { TraceSummary } from '../../api/model';
import { CopyButton } from '../../ui/copy-button';
import { agoText, clock, cutId, durationText, exact, fullTime, usd } from '../../ui/format';
import { useNow } from '../../ui/now';
import { markOf, StatusMark } from '../status-mark';
import { TypeGlyph } from '../type-glyph';
import type { Failure } from './failures';
import { nameOf } from './step-tree';

interface TraceHeadProps { trace: TraceSummary; project: string; failures: Failure[]; rootMissing: boolean; selected: string; walk: { previous: string | undefined; next: string | undefined; at: number; of: number } | undefined; onWalk: (traceId: string) => void; onStep: (id: string) => void }

/** What the trace is and, if it failed, where: before anything else. */
export function TraceHead({ trace, project, failures, rootMissing, selected, walk, onWalk, onStep }: TraceHeadProps) {
  const now = useNow(1000);
  // What belongs together with this trace may be older than the range that one came with.
  const range = now - Date.parse(trace.start_time) < 6 * 86_400_000 ? '7d' : '30d';
  return (
    <div className="thead">
      <div className="row">
        <StatusMark mark={markOf(trace)} /><h1 className="cut" title={trace.name}>{trace.name || 'unnamed'}</h1>
        <span className="id" title={trace.trace_id}>{cutId(trace.trace_id, 6, 7)}</span>
        <CopyButton bare text={trace.trace_id} label="Copy trace id" className="btn ghost icon s" />
        {trace.status === 'error' ? <span className="chip err">error</span> : trace.error_count > 0 && <span className="chip warn">failed steps</span>}
        {rootMissing && <span className="chip acc" title="The first step ends last and arrives last">still arriving</span>}
        {trace.environment !== null && <span className="chip line">{trace.environment}</span>}
        {trace.tags.slice(0, 3).map((it) => <span key={it} className="chip tag">{it}</span>)}
        <span className="grow" />
        {walk !== undefined && (
          <div className="seg walk">
            <button type="button" className="btn s icon" disabled={walk.previous === undefined} title="Previous trace of the list  ⇧ K" aria-label="Previous trace of the list" onClick={() => onWalk(walk.previous!)}><ArrowUp /></button>
            <button type="button" className="btn s icon" disabled={walk.next === undefined} title="Next trace of the list  ⇧ J" aria-label="Next trace of the list" onClick={() => onWalk(walk.next!)}><ArrowDown /></button>
          </div>
        )}
        <CopyButton text={() => location.href} label="Copy a link to this view" word="Copy link" className="btn s linkcopy" />
      </div>
      <div className="facts">
        <span><span className="k">Started</span><b title={fullTime(trace.start_time)}>{clock(trace.start_time, { now, millis: true })}</b> {agoText(trace.start_time, now)}</span>
        <span><span className="k">Duration</span><b>{durationText(trace.duration_ns, true)}</b></span>
        {trace.total_tokens !== null && <span title={trace.cache_read_tokens === null ? undefined : `${exact(trace.cache_read_tokens)} of the input from the cache`}><span className="k">Tokens</span><b>{exact(trace.input_tokens)}</b> in <b>{exact(trace.output_tokens)}</b> out</span>}
        {trace.total_cost_usd !== null && <span><span className="k">Cost</span><b>{usd(trace.total_cost_usd)}</b></span>}
        <span><span className="k">Steps</span><b>{exact(trace.observation_count)}</b></span>
        {trace.error_count > 0 && <span className="c-err"><span className="k">Errors</span><b>{exact(trace.error_count)}</b></span>}
        <Filtered name="Session" value={trace.session_id} project={project} filter="session" range={range} />
        <Filtered name="User" value={trace.user_id} project={project} filter="user" range={range} />
        {trace.release !== null && <span><span className="k">Release</span><b>{trace.release}</b></span>}
        {trace.service_name !== null && <span><span className="k">Service</span><b>{trace.service_name}</b></span>}
      </div>
      {failures.length > 0 && <Failures failures={failures} selected={selected} onStep={onStep} />}
    </div>
  );
}

function Filtered({ name, value, project, filter, range }: { name: string; value: string | null; project: string; filter: 'session' | 'user'; range: '7d' | '30d' }) {
  if (value === null) return null;
  return <span><span className="k">{name}</span><Link className="id c-acc" to="/p/$project/traces" params={{ project }} search={{ [filter]: value, range, from: undefined, to: undefined }} title={`Traces of ${name.toLowerCase()} ${value}`}>{cutId(value, 10, 4)}</Link></span>;
}

const FIRST = 2;

function Failures({ failures, selected, onStep }: { failures: Failure[]; selected: string; onStep: (id: string) => void }) {
  const [all, setAll] = useState(false);
  const shown = all ? failures.slice(0, 50) : failures.slice(0, FIRST);
  return (
    <ul className="failures" aria-label="Where it failed">
      {shown.map(({ step, message, times }) => (
        <li key={step.id}>
          <button type="button" className="fail" aria-pressed={selected === step.id} onClick={() => onStep(step.id)}>
            <TypeGlyph type={step.observation.type} /><b className="cut">{nameOf(step)}</b><span className="cut fm">{message || 'failed without a message'}</span>{times > 1 && <span className="chip err">{times} times</span>}<ArrowUpRight className="ico s" />
          </button>
        </li>
      ))}
      {failures.length > FIRST && <li><button type="button" className="c-acc sm morefail" aria-expanded={all} onClick={() => setAll(!all)}>{all ? 'Show fewer' : `${failures.length - FIRST} more kinds of failure`}</button></li>}
    </ul>
  );
}
