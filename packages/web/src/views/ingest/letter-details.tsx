import { Link } from '@tanstack/react-router';
import type { DeadLetter, OpenedLetter } from '../../api/model';
import { CopyButton } from '../../ui/copy-button';
import { bytes, cutId, exact, fullTime } from '../../ui/format';
import { JsonTree } from '../../ui/json-tree';
import { ErrorStrip } from '../../ui/states';

export interface LetterBody { opened: OpenedLetter | undefined; isLoading: boolean; error: Error | null; load: () => void }

/** Each item that is not stored with what the store said of it, and the request as it came for who asks. */
export function LetterDetails({ letter: it, body, project }: { letter: DeadLetter; body: LetterBody; project: string }) {
  return (
    <div className="ldetails">
      <p className="row f2 sm wrap"><span className="id">{it.letter_id}</span><CopyButton bare text={it.letter_id} label="Copy letter id" className="btn ghost icon s" /><span>{it.signal}, {it.encoding === 'json' ? 'JSON' : 'protobuf'}</span><span title={fullTime(it.received_at)}>received {it.received_at.slice(11, 19)} UTC</span></p>
      {it.items.length > 0 && (
        <ul className="litems">{it.items.map((item, index) => (
          <li key={index}><b className="cut">{item.name === '' ? 'unnamed' : item.name}</b>{item.trace_id !== null && <Link className="id c-acc" to="/p/$project/traces/$traceId" params={{ project, traceId: item.trace_id }} search={{}} preload={false} title={item.trace_id}>{cutId(item.trace_id)}</Link>}<span className="f2">{item.reason}</span></li>
        ))}</ul>
      )}
      {it.lost_items > it.items.length && it.items.length > 0 && <p className="xs f3">and {exact(it.lost_items - it.items.length)} more</p>}
      {it.is_shared ? <p className="note">The request holds items of other projects too: it is not shown here, and it can only be replayed.</p> : <Body body={body} letter={it} />}
    </div>
  );
}

function Body({ body, letter }: { body: LetterBody; letter: DeadLetter }) {
  if (body.error !== null) return <ErrorStrip error={body.error} onRetry={body.load} />;
  if (body.opened === undefined) return <p className="row"><button type="button" className="btn s" disabled={body.isLoading} onClick={body.load}>{body.isLoading ? 'Reading …' : `Show the request, ${bytes(letter.body_bytes)}`}</button><span className="xs f3">as it came, before redaction</span></p>;
  const { body_text: text, body_base64: base64 } = body.opened;
  if (text === undefined) return <p className="row"><span className="f2">Protobuf, {bytes(letter.body_bytes)}. Its bytes are not text.</span><CopyButton text={base64 ?? ''} label="Copy the request as base64" word="Copy as base64" /></p>;
  const data = dataIn(text);
  return (
    <div className="call">
      <div className="chd"><b>Request</b><span className="xs f3">before redaction</span><span className="grow" /><CopyButton text={text} label="Copy the request" className="btn s ghost" /></div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls: the keyboard must reach it */}
      <div className="cbody lbody" tabIndex={0} role="region" aria-label="Request">{data === undefined ? <pre className="raw">{text}</pre> : <JsonTree value={data} />}</div>
    </div>
  );
}

function dataIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
