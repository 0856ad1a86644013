import { HOUR_MICROS, type Micros } from '../../model/time.js';
import type { ObservationRow } from '../../model/observation.js';
import type { HotHour, ScanPage } from '../store.js';
import type { Query } from './readers.js';
import { scanObservations } from './scan.js';
import { integerLiteral, microsOf, Parameters, timeLiteral } from './sql.js';

interface Range { from: Micros; to: Micros }

const PAGE_ROWS = 2000;
/** The years that the engine's times reach. */
const [EARLIEST, LATEST] = [Date.UTC(1900) * 1000, Date.UTC(2299) * 1000];

/** Observations by the hour in which they began. */
export async function hoursOf(query: Query, projectId: string, { from, to }: Range): Promise<HotHour[]> {
  const parameters = new Parameters();
  const start = microsOf('start_time');
  return query<HotHour>(`
SELECT intDiv(${start}, ${integerLiteral(HOUR_MICROS)}) * ${integerLiteral(HOUR_MICROS)} AS hour, count() AS rows, max(${microsOf('ingested_at')}) AS "ingestedTo"
FROM observations FINAL WHERE project_id = ${parameters.text(projectId)} AND start_time >= ${timeLiteral(Math.max(from, EARLIEST))} AND start_time < ${timeLiteral(Math.min(to, LATEST))}
GROUP BY hour ORDER BY hour`, parameters);
}

/** @param reads runs one read, with a deadline of its own: an export is many of them */
export async function exportParquet(reads: <T>(work: (query: Query) => Promise<T>) => Promise<T>, projectId: string, range: Range, file: string): Promise<number> {
  // What makes the file is DuckDB: loaded for this alone.
  const { parquetFromRows } = await import('../warm/parquet-from-rows.js');
  return parquetFromRows(pages(reads, projectId, range), file);
}

async function* pages(reads: <T>(work: (query: Query) => Promise<T>) => Promise<T>, projectId: string, range: Range): AsyncGenerator<readonly ObservationRow[]> {
  let page: ScanPage | undefined;
  do {
    page = await reads((query) => scanObservations(query, projectId, { ...range, after: page?.next, limit: PAGE_ROWS }));
    yield page.rows;
  } while (page.next !== undefined);
}
