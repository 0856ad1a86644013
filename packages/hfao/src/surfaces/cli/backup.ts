import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Job } from '../../model/job.js';
import { createBackup } from '../../operations/backup.js';
import { Failure } from '../../runtime/errors.js';
import { byteSize, count, shortTime } from './amounts.js';
import { apiOf } from './api.js';
import { followJob } from './follow-job.js';
import { hostOf } from './host.js';
import { printerOf, wantsJson } from './printer.js';
import { ProgressBar } from './progress-bar.js';

/** `hfao backup DIR` of what runs, and `hfao restore DIR` where nothing runs. */
export function registerBackup(program: Command): void {
  registerTaking(program);
  registerRestore(program);
}

function registerTaking(program: Command): void {
  const command = program.command('backup').summary('Write a backup of everything into a folder, while the server runs').helpGroup('The server:')
    .description('Everything of all projects as of one moment: telemetry, bodies, dead letters, projects with their settings and keys. What arrives meanwhile is stored as ever. '
      + 'The folder is one of the machine that the server runs on, new or empty. It holds the secret key unless that is a variable or --without-key is given: keep it as private as the data directory. '
      + 'Files of the warm tier are not in it: they are copies of their own.')
    .argument('<dir>', 'a new folder')
    .option('--without-key', 'leave out the secret key, without which bodies and dead letters cannot be read')
    .addHelpText('after', '\nExamples:\n  hfao backup /backups/hfao-monday\n  hfao restore /backups/hfao-monday --data-dir ./restored');
  command.action(async (directory: string) => {
    const { withoutKey } = command.optsWithGlobals<{ withoutKey?: true }>();
    const api = apiOf(command);
    const { stderr } = hostOf(command);
    const { job: started } = await api.call<{ job: Job }>(createBackup, { project: api.config.project, directory: resolve(directory), without_key: withoutKey === true });
    const job = await followJob(api, started, stderr, new ProgressBar(stderr, '', byteSize));
    if (wantsJson(command)) printerOf(command).json({ job });
    if (job.state === 'cancelled') throw new Failure('conflict', 'Cancelled; nothing was left in the folder.');
    if (wantsJson(command)) return;
    const { rows, bodies, files, secret_key } = job.result as { rows: Record<string, number>; bodies: number; files: number; secret_key: { is_included: boolean } };
    printerOf(command).line(`${count(files)} files, ${byteSize(job.done)}, in ${resolve(directory)}: ${rowsLine(rows)}, ${count(bodies)} bodies.`);
    if (!secret_key.is_included) printerOf(command).line('The secret key is not in it: keep it elsewhere, a restore needs it as HFAO_SECRET_KEY.');
  });
}

function registerRestore(program: Command): void {
  const command = program.command('restore').summary('Put a backup back into an empty data directory').helpGroup('The server:')
    .description('Checks every file of a backup against its manifest and puts it into the data directory (--data-dir, HFAO_DATA_DIR), which is new or empty, and into an empty control plane. '
      + 'Until it is whole no server starts there; when it is interrupted, run it again. A backup of an older hfao is brought up to date.')
    .argument('<dir>', 'the folder of the backup')
    .addHelpText('after', '\nExamples:\n  hfao restore /backups/hfao-monday --data-dir ./restored\n  HFAO_CONTROL_PLANE_URL=postgres://… HFAO_SECRET_KEY=… hfao restore /backups/hfao-monday');
  command.action(async (directory: string) => {
    const { dataDir } = command.optsWithGlobals<{ dataDir?: string }>();
    const host = hostOf(command);
    const bar = new ProgressBar(host.stderr, '', byteSize);
    const restored = await host.restore(dataDir === undefined ? {} : { HFAO_DATA_DIR: dataDir }, resolve(directory), (done, total) => bar.show(done, total)).finally(() => bar.clear());
    const { telemetry, control, bodies, dead_letters, created_at, hfao_version } = restored.manifest;
    if (wantsJson(command)) return printerOf(command).json({ data_dir: restored.dataDir, control_plane: restored.controlPlane, created_at, hfao_version, rows: telemetry.rows, control_rows: control.rows, bodies, dead_letters });
    const printer = printerOf(command);
    printer.line(`The backup of ${shortTime(created_at)} UTC is in ${restored.dataDir}: ${rowsLine(telemetry.rows)}, ${count(bodies)} bodies, ${count(dead_letters)} dead letters.`);
    printer.line(`The control plane is ${restored.controlPlane}: ${count(control.rows.projects ?? 0)} ${control.rows.projects === 1 ? 'project' : 'projects'}.`);
  });
}

function rowsLine(rows: Record<string, number>): string {
  return Object.entries(rows).map(([table, many]) => `${count(many)} ${table.replace('_', ' ')}`).join(', ');
}
