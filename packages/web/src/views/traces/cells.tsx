import { Link } from '@tanstack/react-router';
import type { TraceSummary } from '../../api/model';
import { ago, clock, cutId, duration, exact, fullTime, shortModel, tokens, usd, type Quantity } from '../../ui/format';
import { markOf, StatusMark } from '../status-mark';
import type { Column } from './columns';

export interface CellContext { project: string; now: number; short: boolean; slowNs: number; topNs: number }

/** One cell of the list. */
export function Cell({ column, trace, context }: { column: Column; trace: TraceSummary; context: CellContext }) {
  switch (column.id) {
    case 'status': return <StatusMark mark={markOf(trace)} label={trace.error_message ?? undefined} />;
    case 'started': return <time className="med" dateTime={trace.start_time} title={fullTime(trace.start_time)}>{clock(trace.start_time, { now: context.now, seconds: !context.short })}</time>;
    case 'ago': return <span className="f3">{ago(trace.start_time, context.now)}</span>;
    case 'name': return <NameCell trace={trace} project={context.project} />;
    case 'agents': return <span className="f2" title={trace.agents.join(', ')}>{trace.agents.length === 0 ? <Missing /> : trace.agents.map((it) => it.replace(/[-_ ]?agent$/i, '') || it).join(', ')}</span>;
    case 'duration': return <DurationCell ns={trace.duration_ns} {...context} />;
    case 'tokens': return <Measure of={tokens(trace.total_tokens)} title={trace.total_tokens === null ? undefined : `${exact(trace.input_tokens)} in, ${exact(trace.cache_read_tokens)} cached, ${exact(trace.output_tokens)} out`} />;
    case 'cost': return <CostCell trace={trace} />;
    case 'models': return <Listed values={trace.models} show={shortModel} />;
    case 'session': return trace.session_id === null ? <Missing /> : <span className="id" title={trace.session_id}>{cutId(trace.session_id, 7, 3)}</span>;
    case 'tags': return trace.tags.length === 0 ? <Missing /> : <span className="f2" title={trace.tags.join(', ')}>{trace.tags.join(', ')}</span>;
    case 'steps': return <>{exact(trace.observation_count)}</>;
    case 'errors': return trace.error_count === 0 ? <Missing /> : <span className="c-err strong">{exact(trace.error_count)}</span>;
    case 'trace': return <span className="id" title={trace.trace_id}>{cutId(trace.trace_id)}</span>;
  }
}

const Missing = () => <span className="f3">–</span>;

function NameCell({ trace, project }: { trace: TraceSummary; project: string }) {
  const preview = trace.input_preview?.replace(/\s+/g, ' ').trim();
  return (
    <>
      <Link className="nm" to="/p/$project/traces/$traceId" params={{ project, traceId: trace.trace_id }} tabIndex={-1} preload={false}>{trace.name || 'unnamed'}</Link>
      {preview && <span className="prev" title={trace.input_preview?.slice(0, 600)}>{preview.slice(0, 300)}</span>}
    </>
  );
}

function Measure({ of, title }: { of: Quantity; title?: string }) {
  return <span title={title} className={of.figure === '–' ? 'f3' : undefined}>{of.figure}{of.unit !== '' && <span className="u">{of.unit}</span>}</span>;
}

function DurationCell({ ns, slowNs, topNs }: { ns: number; slowNs: number; topNs: number }) {
  return <><span className={`dbar ${ns > slowNs ? 'hot' : ''}`}><i style={{ width: `${Math.max(2, Math.min(100, (100 * ns) / topNs))}%` }} /></span><span className="dn"><Measure of={duration(ns)} /></span></>;
}

function CostCell({ trace }: { trace: TraceSummary }) {
  if (trace.total_cost_usd !== null) return <>{usd(trace.total_cost_usd)}</>;
  return <span className="f3" title={trace.models.length === 0 ? 'no model was called' : `no price for ${trace.models.join(', ')}`}>–</span>;
}

function Listed({ values, show }: { values: string[]; show: (value: string) => string }) {
  if (values.length === 0) return <Missing />;
  return <span className="f2" title={values.join('\n')}>{show(values[0])}{values.length > 1 ? ` +${values.length - 1}` : ''}</span>;
}
