import { text as readAll } from 'node:stream/consumers';
import type { Command } from 'commander';
import { describeSchema, runSql } from '../../operations/sql.js';
import { Failure } from '../../runtime/errors.js';
import { exampleQueries } from '../../store/sql/example-queries.js';
import { apiOf } from './api.js';
import { csvLine } from './csv.js';
import { printerOf, wantsJson, type Printer } from './printer.js';
import { type Column, printTable } from './table.js';
import { oneLine } from './terminal-text.js';

interface Answer { columns: { name: string; type: string }[]; rows: unknown[][]; truncated: boolean; elapsed_ms: number }
interface Schema { tables: { name: string; description: string; columns: { name: string; type: string; description: string }[] }[]; examples: { question: string; sql: string }[] }

const EXAMPLE = exampleQueries('DuckDB').find((it) => it.sql.includes('FROM traces'))!.sql;

/** `hfao sql QUERY`: rows as a table, CSV or JSON; without a query, from stdin; `--schema`: what can be asked. */
export function registerSql(program: Command): void {
  const command = program.command('sql [query]').summary('Ask with SQL').helpGroup('Look at traces:')
    .description('One SELECT over observations, traces, sessions, scores, logs and metric_points of the project. Without a query, or with -, it is read from stdin.')
    .option('--csv', 'comma-separated values, for spreadsheets')
    .option('--schema [table]', 'the tables, their columns and example queries instead')
    .option('--from <time>', 'observations, traces and sessions of those that began at or after (30d, ISO 8601), with what rests in the warm tier by now')
    .option('--to <time>', 'and before')
    .option('--limit <n>', 'at most this many rows (default 1000)')
    .addHelpText('after', `\nExamples:\n  hfao sql "${EXAMPLE}"\n  hfao sql --schema traces\n  hfao sql --csv "FROM scores" > scores.csv\n  hfao sql < question.sql`);
  command.action(async (query: string | undefined, { csv, schema, from, to, limit }: { csv?: boolean; schema?: string | true; from?: string; to?: string; limit?: string }) => {
    const api = apiOf(command);
    const printer = printerOf(command);
    const { project } = api.config;
    if (schema !== undefined) {
      const answer = await api.call<Schema>(describeSchema, { project, ...(schema !== true && { table: schema }) });
      return wantsJson(command) ? printer.json(answer) : printSchema(printer, answer);
    }
    const sql = query === undefined || query === '-' ? await fromStdin() : query;
    const answer = await api.call<Answer>(runSql, { project, sql, from, to, limit });
    if (wantsJson(command)) return printer.json(answer);
    if (csv === true) return printCsv(printer, answer);
    printAnswer(printer, answer);
  });
}

async function fromStdin(): Promise<string> {
  if (process.stdin.isTTY) throw new Failure('invalid_input', `Give a query: hfao sql "${EXAMPLE}". hfao sql --schema says what there is.`);
  return readAll(process.stdin);
}

function printCsv(printer: Printer, { columns, rows }: Answer): void {
  printer.line(csvLine(columns.map((it) => it.name)));
  for (const row of rows) printer.line(csvLine(row));
}

function printAnswer(printer: Printer, { columns, rows, truncated, elapsed_ms }: Answer): void {
  const isNumber = columns.map((_, i) => rows.every((row) => row[i] === null || typeof row[i] === 'number'));
  const shown = columns.map(({ name }, i): Column<unknown[]> => ({ title: oneLine(name), value: (row) => cell(row[i]), right: isNumber[i], shrinks: !isNumber[i] }));
  if (rows.length > 0) printTable(printer, shown, rows);
  printer.line(printer.style('dim', `${rows.length} ${rows.length === 1 ? 'row' : 'rows'}${truncated ? ', and more that are not shown (--limit)' : ''}, ${elapsed_ms} ms`));
}

const cell = (value: unknown) => (value === null ? '' : oneLine(typeof value === 'string' ? value : JSON.stringify(value)));

function printSchema(printer: Printer, { tables, examples }: Schema): void {
  for (const { name, description, columns } of tables) {
    printer.line(`${printer.style('bold', name)}  ${description}`);
    printTable(printer, [{ title: '  COLUMN', value: (it) => `  ${it.name}` }, { title: 'TYPE', value: (it) => it.type }, { title: 'MEANING', value: (it) => it.description, shrinks: true }], columns);
    printer.line();
  }
  for (const { question, sql } of examples) printer.line(`${printer.style('dim', `-- ${question}`)}\n${sql}\n`);
}
