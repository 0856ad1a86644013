import { Link } from '@tanstack/react-router';
import type { Session } from '../../api/model';
import { CopyButton } from '../../ui/copy-button';
import { clock, durationText, exact, fullTime, usd } from '../../ui/format';
import { equals } from '../where/clauses';
import './lists.css';

/** A conversation in figures: the totals over all of its traces. */
export function SessionHead({ session, project }: { session: Session; project: string }) {
  const facts: [string, string][] = [
    ['Traces', exact(session.trace_count)], ['Failed', session.failed_trace_count === 0 ? '–' : exact(session.failed_trace_count)], ['Steps', exact(session.observation_count)], ['Failed steps', session.error_count === 0 ? '–' : exact(session.error_count)],
    ['Lasted', durationText(session.duration_ns, true)], ['Tokens in / out', session.total_tokens === null ? '–' : `${exact(session.input_tokens)} / ${exact(session.output_tokens)}`], ['Cost', usd(session.total_cost_usd)],
  ];
  return (
    <>
      <div className="views">
        <h1 className="mono cut">{session.session_id}</h1><CopyButton bare text={session.session_id} label="Copy session id" className="btn ghost icon s" />
        <span className="grow" />
        <span className="xs f3 tn" title={`${fullTime(session.start_time)}\nto\n${fullTime(session.end_time)}`}>{clock(session.start_time, { now: 0, seconds: false })} to {clock(session.end_time, { now: Date.parse(session.start_time), seconds: false })}</span>
        <Link className="btn s" to="/p/$project/traces" params={{ project }} search={{ where: equals('session_id', session.session_id), range: '30d' }}>Filter traces by it</Link>
      </div>
      <div className="sfacts">
        <dl className="kv">{facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
        <div className="chips">
          {session.user_ids.map((it) => <Link key={it} className="chip line" to="/p/$project/traces" params={{ project }} search={{ where: equals('user_id', it) }} title="Traces of this user">user {it}</Link>)}
          {[...session.agents, ...session.models, ...session.environments, ...session.tags].map((it) => <span key={it} className="chip">{it}</span>)}
          {session.scores.map((it) => <span key={it.score_id} className="chip line">{it.name} {it.value ?? it.string_value ?? ''}</span>)}
        </div>
      </div>
    </>
  );
}
