import { z } from 'zod';
import { SQL_TABLE_NAMES } from '../store/sql/sql-tables.js';
import { operation } from './operation.js';
import { ProjectRef } from './projects.js';
import { TimeInput } from './time-input.js';
import { rangeOf } from './traces.js';

const MAX_ROWS = 10_000;

export const runSql = operation({
  name: 'run_sql',
  http: ['POST', '/api/v1/projects/:project/sql'],
  scope: 'sql:read',
  toolset: 'query',
  readOnly: true,
  summary: 'Answers one SELECT over the observations, traces, sessions, scores, logs and metric points of a project.',
  description: 'Read-only SQL for what the other tools do not answer. Ask describe_schema for tables, columns and examples first. One SELECT in the dialect that describe_schema names, with WITH, joins, '
    + 'subqueries, UNION, window functions and the usual functions; bound start_time to be fast. It sees this project only, is stopped after ten seconds or when it takes too much memory, and says where a query is wrong and what is allowed.',
  untrusted: true,
  input: z.strictObject({
    project: ProjectRef,
    sql: z.string().min(1).max(20_000).describe('one SELECT'),
    from: TimeInput.optional().describe('observations, traces and sessions of those alone that began at or after, with those that rest in the warm tier by now; without it what the store holds'),
    to: TimeInput.optional().describe('and before'),
    limit: z.number().int().min(1).max(MAX_ROWS).default(1_000).describe(`at most this many rows, up to ${MAX_ROWS}`),
  }),
  output: z.object({
    columns: z.array(z.object({ name: z.string(), type: z.string().describe('as the store names it') })),
    rows: z.array(z.array(z.unknown())).describe('values in the order of the columns; times as ISO 8601, integers beyond 2^53 as text'),
    truncated: z.boolean().describe('true when there are more rows, or a long value was cut'),
    elapsed_ms: z.number().int(),
  }),
  run: ({ store, project, now }, { sql, limit, ...range }) => store.runSql(project.id, { sql, limit, ...rangeOf(range, now()) }),
});

export const describeSchema = operation({
  name: 'describe_schema',
  http: ['GET', '/api/v1/projects/:project/sql/schema'],
  scope: 'sql:read',
  toolset: 'query',
  summary: 'The tables and columns that run_sql can read, with example queries.',
  description: 'Whose SQL it is, what each table has one row for, and the name, type and meaning of each column. Give `table` for one of them only.',
  input: z.strictObject({ project: ProjectRef, table: z.enum(SQL_TABLE_NAMES).optional() }),
  output: z.object({
    dialect: z.string().describe('whose SQL it is: DuckDB or ClickHouse'),
    tables: z.array(z.object({ name: z.string(), description: z.string(), columns: z.array(z.object({ name: z.string(), type: z.string(), description: z.string() })) })),
    examples: z.array(z.object({ question: z.string(), sql: z.string() })),
  }),
  async run({ store }, { table }) {
    const { dialect, tables, examples } = await store.sqlSchema();
    return {
      dialect, tables: tables.filter((it) => table === undefined || it.name === table),
      examples: examples.filter((it) => table === undefined || new RegExp(`\\b${table}\\b`).test(it.sql)),
    };
  },
});
