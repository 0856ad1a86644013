import type { DuckDBConnection } from '@duckdb/node-api';
import { OBSERVATION_COLUMNS } from '../../model/observation.js';
import type { Micros } from '../../model/time.js';
import { readRows } from '../duckdb/read-rows.js';
import { textLiteral, timeLiteral } from '../duckdb/sql.js';
import { LAKE_COLUMNS, STATISTIC_COLUMNS } from './ducklake-schema.js';
import { partRows } from './part-rows.js';

/** Of each column of the lake, and of what is nested in it, the id under which the catalog knows it. Nested ones are named `column.child`. */
export type ColumnIds = ReadonlyMap<string, number>;

/** A Parquet file as the catalog describes it. `footerBytes`: of the metadata at its end. */
export interface PartFacts { rows: number; bytes: number; footerBytes: number; columns: readonly ColumnFacts[] }
export interface ColumnFacts { columnId: number; values: number; nulls: number; min: string | null; max: string | null; hasNan: boolean | null }

/** Texts longer than this say little about where a row may lie. */
const LONGEST_BOUND = 128;
const COLUMN_NAMES = OBSERVATION_COLUMNS.map(([name]) => `"${name}"`).join(', ');

/**
 * Writes one part: the fresh rows, and of the older files what is not among them. Of a span that is in both, the highest `event_version` stays.
 * @param fresh a Parquet file with the columns of observations, under their names
 * @param older files of the same partition that the part replaces, together with the others of its kind
 * @param within of the older rows those that begin in [from, to)
 */
export async function writePart(connection: DuckDBConnection, { fresh, older, within, ids, file }: { fresh: string; older: readonly string[]; within: { from: Micros; to: Micros }; ids: ColumnIds; file: string }): Promise<void> {
  const source = older.length === 0 ? `SELECT ${COLUMN_NAMES} FROM read_parquet(${textLiteral(fresh)})` : `
SELECT ${COLUMN_NAMES} FROM (
  SELECT ${COLUMN_NAMES}, 0 AS age FROM read_parquet(${textLiteral(fresh)})
  UNION ALL BY NAME SELECT *, 1 AS age FROM read_parquet([${older.map(textLiteral).join(', ')}], union_by_name = true, hive_partitioning = false)
  WHERE start_time >= ${timeLiteral(within.from)} AND start_time < ${timeLiteral(within.to)}
) QUALIFY row_number() OVER (PARTITION BY trace_id, observation_id ORDER BY event_version DESC, age) = 1`;
  await copyTo(connection, source, ids, file);
}

/** Writes one part of what older files hold, but for the rows that meet a condition. */
export async function writePartWithout(connection: DuckDBConnection, { older, condition, ids, file }: { older: readonly string[]; condition: string; ids: ColumnIds; file: string }): Promise<void> {
  await copyTo(connection, `SELECT ${COLUMN_NAMES} FROM (${partRows(older)}) WHERE (${condition}) IS NOT TRUE`, ids, file);
}

async function copyTo(connection: DuckDBConnection, source: string, ids: ColumnIds, file: string): Promise<void> {
  await connection.run(`COPY (${source} ORDER BY start_time, trace_id, observation_id) TO ${textLiteral(file)} (FORMAT parquet, COMPRESSION zstd, FIELD_IDS {${LAKE_COLUMNS.map((it) => fieldId(it.name, it.children.map(({ name }) => name), ids)).join(', ')}})`);
}

function fieldId(column: string, children: readonly string[], ids: ColumnIds): string {
  const own = ids.get(column)!;
  return children.length === 0 ? `"${column}": ${own}` : `"${column}": {__duckdb_field_id: ${own}, ${children.map((it) => `${it}: ${ids.get(`${column}.${it}`)!}`).join(', ')}}`;
}

/** How many rows files hold, by their footers. */
export async function rowsOf(connection: DuckDBConnection, files: readonly string[]): Promise<number> {
  if (files.length === 0) return 0;
  const [{ rows }] = await readRows<{ rows: number }>(connection, `SELECT sum(num_rows)::BIGINT AS rows FROM parquet_file_metadata([${files.map(textLiteral).join(', ')}])`);
  return rows;
}

/** Reads back what was written. */
export async function partFacts(connection: DuckDBConnection, file: string, ids: ColumnIds): Promise<PartFacts> {
  const path = textLiteral(file);
  const [footer] = await readRows<{ rows: number; bytes: number; footerBytes: number }>(connection, `SELECT num_rows AS rows, file_size_bytes::BIGINT AS bytes, footer_size::BIGINT AS "footerBytes" FROM parquet_file_metadata(${path})`);
  const flat = OBSERVATION_COLUMNS.filter(([name]) => STATISTIC_COLUMNS.has(name));
  const [facts] = await readRows<Record<string, string | number | boolean | null>>(connection, `SELECT ${flat.map(([name, kind]) => [
    `count("${name}") AS "${name}.values"`, ...['min', 'max'].map((it) => `${it}("${name}"${kind === 'bool' ? '::INTEGER' : ''})::VARCHAR AS "${name}.${it}"`),
    ...(kind === 'float' ? [`coalesce(bool_or(isnan("${name}")), false) AS "${name}.nan"`] : []),
  ].join(', ')).join(', ')} FROM read_parquet(${path})`);
  const columns = flat.map(([name, kind]): ColumnFacts => {
    const values = facts[`${name}.values`] as number;
    const bound = (which: 'min' | 'max') => { const it = facts[`${name}.${which}`] as string | null; return it !== null && it.length <= LONGEST_BOUND ? it : null; };
    return { columnId: ids.get(name)!, values: footer.rows, nulls: footer.rows - values, min: bound('min'), max: bound('max'), hasNan: kind === 'float' ? facts[`${name}.nan`] as boolean : null };
  });
  return { ...footer, columns };
}
