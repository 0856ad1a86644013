import type { Micros } from '../../model/time.js';
import type { Query } from './readers.js';
import { integerLiteral, microsOf, Parameters, timeLiteral } from './sql.js';

/** After this a list that is searched through gives what it has, and where to go on. */
const BUDGET_MS = 1_000;
/** Rows in the first window, and how much larger each is than the one before: what is rare is found in a few steps, what is common in the first. */
const FIRST_ROWS = 1_000;
const GROWTH = 12;

export interface Range { from?: Micros; to?: Micros }

export interface Walk<T> {
  projectId: string;
  /** Whose start_time the list is ordered by. */
  table: 'trace_deltas' | 'observations';
  range: Range;
  /** How many entries to find. */
  count: number;
  /** The first entries within this part of the range, in order, at most `count`. */
  look: (within: Range, count: number) => Promise<readonly T[]>;
}

export interface Walked<T> {
  /** The first entries, in order, at most `count`. */
  entries: T[];
  /** Set when time was up first: nothing that is newer is missing. */
  searchedUntil?: Micros;
}

/** Looks for the newest entries of a list, window of time after window, and stops when there are enough, or when time is up. Something is looked at in any case. */
export async function walkBack<T>(query: Query, { projectId, table, range, count, look }: Walk<T>, budgetMs = BUDGET_MS): Promise<Walked<T>> {
  const startMs = performance.now();
  const entries: T[] = [];
  let { to } = range;
  for (let rows = FIRST_ROWS; ; rows *= GROWTH) {
    const from = await startOfWindow(query, { projectId, table, range: { from: range.from, to }, rows });
    entries.push(...await look({ from: from ?? range.from, to }, count - entries.length));
    if (from === undefined || entries.length >= count) return { entries };
    if (performance.now() - startMs >= budgetMs) return { entries, searchedUntil: from };
    to = from;
  }
}

/** From when on so many rows are in the range; undefined when there are fewer. */
async function startOfWindow(query: Query, { projectId, table, range: { from, to }, rows }: { projectId: string; table: Walk<never>['table']; range: Range; rows: number }): Promise<Micros | undefined> {
  const parameters = new Parameters();
  const conditions = [`project_id = ${parameters.text(projectId)}`];
  if (from !== undefined) conditions.push(`start_time >= ${timeLiteral(from)}`);
  if (to !== undefined) conditions.push(`start_time < ${timeLiteral(to)}`);
  const [found] = await query<{ start: Micros }>(`
SELECT ${microsOf('start_time')} AS start FROM ${table} WHERE ${conditions.join(' AND ')} ORDER BY ${table === 'observations' ? 'toDate32(start_time) DESC, ' : ''}start_time DESC LIMIT 1 OFFSET ${integerLiteral(rows)}`, parameters);
  return found?.start;
}
