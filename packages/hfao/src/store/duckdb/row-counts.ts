import type { DuckDBConnection } from '@duckdb/node-api';
import { DAY_MICROS, type Micros } from '../../model/time.js';
import { readRows } from './read-rows.js';
import type { TableName } from './schema.js';
import { unionAll } from './sql.js';

/** Tables whose rows belong to a day, and the column that tells which. */
const TIMES = { observations: 'start_time', logs: 'time', metric_points: 'time' } as const satisfies Partial<Record<TableName, string>>;
export type TimedTable = keyof typeof TIMES;
export const TIMED_TABLES = Object.keys(TIMES) as TimedTable[];

/** How many rows each project has in one segment, by table and day (since 1970): kept as they are written, so that nobody has to count. */
export class RowCounts {
  readonly #projects = new Map<string, Record<TimedTable, Map<number, number>>>();

  /** @param time of the first of them: the rows that a batch brings of one trace count as of one day */
  add(projectId: string, table: TimedTable, time: Micros, rows: number): void {
    const days = this.#of(projectId)[table];
    const day = Math.floor(time / DAY_MICROS);
    days.set(day, (days.get(day) ?? 0) + rows);
  }

  /** Counts what the file holds; what was known is forgotten. */
  async load(connection: DuckDBConnection, database: string): Promise<void> {
    const counted = await readRows<{ project_id: string; table: TimedTable; day: number; rows: number }>(connection, unionAll(TIMED_TABLES, (table) =>
      `SELECT project_id, '${table}' AS "table", epoch_us(${TIMES[table]}) // ${DAY_MICROS} AS day, count(*) AS rows FROM ${database}.${table} GROUP BY ALL`));
    this.#projects.clear();
    for (const { project_id, table, day, rows } of counted) this.add(project_id, table, day * DAY_MICROS, rows);
  }

  projects(): string[] {
    return [...this.#projects.keys()];
  }

  of(projectId: string): { table: TimedTable; day: number; rows: number }[] {
    const tables = this.#projects.get(projectId);
    return tables === undefined ? [] : TIMED_TABLES.flatMap((table) => [...tables[table]].map(([day, rows]) => ({ table, day, rows })));
  }

  /** Of all projects and tables. */
  rows(): number {
    return this.projects().reduce((sum, project) => this.of(project).reduce((rows, it) => rows + it.rows, sum), 0);
  }

  #of(projectId: string): Record<TimedTable, Map<number, number>> {
    let found = this.#projects.get(projectId);
    if (found === undefined) this.#projects.set(projectId, found = { observations: new Map(), logs: new Map(), metric_points: new Map() });
    return found;
  }
}
