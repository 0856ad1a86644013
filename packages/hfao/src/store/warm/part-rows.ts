import { textLiteral } from '../duckdb/sql.js';
import { LAKE_COLUMNS } from './ducklake-schema.js';

const SQL_TYPES: Readonly<Record<string, string>> = { varchar: 'VARCHAR', int64: 'BIGINT', timestamp: 'TIMESTAMP', float64: 'DOUBLE', boolean: 'BOOLEAN', list: 'VARCHAR[]', map: 'MAP(VARCHAR, VARCHAR)' };

/** A file of an older version may lack columns. */
const NO_ROW = `SELECT ${LAKE_COLUMNS.map((it) => `NULL::${SQL_TYPES[it.type]} AS "${it.name}"`).join(', ')} WHERE false`;

/** SELECT of the observations in some Parquet files, with every column of this version. @param more columns that the reader makes, such as `file_row_number` */
export function partRows(files: readonly string[], more: readonly string[] = []): string {
  return `${NO_ROW} UNION ALL BY NAME SELECT ${['*', ...more].join(', ')} FROM read_parquet([${files.map(textLiteral).join(', ')}], union_by_name = true, hive_partitioning = false)`;
}
