import { Link } from '@tanstack/react-router';
import { ArrowRight } from 'lucide-react';
import type { Overview } from '../../api/model';
import { clock, day, share } from '../../ui/format';
import { StatusMark, type Mark } from '../status-mark';
import { badness, verdictOf } from './verdict';

const MARKS: Record<string, Mark> = { ok: 'ok', warn: 'warn', error: 'error', idle: 'unset' };

/** The answer first, with the strip of failures that proves it. */
export function HealthPanel({ overview, project, now }: { overview: Overview; project: string; now: number }) {
  const verdict = verdictOf(overview, now);
  const { buckets, bucket_ms } = overview;
  const at = (index: number) => Date.parse(buckets[index].start_time);
  const labels = [0, 0.25, 0.5, 0.75].map((part) => Math.floor(part * (buckets.length - 1)));
  const isLong = buckets.length * bucket_ms > 2.5 * 86_400_000;
  return (
    <section className="panel health" aria-label="Health">
      <div className="say">
        <StatusMark mark={MARKS[verdict.tone]} label={verdict.tone} /><p className="say1"><b>{verdict.sentence}</b> <span className="f2">{verdict.detail}</span></p><span className="grow" />
        {overview.totals.failed_traces > 0 && <Link className="btn s" to="/p/$project/traces" params={{ project }} search={{ status: 'error', ...(verdict.from === undefined ? {} : { from: new Date(verdict.from).toISOString(), to: new Date(now).toISOString(), range: undefined }) }}>See the failed runs<ArrowRight /></Link>}
      </div>
      <div className="hstrip" role="img" aria-label={`Share of failed runs over time. ${verdict.sentence}`} style={{ gridTemplateColumns: `repeat(${buckets.length}, minmax(0, 1fr))` }}>
        {buckets.map((it, index) => <i key={it.start_time} className={badness(it)} title={`${clock(at(index), { now, seconds: false })}: ${it.traces === 0 ? 'no runs' : `${it.failed_traces} of ${it.traces} runs failed, ${share(it.error_rate)}`}`} />)}
      </div>
      <div className="hx" aria-hidden="true">{labels.map((it, n) => <span key={n}>{isLong ? day(at(it)) : clock(at(it), { seconds: false, ...(n === 0 ? { now } : {}) })}</span>)}<span>{Math.abs(now - Date.parse(overview.to)) < 120_000 ? `now, ${clock(overview.to, { seconds: false })}` : clock(overview.to, { now, seconds: false })}</span></div>
    </section>
  );
}
