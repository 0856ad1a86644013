import type { Command } from 'commander';
import type { SchemaReport } from '../../store/schema-report.js';
import { count } from './amounts.js';
import { hostOf } from './host.js';
import { type Printer, printerOf, wantsJson } from './printer.js';
import { ProgressBar } from './progress-bar.js';

/** `hfao migrate`: brings the schemas up to date, while the server is stopped. */
export function registerMigrate(program: Command): void {
  const command = program.command('migrate').summary('Bring the schemas of what is stored up to date, while the server is stopped').helpGroup('The server:')
    .description('Brings the control plane and the telemetry to the schemas of this version. A starting server does the same; this does it when you choose, and says beforehand what there is to do. '
      + 'It may be interrupted and run again. What a newer hfao wrote is refused and left as it is.')
    .option('--dry-run', 'only say what would be done')
    .option('--status', 'say how far the schemas are')
    .addHelpText('after', '\nExamples:\n  hfao migrate --status\n  hfao migrate --dry-run\n  HFAO_CONTROL_PLANE_URL=postgres://… hfao migrate');
  command.action(async () => {
    const { dataDir, dryRun, status } = command.optsWithGlobals<{ dataDir?: string; dryRun?: true; status?: true }>();
    const host = hostOf(command);
    const bar = new ProgressBar(host.stderr, 'segments');
    const apply = dryRun !== true && status !== true;
    const report = await host.migrate(dataDir === undefined ? {} : { HFAO_DATA_DIR: dataDir }, { apply, onProgress: (done, total) => bar.show(done, total) }).finally(() => bar.clear());
    if (wantsJson(command)) return printerOf(command).json({ applied: apply, ...report });
    if (status === true) tellStatus(printerOf(command), report);
    else tellWork(printerOf(command), report, apply);
  });
}

function tellStatus(printer: Printer, { control, telemetry }: SchemaReport): void {
  printer.line(`control plane  ${control.place}`);
  printer.line(`  ${control.applied.length} migrations applied, the last ${control.applied.at(-1) ?? 'none'}`);
  for (const name of control.pending) printer.line(printer.style('yellow', `  pending: ${name}`));
  for (const name of control.unknown) printer.line(printer.style('red', `  of a newer hfao: ${name}`));
  printer.line(`telemetry      ${telemetry.place}`);
  if (telemetry.parts.length === 0) printer.line('  nothing yet');
  for (const it of telemetry.parts) printer.line(`  ${parts(it.count, telemetry.unit)} of schema ${it.schema_version}${it.schema_version === telemetry.schema_version ? ', the present one' : it.schema_version > telemetry.schema_version ? ', of a newer hfao' : ', pending'}`);
}

function tellWork(printer: Printer, { control, telemetry }: SchemaReport, isDone: boolean): void {
  const older = telemetry.parts.filter((it) => it.schema_version < telemetry.schema_version);
  for (const name of control.pending) printer.line(`control plane: ${name} ${isDone ? 'was' : 'would be'} applied`);
  for (const it of older) printer.line(`telemetry: ${parts(it.count, telemetry.unit)} of schema ${it.schema_version} ${isDone ? 'brought' : 'would be brought'} to ${telemetry.schema_version}`);
  if (control.pending.length + older.length === 0) printer.line('Everything is up to date.');
}

const parts = (many: number, unit: string) => `${count(many)} ${unit}${many === 1 ? '' : 's'}`;
