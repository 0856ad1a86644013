import { HOUR_MICROS, type Micros } from '../../model/time.js';
import { OBSERVATION_COLUMNS } from '../../model/observation.js';
import type { HotHour } from '../store.js';
import type { Query } from './readers.js';
import type { Segment } from './segment.js';
import { integerLiteral, Parameters, textLiteral, timeLiteral, unionAll } from './sql.js';

interface Range { from: Micros; to: Micros }

const COLUMNS = OBSERVATION_COLUMNS.map(([name]) => `"${name}"`).join(', ');

/** Observations by the hour in which they began. Reads three narrow columns. */
export async function hoursOf(query: Query, segments: readonly Segment[], projectId: string, range: Range): Promise<HotHour[]> {
  const holding = within(segments, range);
  if (holding.length === 0) return [];
  const parameters = new Parameters();
  const condition = began(projectId, range, parameters);
  return query<HotHour>(`
SELECT make_timestamp((epoch_us(start_time) // ${integerLiteral(HOUR_MICROS)}) * ${integerLiteral(HOUR_MICROS)}) AS hour, count(*) AS rows, max(ingested_at) AS "ingestedTo"
FROM (${unionAll(holding, (it) => `SELECT start_time, ingested_at FROM ${it.database}.observations WHERE ${condition}`)}) GROUP BY hour ORDER BY hour`, parameters);
}

/** @returns how many rows the file has */
export async function exportParquet(query: Query, segments: readonly Segment[], projectId: string, range: Range, file: string): Promise<number> {
  const holding = within(segments, range);
  const condition = `project_id = ${textLiteral(projectId)} AND start_time >= ${timeLiteral(range.from)} AND start_time < ${timeLiteral(range.to)}`;
  const rows = holding.length === 0
    ? `SELECT ${COLUMNS} FROM ${segments[0].database}.observations WHERE false`
    : unionAll(holding, (it) => `SELECT ${COLUMNS} FROM ${it.database}.observations WHERE ${condition}`);
  const [{ Count }] = await query<{ Count: number }>(`COPY (SELECT * FROM (${rows}) ORDER BY start_time, trace_id, observation_id) TO ${textLiteral(file)} (FORMAT parquet, COMPRESSION zstd)`);
  return Count;
}

const within = (segments: readonly Segment[], { from, to }: Range) => segments.filter((it) => it.from < to && it.to >= from);

function began(projectId: string, { from, to }: Range, parameters: Parameters): string {
  return `project_id = ${parameters.text(projectId)} AND start_time >= ${timeLiteral(from)} AND start_time < ${timeLiteral(to)}`;
}
