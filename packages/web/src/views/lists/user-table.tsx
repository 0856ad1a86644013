import { Link } from '@tanstack/react-router';
import { useMemo, type ComponentProps } from 'react';
import type { User } from '../../api/model';
import { exact } from '../../ui/format';
import { useNow } from '../../ui/now';
import { RowTable, type RowColumn } from '../../ui/row-table';
import { equals } from '../where/clauses';
import { lastColumn, stateColumn, totalColumns } from './summary-cells';

type Given = Omit<ComponentProps<typeof RowTable<User>>, 'label' | 'idOf' | 'columns' | 'sorted'>;

/** Users, newest activity first; each leads to its traces and its sessions. */
export function UserTable({ project, ...given }: Given & { project: string }) {
  const now = useNow(10_000);
  const columns = useMemo((): RowColumn<User>[] => [
    stateColumn, lastColumn(now),
    { id: 'user', title: 'User', width: 0, cell: (it) => <Link className="nm mono" to="/p/$project/traces" params={{ project }} search={{ where: equals('user_id', it.user_id) }} tabIndex={-1} preload={false}>{it.user_id}</Link> },
    { id: 'sessions', title: 'Sessions', width: 80, number: true, leaves: 8, cell: (it) => <Link className="c-acc" to="/p/$project/sessions" params={{ project }} search={{ where: equals('user_ids', it.user_id) }} tabIndex={-1} preload={false} aria-label={`Sessions of ${it.user_id}`}>{exact(it.session_count)}</Link> },
    ...totalColumns(now),
  ], [project, now]);
  return <RowTable {...given} label="Users" idOf={(it) => it.user_id} columns={columns} sorted="last" />;
}
