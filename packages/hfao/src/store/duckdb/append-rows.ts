import type { DuckDBConnection } from '@duckdb/node-api';
import { fillerOf } from './chunk-filler.js';
import type { TableName } from './schema.js';
import type { Segment } from './segment.js';

/** Within a transaction. Blocks the thread for about ten microseconds a row; the log and its fsync come with COMMIT, on a thread of the engine. */
export async function appendRows(connection: DuckDBConnection, segment: Segment, table: TableName, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  const appender = await connection.createAppender(table, 'main', segment.database);
  fillerOf(segment.columns[table])(appender, rows);
  appender.closeSync();
}
