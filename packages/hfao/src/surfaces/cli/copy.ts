import type { Command } from 'commander';
import type { CopiedProject } from '../../store/copy/copy-telemetry.js';
import { count } from './amounts.js';
import { hostOf } from './host.js';
import { printerOf, wantsJson } from './printer.js';
import { ProgressBar } from './progress-bar.js';
import { type Column, printTable } from './table.js';

const COLUMNS: Column<CopiedProject>[] = [
  { title: 'PROJECT', value: (it) => it.project_id, shrinks: true },
  { title: 'OBSERVATIONS', value: (it) => count(it.observations), right: true },
  { title: 'SCORES', value: (it) => count(it.scores), right: true },
  { title: 'LOG RECORDS', value: (it) => count(it.logs), right: true },
  { title: 'DATA POINTS', value: (it) => count(it.metric_points), right: true },
];

/** `hfao copy`: from one backend to another, while no server writes to either. */
export function registerCopy(program: Command): void {
  const command = program.command('copy').summary('Copy telemetry or a control plane from one backend to another').helpGroup('The server:')
    .description('Copies telemetry between DuckDB and ClickHouse, or a control plane between SQLite and Postgres, and counts both ends afterwards. Stop the server first. '
      + 'An interrupted copy of telemetry goes on where it was when it is run again; the same copy twice changes nothing. Bodies stay where they are; projects keep their ids, and data keys their secret key '
      + '(HFAO_SECRET_KEY, or secret.key in the data directory).')
    .requiredOption('--from <place>', 'duckdb:DIR (a data directory), http(s)://…/database (ClickHouse), sqlite:PATH, postgres://…, or a variable that holds it')
    .requiredOption('--to <place>', 'likewise')
    .addHelpText('after', '\nExamples:\n  hfao copy --from duckdb:./.hfao --to HFAO_CLICKHOUSE_URL\n  hfao copy --from sqlite:./.hfao/control.sqlite --to HFAO_CONTROL_PLANE_URL');
  command.action(async () => {
    const { from, to } = command.opts<{ from: string; to: string }>();
    const host = hostOf(command);
    const bar = new ProgressBar(host.stderr, 'rows');
    const copied = await host.copy({ from, to }, (done, total) => bar.show(done, total)).finally(() => bar.clear());
    const printer = printerOf(command);
    if (wantsJson(command)) return printer.json(copied);
    printer.line(`${copied.from} was copied to ${copied.to}, and both hold the same.`);
    if ('rows' in copied) printer.line(Object.entries(copied.rows).map(([table, rows]) => `${count(rows)} ${table.replaceAll('_', ' ')}`).join(', '));
    else if (copied.projects.length > 0) printTable(printer, COLUMNS, copied.projects);
  });
}
