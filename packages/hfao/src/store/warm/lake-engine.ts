import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { textLiteral } from '../duckdb/sql.js';

/** A DuckDB of its own for Parquet files and the catalog, away from the store's: it may read and write within these folders alone. */
export async function openLakeEngine(scratch: string, readable: readonly string[]): Promise<{ instance: DuckDBInstance; connection: DuckDBConnection }> {
  mkdirSync(scratch, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '512MB', autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' });
  const connection = await instance.connect();
  const folders = [scratch, ...readable].map((it) => textLiteral(it.endsWith('/') ? it : `${it}/`));
  for (const setting of [
    `temp_directory = ${textLiteral(join(scratch, 'spill'))}`, `allowed_directories = [${folders.join(', ')}]`,
    // A file that takes the place of another under its name would be read as the other was.
    'enable_external_file_cache = false',
    "TimeZone = 'UTC'", 'enable_external_access = false', 'lock_configuration = true',
  ]) await connection.run(`SET ${setting}`);
  return { instance, connection };
}
