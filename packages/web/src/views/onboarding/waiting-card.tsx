import { Link } from '@tanstack/react-router';
import { ArrowRight, CircleCheckBig, Radio, TriangleAlert } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { IngestHealth } from '../../api/model';
import { agoText, count, durationText, plural } from '../../ui/format';
import { useNow } from '../../ui/now';
import { StatusMark, type Mark } from '../status-mark';
import type { OnboardingProps } from './onboarding';

export interface Arrived { project: string; traceId: string; name: string }

/** Waits for the first span, with checks that are true, and turns into the way to the first trace. */
export function WaitingCard({ health, error, ready, takesOtlp, arrived, others, otlp }: OnboardingProps & { otlp: string }) {
  const [since] = useState(() => Date.now());
  const now = useNow(1000);
  const refused = refusedOf(health);
  return (
    <section className="panel waitp" aria-live="polite">
      {arrived === undefined ? (
        <>
          <div className="pulse" aria-hidden="true"><i /><i /><i /><b><Radio /></b></div>
          <h2>Waiting for the first span</h2>
          <p className="wsub">Listening for <span aria-hidden="true">{durationText(Math.max(1, Math.floor((now - since) / 1000)) * 1e9).replace(/\.\d+ /, ' ')}</span>. {health === undefined || health.received_spans === 0 ? 'Nothing received yet.' : `${plural(health.received_spans, 'span')} received, none visible yet.`}</p>
        </>
      ) : (
        <>
          <div className="arrived" aria-hidden="true"><CircleCheckBig /></div>
          <h2>The first trace arrived</h2>
          <p className="wsub"><b>{arrived.name || 'unnamed'}</b> in project {arrived.project}</p>
          <Link className="btn primary openfirst" to="/p/$project/traces/$traceId" params={{ project: arrived.project, traceId: arrived.traceId }} search={{}}>Open it<ArrowRight /></Link>
        </>
      )}
      <ul className="checks">
        <Check mark={error !== null ? 'error' : ready === undefined ? 'unset' : ready.ok ? 'ok' : 'warn'} label="Server" fact={error !== null ? 'does not answer' : ready === undefined ? 'asking' : ready.ok ? 'ready' : `waits for ${ready.waitingFor.join(', ')}`} />
        <Check mark={takesOtlp === undefined ? 'unset' : takesOtlp ? 'ok' : 'error'} label="OTLP over HTTP" fact={<code>{otlp.replace(/^https?:\/\//, '')}</code>} />
        <Check mark={arrived !== undefined || (health?.accepted_spans ?? 0) > 0 ? 'ok' : 'unset'} label="Spans from your agent" fact={arrived !== undefined && (health?.accepted_spans ?? 0) === 0 ? 'stored' : health === undefined || health.accepted_spans === 0 ? 'none yet' : plural(health.accepted_spans, 'span')} />
      </ul>
      {arrived === undefined && others.length > 0 && (
        <p className="wsub elsewhere">Traces are in {others.slice(-3).toReversed().map((it, index) => <span key={it}>{index > 0 && ', '}<Link to="/p/$project" params={{ project: it }} search={{}}>{it}</Link></span>)}.</p>
      )}
      {refused.map((it) => (
        <div key={it.what} className="refused" role="alert"><TriangleAlert className="ico" /><div><b>{it.what}</b><p>{it.example}</p>{it.advice !== undefined && <p className="f2">{it.advice}</p>}<p className="xs f3">last {agoText(it.lastAt, now)}</p></div></div>
      ))}
    </section>
  );
}

const Check = ({ mark, label, fact }: { mark: Mark; label: string; fact: ReactNode }) => <li><StatusMark mark={mark} /><span>{label}</span><span className="xs f3 tn">{fact}</span></li>;

const ADVICE: Record<string, string> = {
  undecodable: 'The body is not OTLP. Check that the exporter speaks OTLP over HTTP, not gRPC or Zipkin.',
  unsupported_media_type: 'Send application/x-protobuf or application/json.',
  too_large: 'Send smaller batches, or raise HFAO_MAX_BODY_BYTES.',
  not_found: 'The path is /v1/traces.',
};

/** Why something that came was not taken, worst first. */
function refusedOf(health: IngestHealth | undefined): { what: string; example: string; lastAt: string; advice: string | undefined }[] {
  if (health === undefined) return [];
  return [
    ...health.refused_requests.map((it) => ({ what: `${count(it.count)} ${it.count === 1 ? 'request was' : 'requests were'} refused: ${it.code.replaceAll('_', ' ')}`, example: it.example, lastAt: it.last_at, advice: ADVICE[it.code] })),
    ...health.rejections.map((it) => ({ what: `${plural(it.count, 'span')} rejected: ${it.reason.replaceAll('_', ' ')}`, example: it.example, lastAt: it.last_at, advice: undefined })),
  ].slice(0, 3);
}
