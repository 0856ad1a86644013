import type { ReactNode } from 'react';
import type { IngestHealth } from '../../api/model';
import { agoText, bytes, count, exact, fullTime, plural } from '../../ui/format';
import { StatusMark, type Mark } from '../status-mark';
import './ingest.css';

/** What came in, what became of it, and why something was refused. */
export function IngestView({ health, now }: { health: IngestHealth; now: number }) {
  const { mark, sentence, detail } = verdictOf(health, now);
  return (
    <div className="ingestpage">
      <h1 className="sr">Ingest</h1>
      <section className="panel isay"><StatusMark mark={mark} /><p><b>{sentence}</b> <span className="f2">{detail}</span></p><span className="grow" /><span className="xs f3" title={fullTime(health.since)}>counted since the server started, {agoText(health.since, now)}</span></section>
      <dl className="panel flow" aria-label="From received to visible">
        <Stage name="Received" value={health.received_spans} note={plural(health.received_requests, 'request')} />
        <Stage name="Accepted" value={health.accepted_spans} note={health.spans_per_second > 0 ? `${health.spans_per_second < 10 ? health.spans_per_second.toFixed(1) : count(Math.round(health.spans_per_second))} spans/s in the last minute` : 'none in the last minute'} />
        <Stage name="Visible" value={health.stored_spans} note={health.last_stored_at === null ? 'nothing yet' : `last ${agoText(health.last_stored_at, now)}`} />
        <Stage name="Rejected" value={health.rejected_spans} note={health.rejected_spans === 0 ? 'none' : 'see below'} bad={health.rejected_spans > 0} />
        <div><dt>On the way</dt><dd className="f">{bytes(health.pending_bytes)}</dd><dd className="n">{health.pending_bytes === 0 ? 'all acknowledged spans are visible' : `oldest ${Math.round(health.pending_age_ms)} ms`}</dd></div>
        <Stage name="Set aside" value={health.dead_letters} note={health.dead_letters === 0 ? 'none' : 'requests that could not be stored'} bad={health.dead_letters > 0} />
      </dl>
      <Table title="Spans that were rejected" head={['Reason', 'Spans', 'Last', 'Example']} none="No span was rejected." rows={health.rejections.map((it) => [words(it.reason), exact(it.count), agoText(it.last_at, now), it.example])} />
      <Table title="Requests that were refused" head={['Reason', 'Requests', 'Last', 'Example']} none="No request was refused." rows={health.refused_requests.map((it) => [words(it.code), exact(it.count), agoText(it.last_at, now), it.example])} />
      <Table title="Dialects" head={['Dialect', 'Spans']} none="No span yet." rows={health.dialects.map((it) => [it.dialect, exact(it.count)])} />
    </div>
  );
}

const words = (code: string) => code.replaceAll('_', ' ');

function verdictOf(it: IngestHealth, now: number): { mark: Mark; sentence: string; detail: string } {
  if (it.status === 'refusing') return { mark: 'error', sentence: 'The last request was refused.', detail: it.refused_requests[0]?.example ?? it.rejections[0]?.example ?? '' };
  if (it.status === 'waiting' || it.last_received_at === null) return { mark: 'unset', sentence: 'Nothing received yet.', detail: 'Home shows how to send the first span.' };
  if (it.dead_letters > 0) return { mark: 'warn', sentence: `${plural(it.dead_letters, 'request')} could not be stored.`, detail: 'They are kept aside; the log of the server says why.' };
  return { mark: 'ok', sentence: 'Spans come in and are stored.', detail: `Last ${agoText(it.last_received_at, now)}.` };
}

function Stage({ name, value, note, bad = false }: { name: string; value: number; note: string; bad?: boolean }) {
  return <div><dt>{name}</dt><dd className={`f ${bad ? 'c-err' : ''}`}>{count(value)}</dd><dd className="n">{note}</dd></div>;
}

function Table({ title, head, rows, none }: { title: string; head: string[]; rows: ReactNode[][]; none: string }) {
  return (
    <section className="panel" aria-label={title}>
      <div className="phead"><h2>{title}</h2></div>
      {rows.length === 0 ? <p className="inone f2">{none}</p> : (
        <table className="it"><thead><tr>{head.map((it, index) => <th key={it} className={index === 1 || index === 2 ? 'num' : ''}>{it}</th>)}</tr></thead><tbody>{rows.map((row, index) => <tr key={index}>{row.map((it, column) => <td key={column} className={column === 1 || column === 2 ? 'num' : column === 3 ? 'ex' : ''}>{it}</td>)}</tr>)}</tbody></table>
      )}
    </section>
  );
}
