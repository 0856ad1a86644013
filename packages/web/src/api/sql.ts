import { queryOptions } from '@tanstack/react-query';
import { of } from './address';
import { get, send, sendForFile } from './client';
import type { DescribeSchemaResponse, RunSqlResponse } from './schema';

export type SqlResult = RunSqlResponse;
export type SqlSchema = DescribeSchemaResponse;

const sqlOf = (project: string) => `${of(project)}/sql`;

export const sqlSchemaQuery = (project: string) => queryOptions({
  queryKey: ['sql-schema', project],
  queryFn: ({ signal }) => get<SqlSchema>(`${sqlOf(project)}/schema`, {}, signal),
  staleTime: Infinity,
});

export const MOST_ROWS = 10_000;
export const runSql = (project: string, sql: string, limit: number) => send<SqlResult>('POST', sqlOf(project), { sql, limit });
/** The same as a Parquet file. */
export const sqlParquet = (project: string, sql: string, limit: number) => sendForFile(`${sqlOf(project)}/parquet`, { sql, limit });
