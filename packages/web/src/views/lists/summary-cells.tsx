import type { Session, User } from '../../api/model';
import { ago, clock, exact, fullTime, shortModel, tokens, usd } from '../../ui/format';
import type { RowColumn } from '../../ui/row-table';
import { StatusMark } from '../status-mark';

type Totals = Session | User;

const Missing = () => <span className="f3">–</span>;

export function Listed({ values, show = (it) => it }: { values: readonly string[]; show?: (value: string) => string }) {
  if (values.length === 0) return <Missing />;
  return <span className="f2" title={values.join('\n')}>{show(values[0])}{values.length > 1 ? ` +${values.length - 1}` : ''}</span>;
}

/** Whether something in it went wrong. */
export const stateColumn: RowColumn<Totals> = {
  id: 'status', title: 'Status', width: 24,
  cell: (it) => (it.failed_trace_count > 0 ? <StatusMark mark="error" label={`${exact(it.failed_trace_count)} of ${exact(it.trace_count)} traces failed`} /> : it.error_count > 0 ? <StatusMark mark="warn" label={`${exact(it.error_count)} steps failed`} /> : <StatusMark mark="ok" label="no failures" />),
};

export const lastColumn = (now: number): RowColumn<Totals> => ({ id: 'last', title: 'Last trace', width: 92, number: true, cell: (it) => <time dateTime={it.last_trace_time} title={fullTime(it.last_trace_time)}>{ago(it.last_trace_time, now)}</time> });

/** What sums over traces have in common. */
export const totalColumns = (now: number): RowColumn<Totals>[] => [
  { id: 'first', title: 'First seen', width: 124, number: true, leaves: 5, cell: (it) => <time className="f2" dateTime={it.start_time} title={fullTime(it.start_time)}>{clock(it.start_time, { now, seconds: false })}</time> },
  { id: 'traces', title: 'Traces', width: 72, number: true, cell: (it) => exact(it.trace_count) },
  { id: 'failed', title: 'Failed', width: 68, number: true, cell: (it) => (it.failed_trace_count === 0 ? <Missing /> : <span className="c-err strong">{exact(it.failed_trace_count)}</span>) },
  { id: 'steps', title: 'Steps', width: 72, number: true, leaves: 4, cell: (it) => exact(it.observation_count) },
  { id: 'tokens', title: 'Tokens', width: 80, number: true, leaves: 7, cell: (it) => { const { figure, unit } = tokens(it.total_tokens); return <>{figure}{unit !== '' && <span className="u">{unit}</span>}</>; } },
  { id: 'cost', title: 'Cost', width: 84, number: true, leaves: 9, cell: (it) => usd(it.total_cost_usd) },
  { id: 'models', title: 'Models', width: 132, leaves: 3, cell: (it) => <Listed values={it.models} show={shortModel} /> },
  { id: 'agents', title: 'Agents', width: 150, leaves: 2, cell: (it) => <Listed values={it.agents} /> },
  { id: 'environments', title: 'Environment', width: 104, leaves: 1, cell: (it) => <Listed values={it.environments} /> },
];
