import { DuckDBListValue, DuckDBMapValue, DuckDBTimestampValue, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api';
import type { Parameters } from './sql.js';

/**
 * Runs a statement and returns its rows in the form of the model: integers and times (microseconds) as numbers,
 * lists as arrays, maps as flat arrays of key and value.
 */
export async function readRows<Row>(connection: DuckDBConnection, sql: string, parameters?: Parameters): Promise<Row[]> {
  const reader = await connection.runAndReadAll(sql, parameters?.values, parameters?.types);
  const names = reader.columnNames();
  const columns = reader.getColumns();
  const rows: Row[] = [];
  for (let i = 0; i < reader.currentRowCount; i++) {
    const row: Record<string, unknown> = {};
    for (let c = 0; c < names.length; c++) row[names[c]] = plain(columns[c][i]);
    rows.push(row as Row);
  }
  return rows;
}

function plain(value: DuckDBValue): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof DuckDBTimestampValue) return Number(value.micros);
  if (value instanceof DuckDBListValue) return value.items.map(plain);
  if (value instanceof DuckDBMapValue) return value.entries.flatMap(({ key, value: text }) => [key, text]);
  return value;
}
