import type { IngestHealth } from '../../api/model';
import { agoText, bytes, count, fullTime } from '../../ui/format';
import { askedToWait } from './verdict';
import { rateText } from './flow-table';

/** The six numbers that say whether somebody must do something. */
export function Figures({ health: it, letters, now }: { health: IngestHealth; letters: number | undefined; now: number }) {
  const wait = askedToWait(it);
  const redacted = it.redactions.reduce((sum, { count: times }) => sum + times, 0);
  return (
    <dl className="panel flow" aria-label="Ingest in numbers">
      <Figure name="Spans per second" value={rateText(it.spans_per_second)} note={it.spans_per_second > 0 ? 'accepted, over the last minute' : it.last_stored_at === null ? 'nothing yet' : `none in the last minute; last ${agoText(it.last_stored_at, now)}`} />
      <Figure name="On the way" value={bytes(it.pending_bytes)} note={it.pending_bytes === 0 ? 'all that is acknowledged is visible' : `the oldest for ${it.pending_age_ms < 1000 ? `${Math.round(it.pending_age_ms)} ms` : `${(it.pending_age_ms / 1000).toFixed(1)} s`}`} tone={it.pending_age_ms > 5_000 ? 'warn' : ''} />
      <Figure name="Asked to wait" value={count(wait.times)} note={wait.last === undefined ? 'no sender was slowed down' : `last ${agoText(wait.last, now)}; senders try again`} title={wait.last === undefined ? undefined : fullTime(wait.last)} tone={wait.times > 0 ? 'warn' : ''} />
      <Figure name="Dead letters" value={count(letters ?? it.dead_letters)} note={(letters ?? it.dead_letters) === 0 ? 'all that was accepted is stored' : 'wait below for a person'} tone={(letters ?? it.dead_letters) > 0 ? 'err' : ''} />
      <Figure name="Redacted" value={count(redacted)} note={redacted === 0 ? 'nothing was taken out of texts' : it.redactions.slice(0, 3).map(({ kind }) => kind).join(', ')} />
      <Figure name="Offloaded" value={count(it.offloaded)} note={it.offloaded === 0 ? 'no large payload or media' : 'large payloads and media'} />
    </dl>
  );
}

interface FigureProps { name: string; value: string; note: string; tone?: '' | 'warn' | 'err'; title?: string | undefined }

function Figure({ name, value, note, tone = '', title }: FigureProps) {
  return <div title={title}><dt>{name}</dt><dd className={`f ${tone === '' ? '' : `c-${tone}`}`}>{value}</dd><dd className="n">{note}</dd></div>;
}
