import { randomBytes } from 'node:crypto';
import { text as readAll } from 'node:stream/consumers';
import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client';
import { callerSignal } from '../../../runtime/caller.js';
import { Failure } from '../../../runtime/errors.js';
import { refusal } from '../../sql/refusal.js';
import { isCut, shownValue } from '../../sql/shown-value.js';
import type { SqlQuery, SqlResult } from '../../store.js';
import { READ_SETTINGS, readRows } from '../read-rows.js';
import { integerLiteral, Parameters } from '../sql.js';
import { notAnswering } from '../write-failure.js';
import { checkQueryTree } from './check-query-tree.js';
import { checkStatement, namesInWith, nameTaken, type Statement } from './check-statement.js';
import { relation } from './relations.js';
import { SqlDesk } from './sql-desk.js';
import { shownAs, shownEntries, type Shown } from './shown-values.js';
import { syntaxTree } from './syntax-tree.js';
import { textOf, tokensOf } from './tokens.js';
import { toldError } from './told-error.js';

/** What an answer may hold, in characters. */
const MAX_CHARS = 8_000_000;
const MAX_COLUMNS = 500;
const MB = 1024 * 1024;

/**
 * How a stranger's query runs, whatever its text: it reads, and no condition of it is tried on rows before the project is asked for (no moving, no merging of conditions).
 * NULL is what other engines make of it, and times are in UTC.
 */
const SETTINGS: ClickHouseSettings = {
  readonly: '2', allow_ddl: 0, allow_introspection_functions: 0, optimize_move_to_prewhere: 0, query_plan_merge_filters: 0, short_circuit_function_evaluation: 'force_enable',
  join_use_nulls: 1, group_by_use_nulls: 1, cast_keep_nullable: 1, union_default_mode: 'DISTINCT', session_timezone: 'UTC', output_format_json_quote_denormals: 0,
  max_memory_usage: String(1024 * MB), max_temporary_data_on_disk_size_for_query: String(1024 * MB), max_result_bytes: String(64 * MB), result_overflow_mode: 'break',
  max_ast_depth: '500', max_parser_depth: '500', max_subquery_depth: '40', function_range_max_elements_in_block: '10000000', timeout_overflow_mode: 'throw',
};

export type SqlReader = (projectId: string, query: SqlQuery) => Promise<SqlResult>;

/** @param database where the tables are; deadlineMs after which a query is stopped */
export function sqlReader(client: ClickHouseClient, database: string, deadlineMs?: number): SqlReader {
  const desk = new SqlDesk(deadlineMs);
  return (projectId, query) => desk.ask((leftMs, late) => runSql({ client, database, leftMs, late }, projectId, query));
}

interface SqlSource { client: ClickHouseClient; database: string; leftMs: () => number; late: AbortSignal }

/**
 * Runs a query of a stranger. Of its text only the tokens are taken (tokens.ts); the engine's parser says what they mean, and each part must be allowed. They stand in brackets in
 * the text that runs, where the tables that they name are relations of one project; before it runs, the engine says which tables it would read, and each must be within one of those.
 */
async function runSql(source: SqlSource, projectId: string, { sql: given, limit, from, to }: SqlQuery): Promise<SqlResult> {
  const startMs = performance.now();
  const sql = given.replace(/[;\s]+$/, '');
  const statement: Statement = { sql, tokens: tokensOf(sql) };
  requireSelect(statement);
  const text = textOf(statement.tokens);
  const told = (error: unknown) => { throw toldError(error, statement); };
  const rowsOf = <Row>(query: string, parameters?: Parameters) => guarded(source, (options) => readRows<Row>(source.client, query, parameters, options)).catch(told);
  const linesOf = (query: string, parameters?: Parameters) => guarded(source, (options) => readLines(source.client, query, parameters, options)).catch(told);

  const tables = checkStatement(syntaxTree(await linesOf(`EXPLAIN AST ${text}`)), statement);
  const named = namesInWith(statement);
  if (named.length > 0) requireFree(await rowsOf<{ name: string }>(...tablesCalled(named)), statement);
  const secret = `hfao_${randomBytes(12).toString('hex')}_`;
  const parameters = new Parameters();
  const relations: string[] = [];
  for (const it of tables) {
    const select = await relation(it, { query: rowsOf, database: source.database, projectId, parameters, from, to });
    relations.push(`${secret}${it} AS (${select}), ${it} AS (SELECT * FROM ${secret}${it})`);
  }
  const prefix = relations.length === 0 ? '' : `WITH ${relations.join(', ')} `;
  const within = (select: string, rest = '') => `${prefix}${select} FROM (${text}) AS hfao_answer${rest}`;

  const columns = (await rowsOf<{ name: string; type: string }>(`DESCRIBE (${within('SELECT *')})`, parameters)).map(({ name, type }) => ({ column: name, ...shownAs(type) }));
  if (columns.length > MAX_COLUMNS) throw refusal(`The answer has ${columns.length} columns; ${MAX_COLUMNS} are allowed.`, sql);
  const rows = within('SELECT tuple(*) AS hfao_row', ` LIMIT ${integerLiteral(limit + 1)}`);
  const final = `SELECT ${shownEntries('hfao_row', columns)} FROM (${rows})`;
  checkQueryTree(await linesOf(`EXPLAIN QUERY TREE ${final}`, parameters), { secret, named, sql });
  return { columns: columns.map(({ column, name }) => ({ name: column, type: name })), ...shownRows(await rowsOf<Record<string, unknown>>(final, parameters), columns, limit), elapsed_ms: Math.round(performance.now() - startMs) };
}

function requireSelect({ sql, tokens }: Statement): void {
  if (tokens.length === 0) throw refusal('There is no query. Write one SELECT.', sql);
  const [{ value, kind, at }] = tokens;
  const begins = kind === 'word' ? ['SELECT', 'WITH', 'FROM'].includes(value.toUpperCase()) : kind === 'sign' && value === '(';
  if (!begins) throw refusal('Only SELECT is allowed: one query that reads.', sql, at);
}

interface Asked { signal: AbortSignal; settings: ClickHouseSettings }

/** The tables that a name in WITH would mean where the engine does not see that WITH: it runs queries that give a value before it says what it would read. */
function tablesCalled(names: readonly string[]): [string, Parameters] {
  const parameters = new Parameters();
  return [`SELECT name FROM system.tables WHERE database = currentDatabase() AND name IN ${parameters.texts(names)}`, parameters];
}

function requireFree(taken: readonly { name: string }[], { sql, tokens }: Statement): void {
  if (taken.length > 0) throw nameTaken(taken[0].name, sql, tokens.find((it) => it.value === taken[0].name)?.at);
}

/** The lines of an EXPLAIN, which takes a FORMAT at its end for the query's: so it has none, and comes as text with tabs. */
async function readLines(client: ClickHouseClient, query: string, parameters: Parameters | undefined, { signal, settings }: Asked): Promise<string[]> {
  const { stream } = await client.exec({ query, query_params: parameters?.values, clickhouse_settings: { ...READ_SETTINGS, ...settings }, abort_signal: signal, use_multipart_params_auto: true });
  return (await readAll(stream)).replace(/\n$/, '').split('\n').map((it) => it.replaceAll(/\\(.)/g, (_, sign: string) => (sign === 'n' ? ' ' : sign)));
}

async function guarded<T>({ leftMs, late }: SqlSource, run: (options: Asked) => Promise<T>): Promise<T> {
  const caller = callerSignal();
  try {
    return await run({ signal: caller === undefined ? late : AbortSignal.any([late, caller]), settings: { ...SETTINGS, max_execution_time: leftMs() / 1000 } });
  } catch (error) {
    if (caller?.aborted === true) throw new Failure('cancelled', 'The caller has gone; the query was stopped.', { cause: error });
    const code = (error as NodeJS.ErrnoException | undefined)?.code;
    throw code !== undefined && /^E[A-Z]+$/.test(code) ? notAnswering(error) : error;
  }
}

/** As many rows as there is room for. */
function shownRows(found: readonly Record<string, unknown>[], columns: readonly Shown[], limit: number): Pick<SqlResult, 'rows' | 'truncated'> {
  const rows: unknown[][] = [];
  let chars = 0;
  let hasCut = false;
  for (const row of found) {
    const values = columns.map((_, i) => row[`c${i}`]);
    for (const it of values) chars += typeof it === 'string' ? it.length : 8;
    if (rows.length === limit || chars > MAX_CHARS) return { rows, truncated: true };
    hasCut ||= values.some(isCut);
    rows.push(values.map((it, i) => shownValue(columns[i].kind, it)));
  }
  return { rows, truncated: hasCut };
}
