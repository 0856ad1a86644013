import { Link } from '@tanstack/react-router';
import { useMemo, type ComponentProps } from 'react';
import type { Session } from '../../api/model';
import { durationText } from '../../ui/format';
import { useNow } from '../../ui/now';
import { RowTable, type RowColumn } from '../../ui/row-table';
import { lastColumn, Listed, stateColumn, totalColumns } from './summary-cells';

type Given = Omit<ComponentProps<typeof RowTable<Session>>, 'label' | 'idOf' | 'columns' | 'sorted'>;

/** Conversations, newest activity first. */
export function SessionTable({ project, ...given }: Given & { project: string }) {
  const now = useNow(10_000);
  const columns = useMemo((): RowColumn<Session>[] => [
    stateColumn, lastColumn(now),
    { id: 'session', title: 'Session', width: 0, cell: (it) => <Link className="nm mono" to="/p/$project/sessions/$sessionId" params={{ project, sessionId: it.session_id }} tabIndex={-1} preload={false}>{it.session_id}</Link> },
    { id: 'users', title: 'User', width: 124, leaves: 8, cell: (it) => <Listed values={it.user_ids} /> },
    { id: 'duration', title: 'Lasted', width: 96, number: true, leaves: 6, cell: (it) => durationText(it.duration_ns) },
    ...totalColumns(now),
  ], [project, now]);
  return <RowTable {...given} label="Sessions" idOf={(it) => it.session_id} columns={columns} sorted="last" />;
}
