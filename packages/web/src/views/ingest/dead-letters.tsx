import { RotateCw, Trash2 } from 'lucide-react';
import { Fragment, useEffect, useRef, useState, type ReactNode } from 'react';
import type { DeadLetter } from '../../api/model';
import { agoText, bytes, clock, exact, fullTime, plural } from '../../ui/format';
import { Modal } from '../../ui/modal';
import { ErrorStrip } from '../../ui/states';

/** What can be done with requests that could not be stored. */
export interface LetterDesk {
  letters: DeadLetter[] | undefined;
  total: number;
  error: Error | null;
  retry: () => void;
  /** While something is replayed or dropped. */
  isBusy: boolean;
  /** What became of the last action. */
  outcome: string | undefined;
  failure: Error | null;
  again: () => void;
  replay: (id?: string) => void;
  drop: (id: string) => void;
}

/** Requests that were acknowledged and could not be stored: looked at, sent down the road again, or given up. */
export function DeadLetters({ desk, now, details }: { desk: LetterDesk; now: number; details: (letter: DeadLetter) => ReactNode }) {
  const [opened, setOpened] = useState<string>();
  const [dropping, setDropping] = useState<DeadLetter>();
  const { letters, total, outcome } = desk;
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    // The button that was pressed went with its letter: the keyboard goes on from here.
    if (outcome !== undefined && document.activeElement === document.body) panel.current?.focus({ preventScroll: true });
  }, [outcome, letters]);
  return (
    <section ref={panel} tabIndex={-1} className="panel" aria-label="Dead letters">
      <div className="phead"><h2>Dead letters</h2><span className="grow xs f2 cut" role="status">{outcome}</span>{total > 1 && <button type="button" className="btn s" disabled={desk.isBusy} onClick={() => desk.replay()}><RotateCw />Replay all {exact(total)}</button>}</div>
      {desk.error !== null && <ErrorStrip error={desk.error} onRetry={desk.retry} />}
      {desk.failure !== null && <ErrorStrip error={desk.failure} onRetry={desk.again} />}
      {letters?.length === 0 && desk.error === null && <p className="inone f2">No dead letters: everything that was acknowledged is stored. A request that the store cannot take is kept here, and nothing of it is lost until you drop it.</p>}
      {letters !== undefined && letters.length > 0 && (
        <div className="iscroll">
          <table className="it">
            <thead><tr><th>Reason</th><th>Not stored</th><th className="num">Size</th><th className="num">Failed</th><th><span className="sr">Actions</span></th></tr></thead>
            <tbody>{letters.map((it) => (
              <Fragment key={it.letter_id}>
                <tr>
                  <td className="ex lr">{it.reason}</td>
                  <td className="ln">{lostWords(it)}</td>
                  <td className="num">{bytes(it.body_bytes)}</td>
                  <td className="num f2" title={`failed ${fullTime(it.failed_at)}\nreceived ${fullTime(it.received_at)}`}>{agoText(it.failed_at, now)}</td>
                  <td className="lacts">
                    <button type="button" className="btn s" aria-expanded={opened === it.letter_id} onClick={() => setOpened(opened === it.letter_id ? undefined : it.letter_id)}>{opened === it.letter_id ? 'Hide' : 'Show'}</button>
                    <button type="button" className="btn s" disabled={desk.isBusy} onClick={() => desk.replay(it.letter_id)}>Replay</button>
                    <button type="button" className="btn s" disabled={desk.isBusy || it.is_shared} title={it.is_shared ? 'It holds items of other projects too: replay it instead.' : undefined} onClick={() => setDropping(it)}>Drop …</button>
                  </td>
                </tr>
                {opened === it.letter_id && <tr className="opened"><td colSpan={5}>{details(it)}</td></tr>}
              </Fragment>
            ))}</tbody>
          </table>
          {total > letters.length && <p className="inote">The oldest {exact(letters.length)} of {exact(total)}.</p>}
        </div>
      )}
      <Modal open={dropping !== undefined} onClose={() => setDropping(undefined)} label="Drop a dead letter" className="confirm">
        {dropping !== undefined && (
          <>
            <h2>Drop this dead letter?</h2>
            <p>{dropping.lost_items === 0 ? 'The whole request' : `${plural(dropping.lost_items, ITEMS[dropping.signal])} of the request`} received at {clock(dropping.received_at, { now })} ({bytes(dropping.body_bytes)}) {dropping.lost_items > 1 ? 'are' : 'is'} lost for good.</p>
            <p className="f2">{dropping.reason}</p>
            <div className="acts"><button type="button" className="btn" onClick={() => setDropping(undefined)}>Keep it</button><button type="button" className="btn danger" onClick={() => { desk.drop(dropping.letter_id); setDropping(undefined); }}><Trash2 />Drop for good</button></div>
          </>
        )}
      </Modal>
    </section>
  );
}

const ITEMS: Record<DeadLetter['signal'], string> = { traces: 'span', logs: 'log record', metrics: 'data point' };
const NAMED = 3;

/** `3 spans: plan, answer, search` */
export function lostWords({ signal, lost_items, items }: DeadLetter): string {
  if (lost_items === 0) return `a whole request of ${signal}, unreadable`;
  const names = [...new Set(items.map((it) => it.name).filter((it) => it !== ''))];
  const shown = names.slice(0, NAMED).join(', ') + (names.length > NAMED ? ' …' : '');
  return `${plural(lost_items, ITEMS[signal])}${shown === '' ? '' : `: ${shown}`}`;
}
