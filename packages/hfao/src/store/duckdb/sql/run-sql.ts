import type { DuckDBConnection } from '@duckdb/node-api';
import { isCut, shownValue } from '../../sql/shown-value.js';
import type { SqlQuery, SqlResult } from '../../store.js';
import { readRows } from '../read-rows.js';
import type { Query } from '../readers.js';
import type { Segment } from '../segment.js';
import { integerLiteral, Parameters } from '../sql.js';
import { checkStatement } from './check-statement.js';
import { parsedQuery, requireSameQuery } from './parse.js';
import { relation } from './relations.js';
import { shownAs, shownColumns, type Shown } from './shown-values.js';
import { toldError } from './told-error.js';

/** What an answer may hold, in characters. */
const MAX_CHARS = 8_000_000;
const MAX_COLUMNS = 500;

/**
 * Runs a query of a stranger, within a transaction that only reads. Its text is parsed and checked by itself, and stands in brackets in the text that runs, which is
 * parsed again to see that just this query stands there. The tables that it names are relations of one project, under names that it cannot give to anything else.
 */
export async function runSql(connection: DuckDBConnection, segments: readonly Segment[], projectId: string, { sql: given, limit, from, to }: SqlQuery): Promise<SqlResult> {
  const startMs = performance.now();
  const query: Query = (text, values) => readRows(connection, text, values);
  const sql = given.replace(/[;\s]+$/, '');
  const checked = await parsedQuery(query, sql);
  const tables = checkStatement(checked, sql);
  const parameters = new Parameters();
  const relations: string[] = [];
  for (const it of tables) relations.push(`${it} AS NOT MATERIALIZED (${await relation(it, { query, segments, projectId, parameters, range: { from, to } })})`);
  const within = (select: string, answer: string, rest = '') => ({ prefix: relations.length === 0 ? '' : `WITH ${relations.join(', ').replaceAll('\n', ' ')} `, text: `${select} FROM (\n${sql}\n) AS ${answer}${rest}` });

  const whole = within('SELECT *', 'answer', ' LIMIT 0');
  await requireSameQuery(query, sql, checked, whole.text);
  const columns = await columnsOf(connection, whole.prefix + whole.text, parameters, sql);
  const { prefix, text } = within(`SELECT ${shownColumns(columns)}`, `answer(${columns.map((_, i) => `c${i}`).join(', ')})`, ` LIMIT ${integerLiteral(limit + 1)}`);
  await requireSameQuery(query, sql, checked, text);
  const { rows, truncated } = await rowsOf(connection, prefix + text, parameters, columns, { sql, limit });
  return { columns: columns.map(({ column, name }) => ({ name: column, type: name })), rows, truncated, elapsed_ms: Math.round(performance.now() - startMs) };
}

type Column = Shown & { column: string };

/** Asked with the parameters bound: before that, the engine may not know a type that depends on one. */
async function columnsOf(connection: DuckDBConnection, text: string, parameters: Parameters, sql: string): Promise<Column[]> {
  try {
    const empty = await connection.run(text, parameters.values, parameters.types);
    const count = empty.columnCount;
    if (count > MAX_COLUMNS) throw new Error(`Binder Error: The answer has ${count} columns; ${MAX_COLUMNS} are allowed`);
    return Array.from({ length: count }, (_, i) => ({ ...shownAs(empty.columnType(i)), column: empty.columnName(i) }));
  } catch (error) {
    throw toldError(error, sql);
  }
}

/** Reads as many rows as there is room for, and leaves the rest unasked. */
async function rowsOf(connection: DuckDBConnection, text: string, parameters: Parameters, columns: readonly Column[], { sql, limit }: { sql: string; limit: number }): Promise<Pick<SqlResult, 'rows' | 'truncated'>> {
  const rows: unknown[][] = [];
  let chars = 0;
  let hasCut = false;
  try {
    const result = await connection.stream(text, parameters.values, parameters.types);
    for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      for (const values of chunk.getRows()) {
        for (const it of values) chars += typeof it === 'string' ? it.length : 8;
        if (rows.length === limit || chars > MAX_CHARS) return { rows, truncated: true };
        hasCut ||= values.some(isCut);
        rows.push(values.map((it, i) => shownValue(columns[i].kind, it)));
      }
    }
    return { rows, truncated: hasCut };
  } catch (error) {
    throw toldError(error, sql);
  }
}
