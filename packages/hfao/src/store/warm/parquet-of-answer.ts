import { dirname } from 'node:path';
import { fillerOf } from '../duckdb/chunk-filler.js';
import { readRows } from '../duckdb/read-rows.js';
import { textLiteral } from '../duckdb/sql.js';
import type { SqlResult } from '../store.js';
import { openLakeEngine } from './lake-engine.js';

/**
 * Writes what a SELECT answered, of whatever store, as a Parquet file: numbers, truth values and times as such, where all values of a column are, and everything else as text;
 * lists, maps and structs as JSON.
 * @param file in a folder of its own
 */
export async function parquetOfAnswer({ columns, rows }: Pick<SqlResult, 'columns' | 'rows'>, file: string): Promise<void> {
  const { instance, connection } = await openLakeEngine(dirname(file), []);
  try {
    await connection.run(`CREATE TABLE memory.answer (${columns.map((_, i) => `c${i} VARCHAR`).join(', ')})`);
    const appender = await connection.createAppender('answer', 'main', 'memory');
    fillerOf(columns.map((_, i) => [`c${i}`, 'text'] as const))(appender, rows.map((row) => Object.fromEntries(row.map((value, i) => [`c${i}`, asText(value)]))));
    appender.closeSync();
    const types = columns.map(({ type }) => typeOf(type));
    const [misfits] = await readRows<Record<string, number>>(connection, `SELECT ${types.map((type, i) => `count(*) FILTER (c${i} IS NOT NULL AND TRY_CAST(c${i} AS ${type}) IS NULL) AS c${i}`).join(', ')} FROM memory.answer`);
    const names = distinctNames(columns.map((it) => it.name));
    const shown = types.map((type, i) => `CAST(c${i} AS ${misfits[`c${i}`] > 0 ? 'VARCHAR' : type}) AS "${names[i].replaceAll('"', '""')}"`);
    await connection.run(`COPY (SELECT ${shown.join(', ')} FROM memory.answer ORDER BY rowid) TO ${textLiteral(file)} (FORMAT parquet, COMPRESSION zstd)`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function asText(value: unknown): string | null {
  if (value === null || typeof value === 'string') return value;
  return JSON.stringify(value);
}

/** Of a type as DuckDB or ClickHouse names it. */
function typeOf(name: string): string {
  if (/^(?:U?(?:TINY|SMALL|BIG|HUGE)INT|U?INTEGER|U?Int\d+)$/.test(name)) return 'BIGINT';
  if (/^(?:FLOAT|DOUBLE|DECIMAL|Float|BFloat|Decimal)/.test(name)) return 'DOUBLE';
  if (/^(?:TIMESTAMP|DateTime)/.test(name)) return 'TIMESTAMP';
  if (/^(?:DATE|Date|Date32)$/.test(name)) return 'DATE';
  return /^bool/i.test(name) ? 'BOOLEAN' : 'VARCHAR';
}

/** A file's columns have different names, whatever their case. */
function distinctNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name, i) => {
    const wanted = name === '' ? `column ${i + 1}` : name;
    let free = wanted;
    for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${wanted} ${n}`;
    taken.add(free.toLowerCase());
    return free;
  });
}
