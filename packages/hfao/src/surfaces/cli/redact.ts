import type { Command } from 'commander';
import type { DryRunExample } from '../../ingest/redact/dry-run.js';
import type { Job } from '../../model/job.js';
import { redactionDryRun } from '../../operations/redaction.js';
import { Failure } from '../../runtime/errors.js';
import { count } from './amounts.js';
import { apiOf } from './api.js';
import { followJob } from './follow-job.js';
import { hostOf } from './host.js';
import { addInputOptions, inputFrom } from './input-options.js';
import { printerOf, wantsJson } from './printer.js';
import { printTable } from './table.js';
import { oneLine } from './terminal-text.js';

/** `hfao redact --dry-run`: what a profile would take out of what is stored. Ctrl-C cancels. */
export function registerRedact(program: Command): void {
  const command = program.command('redact').summary('What redaction would take out of stored observations').helpGroup('Repair what is stored:')
    .description('Goes through stored observations and counts what redaction would take out of them, with masked examples. Nothing changes: redaction is applied when spans arrive.')
    .option('--dry-run', 'required: there is no other way to run it')
    .option('--kinds <kinds>', 'only these kinds, with commas between; default: what holds for the project')
    .addHelpText('after', '\nExamples:\n  hfao redact --dry-run\n  hfao redact --dry-run --from 7d --kinds email,phone');
  addInputOptions(command, redactionDryRun, { except: ['profile'] });
  command.action(async ({ dryRun, kinds, ...options }: { dryRun?: boolean; kinds?: string } & Record<string, unknown>) => {
    if (dryRun !== true) throw new Failure('invalid_input', 'Say --dry-run: what is stored is not changed, redaction is applied when spans arrive.', { field: 'dry_run' });
    const api = apiOf(command);
    const profile = kinds === undefined ? {} : { profile: JSON.stringify({ kinds: kinds.split(',').map((it) => it.trim()) }) };
    const { job: started } = await api.call<{ job: Job }>(redactionDryRun, { ...inputFrom(redactionDryRun, options), ...profile, project: api.config.project });
    const job = await followJob(api, started, hostOf(command).stderr);
    const printer = printerOf(command);
    if (wantsJson(command)) return printer.json({ job });
    const { observations = 0, examples = [] } = job.result as { observations?: number; examples?: DryRunExample[] };
    printer.line(`${count(job.done)} observations looked at${job.state === 'cancelled' ? ' before it was cancelled' : ''}; ${count(observations)} hold something to take out.`);
    const found = Object.entries(job.result).filter(([name]) => name.startsWith('found.'));
    for (const [name, times] of found) printer.line(`  ${name.slice('found.'.length)}  ${count(times as number)}`);
    if (examples.length === 0) return;
    printer.line();
    printTable(printer, [
      { title: 'TRACE', value: (it) => it.trace_id }, { title: 'FIELD', value: (it) => oneLine(it.field), shrinks: true }, { title: 'KIND', value: (it) => it.kind },
      { title: 'WHERE', value: (it) => oneLine(it.excerpt), shrinks: true },
    ], examples);
  });
}
