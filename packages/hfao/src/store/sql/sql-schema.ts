import { exampleQueries, type ExampleQuery } from './example-queries.js';
import { sqlTables, type SqlTable } from './sql-tables.js';

/** Whose SQL a query is written in. */
export type SqlDialect = 'DuckDB' | 'ClickHouse';

/** What a reader needs to know to write a query. */
export interface SqlSchema { dialect: SqlDialect; tables: SqlTable[]; examples: ExampleQuery[] }

export function sqlSchema(dialect: SqlDialect): SqlSchema {
  return { dialect, tables: sqlTables(dialect), examples: exampleQueries(dialect) };
}
