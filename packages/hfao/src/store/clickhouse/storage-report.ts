import { DAY_MICROS } from '../../model/time.js';
import type { StorageReport, StoredProject } from '../store-keeping.js';
import type { Query } from './readers.js';
import { microsOf } from './sql.js';
import { bytesOfRows, tableSizes } from './table-sizes.js';

const TIMES = { observations: 'start_time', logs: 'time', metric_points: 'time' } as const;
type TimedTable = keyof typeof TIMES;
interface DayRows { project_id: string; table: TimedTable; day: number; rows: number; from: number; to: number }

/** Counted from the columns that tables are ordered by; what was replaced counts until a merge. A file is a table. */
export async function storageReport(query: Query, cluster: string | undefined): Promise<StorageReport> {
  const sizes = await tableSizes(query, cluster);
  const counted = await query<DayRows>((Object.keys(TIMES) as TimedTable[]).map((table) => {
    const micros = microsOf(TIMES[table]);
    return `SELECT project_id, '${table}' AS table, intDiv(${micros}, ${DAY_MICROS}) - if(${micros} % ${DAY_MICROS} < 0, 1, 0) AS day, count() AS rows, min(${micros}) AS "from", max(${micros}) AS "to"
FROM ${table} GROUP BY project_id, day`;
  }).join(' UNION ALL '));
  const files = sizes.map(({ name, bytes, rows }) => {
    const own = counted.filter((it) => it.table === name);
    const visible = own.reduce((sum, it) => sum + it.rows, 0);
    return {
      file: name, bytes, rows: name in TIMES ? visible : rows, holes: name in TIMES ? Math.max(0, rows - visible) : 0,
      from: own.reduce<number | null>((least, it) => Math.min(least ?? it.from, it.from), null), to: own.reduce<number | null>((most, it) => Math.max(most ?? it.to, it.to), null),
    };
  });
  const projects = [...new Set(counted.map((it) => it.project_id))].sort().map((it) => storedProject(it, counted.filter((of) => of.project_id === it), sizes));
  return { bytes: sizes.reduce((sum, it) => sum + it.bytes, 0), files, projects, missing: [] };
}

function storedProject(project_id: string, counted: readonly DayRows[], sizes: Parameters<typeof bytesOfRows>[0]): StoredProject {
  const rowsOf = (rows: readonly DayRows[], table: TimedTable) => rows.filter((it) => it.table === table).reduce((sum, it) => sum + it.rows, 0);
  const countsOf = (rows: readonly DayRows[]) => ({ observations: rowsOf(rows, 'observations'), logs: rowsOf(rows, 'logs'), metric_points: rowsOf(rows, 'metric_points') });
  const days = [...new Set(counted.map((it) => it.day))].sort((a, b) => a - b).map((day) => {
    const counts = countsOf(counted.filter((it) => it.day === day));
    return { day, rows: counts.observations + counts.logs + counts.metric_points, bytes: bytesOfRows(sizes, counts) };
  });
  return { project_id, ...countsOf(counted), bytes: days.reduce((sum, it) => sum + it.bytes, 0), days };
}
