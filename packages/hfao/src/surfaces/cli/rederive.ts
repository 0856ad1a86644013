import type { Command } from 'commander';
import type { Job } from '../../model/job.js';
import type { Operation } from '../../operations/operation.js';
import { remap, reprice } from '../../operations/rederive.js';
import { Failure } from '../../runtime/errors.js';
import { count, usd } from './amounts.js';
import { apiOf } from './api.js';
import { followJob } from './follow-job.js';
import { hostOf } from './host.js';
import { addInputOptions, inputFrom } from './input-options.js';
import { type Printer, printerOf, wantsJson } from './printer.js';

/** `hfao reprice` and `hfao remap`: started, followed to the end, and summed up. Ctrl-C cancels; what was changed so far stays. */
export function registerRederive(program: Command): void {
  register(program, reprice, 'Examples:\n  hfao reprice --dry-run\n  hfao reprice --from 7d --model "gpt-4o*"', (printer, job, isDry) => {
    const { changed, unchanged, reported, skipped, usd_before, usd_after } = counts(job);
    printer.line(`${count(changed)} observations ${isDry ? 'would have' : 'have'} another cost, ${count(unchanged)} the same; ${count(reported)} keep the cost that was reported.`);
    tellSkipped(printer, skipped);
    printer.line(`What counts in totals: ${usd(usd_before)} before, ${usd(usd_after)} after.`);
  });
  register(program, remap, 'Examples:\n  hfao remap --dry-run\n  hfao remap --trace-id 4bf92f3577b34da6a3ce929d0e0e4736', (printer, job, isDry) => {
    const { changed, unchanged, skipped } = counts(job);
    printer.line(`${count(changed)} observations ${isDry ? 'would change' : 'changed'}, ${count(unchanged)} are as they were.`);
    tellSkipped(printer, skipped);
    const fields = Object.entries(job.result).filter(([name]) => name.startsWith('changed.')).map(([name, times]) => `${name.slice('changed.'.length)} ${count(times as number)}`);
    if (fields.length > 0) printer.line(printer.style('dim', `By field: ${fields.join(', ')}`));
  });
}

function register(program: Command, operation: Operation, examples: string, sumUp: (printer: Printer, job: Job, isDry: boolean) => void): void {
  const command = program.command(operation.name).summary(operation.summary).description(operation.description.replace('Starts a job; ask get_job how far it is. ', '')).helpGroup('Repair what is stored:');
  addInputOptions(command, operation, { except: ['dry_run'] });
  command.option('--dry-run', 'only count what would change').addHelpText('after', `\n${examples}`);
  command.action(async (options: Record<string, unknown>) => {
    const api = apiOf(command);
    const { job: started } = await api.call<{ job: Job }>(operation, { ...inputFrom(operation, options), project: api.config.project });
    const job = await followJob(api, started, hostOf(command).stderr);
    const printer = printerOf(command);
    if (wantsJson(command)) printer.json({ job });
    else sumUp(printer, job, options.dryRun === true);
    if (job.state === 'cancelled') throw new Failure('conflict', `Cancelled after ${count(job.done)} observations; what was changed stays.`);
  });
}

function tellSkipped(printer: Printer, skipped: number): void {
  if (skipped > 0) printer.line(`${count(skipped)} were left as they are: something newer came meanwhile. Run it again.`);
}

function counts({ result }: Job): Record<'changed' | 'unchanged' | 'reported' | 'skipped' | 'usd_before' | 'usd_after', number> {
  const none = { changed: 0, unchanged: 0, reported: 0, skipped: 0, usd_before: 0, usd_after: 0 };
  return { ...none, ...result as Partial<typeof none> };
}
