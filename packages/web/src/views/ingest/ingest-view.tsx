import type { ReactNode } from 'react';
import type { ForwardingStatus, IngestHealth, ProjectSettings } from '../../api/model';
import { agoText, fullTime } from '../../ui/format';
import { ErrorStrip } from '../../ui/states';
import { StatusMark } from '../status-mark';
import { RedactionNote, Rules } from './decisions';
import { Figures } from './figures';
import { FlowTable } from './flow-table';
import { Forwarding } from './forwarding';
import './ingest.css';
import { Refusals } from './refusals';
import { Shares } from './shares';
import { verdictOf, words } from './verdict';

/** Something the page asks for, with the last answer while it is asked again. */
interface Asked<T> { data: T | undefined; error: Error | null; retry: () => void }

interface IngestViewProps {
  health: IngestHealth;
  /** When it was so. */
  at: number;
  now: number;
  error: Error | null;
  onRetry: () => void;
  letters: number | undefined;
  settings: Asked<ProjectSettings>;
  forwarding: Asked<ForwardingStatus[]>;
  where: ReactNode;
  deadLetters: ReactNode;
}

/** What came in, what became of it, and why something was refused. */
export function IngestView({ health, at, now, error, onRetry, letters, settings, forwarding, where, deadLetters }: IngestViewProps) {
  const { mark, sentence, detail } = verdictOf({ ...health, dead_letters: letters ?? health.dead_letters }, now);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls: the keyboard must reach it
    <div className="ingestscroll" tabIndex={0} role="region" aria-label="Ingest page"><div className="ingestpage">
      <h1 className="sr">Ingest</h1>
      {error !== null && <ErrorStrip error={error} onRetry={onRetry} />}
      <section className="panel isay"><StatusMark mark={mark} /><p><b>{sentence}</b> <span className="f2">{detail}</span></p><span className="xs f3" title={fullTime(health.since)}>counted since the server started, {agoText(health.since, now)}</span></section>
      <Figures health={health} letters={letters} now={now} />
      <FlowTable health={health} at={at} />
      {where}
      <Refusals title="Items that were rejected" counted="Items" none="None: no span, log record or data point was turned away since the server started." refusals={health.rejections} now={now} note="alone; the rest of their requests was taken" />
      <Refusals title="Requests that were refused" counted="Requests" none="None since the server started." refusals={health.refused_requests.map((it) => ({ ...it, reason: words(it.code) }))} now={now} note="as a whole, of all projects" />
      {deadLetters}
      <div className="igrid">
        <Shares title="Dialects" counted="spans" values={health.dialects.map((it) => ({ name: it.dialect, count: it.count }))} none="No span since the server started. A dialect is how an instrumentation names things; hfao reads it from each span." />
        <Shares title="Redactions" counted="taken out of texts" values={health.redactions.map((it) => ({ name: it.kind, count: it.count }))} none="Nothing was taken out: no text held anything that is looked for."><RedactionNote settings={settings.data} /></Shares>
        <Rules settings={settings.data} />
      </div>
      {settings.error !== null && <ErrorStrip error={settings.error} onRetry={settings.retry} />}
      <Forwarding rules={forwarding.data} settings={settings.data} now={now} error={forwarding.error} onRetry={forwarding.retry} />
    </div></div>
  );
}
