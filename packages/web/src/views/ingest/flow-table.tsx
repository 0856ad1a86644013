import { ArrowRight } from 'lucide-react';
import type { IngestHealth } from '../../api/model';
import { count, exact, share } from '../../ui/format';
import { useRates } from './rates';

interface Signal { name: string; received: number; rejected: number; accepted: number; visible: number | undefined; rate: number | undefined; none: string }

/** Each kind of telemetry on its way from the door to the store. */
export function FlowTable({ health: it, at }: { health: IngestHealth; at: number }) {
  const rates = useRates(it, at);
  const signals: Signal[] = [
    { name: 'Spans', received: it.received_spans, rejected: it.rejected_spans, accepted: it.accepted_spans, visible: it.stored_spans, rate: it.spans_per_second, none: 'POST /v1/traces' },
    { name: 'Log records', received: it.received_log_records, rejected: it.rejected_log_records, accepted: it.received_log_records - it.rejected_log_records, visible: it.stored_log_records, rate: rates.logs, none: 'POST /v1/logs' },
    { name: 'Data points', received: it.received_data_points, rejected: it.rejected_data_points, accepted: it.received_data_points - it.rejected_data_points, visible: it.stored_data_points, rate: rates.points, none: 'POST /v1/metrics' },
  ];
  return (
    <section className="panel" aria-label="From received to visible">
      <div className="phead"><h2 className="grow">From received to visible</h2><span className="xs f3 padr">in {exact(it.received_requests)} requests</span></div>
      <table className="it flowt">
        <thead><tr><th>Signal</th><th className="num">Received</th><th className="num"><Step />Accepted</th><th className="num"><Step />Visible</th><th className="num">Rejected</th><th className="num" title="Spans: over the last minute. The others: while this page watches.">Per second</th></tr></thead>
        <tbody>
          {signals.map((signal) => signal.received === 0 ? <tr key={signal.name}><th scope="row">{signal.name}</th><td colSpan={5} className="f3">none received; they are taken at <code>{signal.none}</code></td></tr> : (
            <tr key={signal.name}>
              <th scope="row">{signal.name}</th><td className="num">{exact(signal.received)}</td><td className="num">{exact(signal.accepted)}</td><td className="num">{exact(signal.visible)}</td>
              <td className={`num ${signal.rejected > 0 ? 'c-err' : 'f3'}`}>{signal.rejected === 0 ? '0' : <>{exact(signal.rejected)}<span className="u">{share(signal.rejected / signal.received)}</span></>}</td>
              <td className="num">{rateText(signal.rate)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const Step = () => <ArrowRight className="ico s" aria-hidden />;

export const rateText = (rate: number | undefined) => (rate === undefined ? '–' : rate === 0 ? '0' : rate < 10 ? rate.toFixed(1) : count(Math.round(rate)));
