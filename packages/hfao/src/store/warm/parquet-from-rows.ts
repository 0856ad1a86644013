import { dirname, join } from 'node:path';
import { OBSERVATION_COLUMNS, type ObservationRow } from '../../model/observation.js';
import { fillerOf } from '../duckdb/chunk-filler.js';
import { createTable } from '../duckdb/schema.js';
import { textLiteral } from '../duckdb/sql.js';
import { openLakeEngine } from './lake-engine.js';

/** Writes rows, page by page and in their order, as a Parquet file; resolves with how many. For stores whose engine does not write the model's columns itself. */
export async function parquetFromRows(pages: AsyncIterable<readonly ObservationRow[]>, file: string): Promise<number> {
  const { instance, connection } = await openLakeEngine(dirname(file), []);
  try {
    await connection.run(createTable('memory', 'observations'));
    let count = 0;
    for await (const rows of pages) {
      if (rows.length === 0) continue;
      const appender = await connection.createAppender('observations', 'main', 'memory');
      fillerOf(OBSERVATION_COLUMNS)(appender, rows);
      appender.closeSync();
      count += rows.length;
    }
    await connection.run(`COPY (SELECT * FROM memory.observations ORDER BY rowid) TO ${textLiteral(join(file))} (FORMAT parquet, COMPRESSION zstd)`);
    return count;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
