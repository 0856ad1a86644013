import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { textLiteral } from './sql.js';

/**
 * A DuckDB without a database of its own, to which segments are attached. It reads and writes nothing outside `directory` and the `others`, loads no extension,
 * never checkpoints by itself (a checkpoint stalls every commit to its file), and its settings are locked.
 */
export async function startEngine(directory: string, memoryLimitMb: number, threads: number, others: readonly string[] = []): Promise<DuckDBInstance> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(threads), memory_limit: `${memoryLimitMb}MB`,
    autoinstall_known_extensions: 'false', autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  for (const setting of [
    `temp_directory = ${textLiteral(join(directory, 'spill'))}`,
    `allowed_directories = [${[directory, ...others].map((it) => textLiteral(`${it}/`)).join(', ')}]`,
    "checkpoint_threshold = '1TB'",
    // Comparing a time with now() goes through it.
    "TimeZone = 'UTC'",
    'enable_external_access = false',
    'lock_configuration = true',
  ]) await connection.run(`SET GLOBAL ${setting}`);
  connection.closeSync();
  return instance;
}
