import { Link } from '@tanstack/react-router';
import type { TraceSummary } from '../../api/model';
import { ago, durationText, fullTime } from '../../ui/format';
import { markOf, StatusMark } from '../status-mark';
import { GhostRows } from './ghost-rows';

/** The newest traces with a failed step, each with its first error. */
export function FailingTraces({ traces, project, now }: { traces: TraceSummary[] | undefined; project: string; now: number }) {
  return (
    <section className="panel" aria-label="Latest failing traces">
      <div className="phead"><h2 className="grow">Latest failing traces</h2><Link className="more" to="/p/$project/traces" params={{ project }} search={{ status: 'errors' }}>All</Link></div>
      <div className="plist">
        {traces === undefined && <GhostRows count={6} />}
        {traces?.map((it) => (
          <Link key={it.trace_id} className="ft" to="/p/$project/traces/$traceId" params={{ project, traceId: it.trace_id }} preload={false}>
            <StatusMark mark={markOf(it)} />
            <span className="cut"><b>{it.name || 'unnamed'}</b> <span className="f3">{it.input_preview?.replace(/\s+/g, ' ').slice(0, 120)}</span></span>
            <span className="num f3 sm">{durationText(it.duration_ns)}</span><time className="num f3 sm when" title={fullTime(it.start_time)}>{ago(it.start_time, now)}</time>
            <span className="why cut">{it.error_message ?? 'failed without a message'}{it.error_count > 1 ? `, ${it.error_count} failed steps` : ''}</span>
          </Link>
        ))}
        {traces?.length === 0 && <p className="pnone f2">No trace with a failed step in this range.</p>}
      </div>
    </section>
  );
}
