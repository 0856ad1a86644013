import type { DuckDBConnection } from '@duckdb/node-api';
import { readRows } from '../read-rows.js';

const LOOK_MS = 20;
const ASK_MS = 60;
const MB = 1024 * 1024;
/** What a query may hold of the memory that the store may take. */
const COUNTED_SHARE = 0.4;
/** And of memory that DuckDB does not count: values that an expression works on. */
const MAX_UNCOUNTED = 600 * MB;

/** What others hold, too: pages of files that are given back when memory is short, and rows on their way to a file. */
const NOT_OF_QUERIES = ['BASE_TABLE', 'METADATA', 'IN_MEMORY_TABLE', 'TRANSACTION', 'OVERFLOW_STRINGS', 'PARQUET_READER', 'EXTERNAL_FILE_CACHE'];

export interface MemoryWatch { connection: DuckDBConnection; /** Of the store. */ limitMb: number }

/**
 * Looks at the process while a query runs. DuckDB's own limit would stop whoever asks next, ingest perhaps, and does not count all.
 * @param tooMuch called once when it takes too much
 * @returns ends the watch
 */
export async function watchMemory({ connection, limitMb }: MemoryWatch, tooMuch: () => void): Promise<() => Promise<void>> {
  const before = { rss: process.memoryUsage.rss(), ...await counted(connection) };
  let total = before.total;
  let asking: Promise<void> | undefined;
  let lastAsked = performance.now();
  const look = setInterval(() => {
    const uncounted = process.memoryUsage.rss() - before.rss - Math.max(0, total - before.total);
    if (uncounted > MAX_UNCOUNTED) return tooMuch();
    if (asking !== undefined || performance.now() - lastAsked < ASK_MS) return;
    asking = counted(connection).then((now) => {
      total = now.total;
      if (now.ofQueries - before.ofQueries > limitMb * MB * COUNTED_SHARE) tooMuch();
    }, () => {}).finally(() => {
      asking = undefined;
      lastAsked = performance.now();
    });
  }, LOOK_MS);
  return async () => {
    clearInterval(look);
    await asking;
  };
}

async function counted(connection: DuckDBConnection): Promise<{ total: number; ofQueries: number }> {
  const [found] = await readRows<{ total: number; ofQueries: number }>(connection, `
SELECT sum(memory_usage_bytes)::BIGINT AS total, (sum(memory_usage_bytes) FILTER (tag NOT IN (${NOT_OF_QUERIES.map((it) => `'${it}'`).join(', ')})))::BIGINT AS "ofQueries" FROM duckdb_memory()`);
  return found;
}
