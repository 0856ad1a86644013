import { rmSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { ObservationRow } from '../../model/observation.js';
import { byTrace } from '../batch-traces.js';
import { fillerOf, type Columns } from '../duckdb/chunk-filler.js';
import { readRows } from '../duckdb/read-rows.js';
import { createTable } from '../duckdb/schema.js';
import { textLiteral } from '../duckdb/sql.js';
import { payloadPreview } from '../payload-preview.js';
import { DELTA_COLUMNS, DELTA_SOURCES, traceDelta, type TraceDelta } from '../trace-delta.js';
import { openLakeEngine } from './lake-engine.js';
import { rowsOf } from './lake-parts.js';
import { partRows } from './part-rows.js';

/** What one day's files are to be summed up to. */
export interface DayRequest {
  parts: readonly string[];
  /** Folders that hold them. */
  readable: readonly string[];
  /** Made, or made anew; there when it is whole. */
  file: string;
  /** A folder of its own. */
  scratch: string;
}
export type WriteDaySummaries = (request: DayRequest) => Promise<void>;

/** What is in memory at once. */
const ROWS_AT_ONCE = 20_000;

/**
 * Sums up the observations of some Parquet files by trace, as a segment does at write time: a DuckDB file with `trace_deltas`, one row a trace, and `twice`, the traces with an
 * observation that stands in the files more than once (its start moved to another hour). What is wide is read for the traces' heads alone.
 */
export const writeDaySummaries: WriteDaySummaries = async ({ parts, readable, file, scratch }) => {
  const { instance, connection } = await openLakeEngine(scratch, [...readable, dirname(file)]);
  const draft = `${file}.draft`;
  try {
    rmSync(draft, { force: true });
    await connection.run(`ATTACH ${textLiteral(draft)} AS day (STORAGE_VERSION 'latest')`);
    await connection.run(createTable('memory', 'trace_deltas'));
    await addDeltas(connection, parts);
    await connection.run('CREATE TABLE memory.previews (trace_id VARCHAR, input_preview VARCHAR, output_preview VARCHAR)');
    await addPreviews(connection, parts);
    await connection.run(createTable('day', 'trace_deltas'));
    await connection.run(`INSERT INTO day.trace_deltas SELECT deltas.* REPLACE (previews.input_preview AS input_preview, previews.output_preview AS output_preview)
FROM memory.trace_deltas AS deltas LEFT JOIN (SELECT trace_id, any_value(input_preview) AS input_preview, any_value(output_preview) AS output_preview FROM memory.previews GROUP BY trace_id) AS previews USING (trace_id) ORDER BY start_time`);
    await connection.run('CREATE TABLE day.twice AS SELECT DISTINCT trace_id FROM (SELECT trace_id FROM memory.narrow GROUP BY trace_id, observation_id HAVING count(*) > 1)');
    await connection.run('CHECKPOINT day');
    await connection.run('DETACH day');
  } finally {
    connection.closeSync();
    instance.closeSync();
    rmSync(scratch, { recursive: true, force: true });
  }
  await rename(draft, file);
};

/** A share of the traces at a time. */
async function addDeltas(connection: DuckDBConnection, parts: readonly string[]): Promise<void> {
  const shares = Math.max(1, Math.ceil(await rowsOf(connection, parts) / ROWS_AT_ONCE));
  await connection.run(`CREATE TABLE memory.narrow AS SELECT ${SOURCES}, event_version, (hash(trace_id) % ${shares})::INTEGER AS share FROM (${partRows(parts)})`);
  for (let share = 0; share < shares; share++) {
    const rows = await readRows<ObservationRow>(connection, `SELECT ${SOURCES}, event_version, NULL AS input, NULL AS output, NULL AS input_preview, NULL AS output_preview FROM memory.narrow WHERE share = ${share}`);
    await append(connection, 'trace_deltas', DELTAS, byTrace(rows).map((it): TraceDelta => traceDelta(it.rows)));
  }
}

const SOURCES = DELTA_SOURCES.map((it) => `"${it}"`).join(', ');
const DELTAS = DELTA_COLUMNS.map(([name, kind]) => [name, kind] as const);

const PREVIEWS = [['trace_id', 'text'], ['input_preview', 'text'], ['output_preview', 'text']] as const;

async function addPreviews(connection: DuckDBConnection, parts: readonly string[]): Promise<void> {
  const heads = await connection.stream(`SELECT part.trace_id, part.input, part.output, part.input_preview, part.output_preview FROM (${partRows(parts)}) AS part
JOIN memory.trace_deltas AS deltas ON part.trace_id = deltas.trace_id AND part.observation_id = deltas.head_id AND part.start_time = deltas.head_start_time`);
  for (let chunk = await heads.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await heads.fetchChunk()) {
    const previews = (chunk.getRows() as (string | null)[][]).map(([trace_id, input, output, input_preview, output_preview]) => {
      const head = { input, output, input_preview, output_preview } as ObservationRow;
      return { trace_id, input_preview: payloadPreview(head, 'input'), output_preview: payloadPreview(head, 'output') };
    });
    await append(connection, 'previews', PREVIEWS, previews);
  }
}

async function append(connection: DuckDBConnection, table: string, columns: Columns, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  const appender = await connection.createAppender(table, 'main', 'memory');
  fillerOf(columns)(appender, rows);
  appender.closeSync();
}
