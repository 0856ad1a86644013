import type { Score } from '../../api/model';
import { clock } from '../../ui/format';
import { useNow } from '../../ui/now';

/** Judgements on a step; on the first step also those on the whole trace. */
export function ScoresTab({ scores }: { scores: readonly Score[] }) {
  const now = useNow(60_000);
  return (
    <ul className="scores">
      {scores.map((it) => (
        <li key={it.score_id} className="call">
          <div className="chd"><b className="cut">{it.name}</b><span className="strong tn">{valueOf(it)}</span><span className="chip">{it.source.toLowerCase().replace('_', ' ')}</span>{it.judge_model !== null && <span className="chip line">{it.judge_model}</span>}<span className="grow" /><time className="xs f3 tn">{clock(it.timestamp, { now })}</time></div>
          {it.comment !== null && <div className="cbody"><p className="lt">{it.comment}</p></div>}
        </li>
      ))}
    </ul>
  );
}

const valueOf = (it: Score) => (it.value !== null ? it.value.toFixed(2) : it.boolean_value !== null ? (it.boolean_value ? 'yes' : 'no') : it.string_value ?? '–');
