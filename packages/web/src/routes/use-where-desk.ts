import { useMemo } from 'react';
import { checkFilter, completeFilter, type FilterSubject } from '../api/filters';
import type { WhereDesk } from '../views/where/use-where-line';

/** What the line of a filter asks the server. */
export function useWhereDesk(project: string, subject: FilterSubject): WhereDesk {
  return useMemo(() => ({
    suggest: (text, cursor, signal) => completeFilter(project, subject, text, cursor, signal),
    check: async (text, signal) => (await checkFilter(project, subject, text, signal)).error ?? undefined,
  }), [project, subject]);
}
