import { queryOptions } from '@tanstack/react-query';
import { get, send } from './client';
import type { DescribeSchemaResponse, RunSqlResponse } from './schema';

export type SqlResult = RunSqlResponse;
export type SqlSchema = DescribeSchemaResponse;

const of = (project: string) => `/projects/${encodeURIComponent(project)}/sql`;

export const sqlSchemaQuery = (project: string) => queryOptions({
  queryKey: ['sql-schema', project],
  queryFn: ({ signal }) => get<SqlSchema>(`${of(project)}/schema`, {}, signal),
  staleTime: Infinity,
});

export const MOST_ROWS = 10_000;
export const runSql = (project: string, sql: string, limit: number) => send<SqlResult>('POST', of(project), { sql, limit });
