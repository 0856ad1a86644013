import { bytes } from '../../ui/format';
import { useBodies, type AwayPayload } from './bodies';

/** More than this is for a download: a page that holds it does not scroll any more. */
const MOST_SHOWN = 5_000_000;

/** Says that a payload is shown by its beginning, and shows the whole when asked. */
export function AwayNote({ payload: it }: { payload: AwayPayload }) {
  const { url } = useBodies();
  const size = it.size === undefined ? '' : ` (${bytes(it.size)})`;
  const isHuge = it.size !== undefined && it.size > MOST_SHOWN;
  return (
    <p className="note row away" role="status">
      <span>{it.state === 'whole' ? `The whole ${it.side}${size} is shown.` : `Too large to be kept inline: this is the beginning of the ${it.side}.`}</span>
      {it.state !== 'whole' && !isHuge && <button type="button" className="btn s" disabled={it.state === 'loading'} onClick={it.load}>{it.state === 'loading' ? 'Reading …' : it.state === 'failed' ? `Try again${size}` : `Show all${size}`}</button>}
      <a className="c-acc" href={`${url(it.id)}?download=1`} download>{isHuge ? `Download${size}` : 'Download'}</a>
      {it.error !== undefined && <span className="c-err">{it.error}</span>}
    </p>
  );
}
