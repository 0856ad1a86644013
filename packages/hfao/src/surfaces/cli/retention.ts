import type { Command } from 'commander';
import type { Job } from '../../model/job.js';
import type { Project } from '../../model/project.js';
import type { RetentionOutcome, RetentionPolicy } from '../../model/retention.js';
import { listProjects } from '../../operations/projects.js';
import { getRetention, runRetention, setRetention } from '../../operations/retention.js';
import { byteSize, count } from './amounts.js';
import { Api, apiOf } from './api.js';
import { followJob } from './follow-job.js';
import { hostOf } from './host.js';
import { addInputOptions, inputFrom } from './input-options.js';
import { type Printer, printerOf, wantsJson } from './printer.js';
import { ProgressBar } from './progress-bar.js';

/** `hfao retention show|set|run`: how long data stays, and letting go of what has stayed so long. */
export function registerRetention(program: Command): void {
  const retention = program.command('retention').summary('How long data stays: show, set, run').helpGroup('The server:')
    .description('How long the data of a project stays. Enforced once a day; run does it now.');
  registerShow(retention);
  registerSet(retention);
  registerRun(retention);
}

function registerShow(retention: Command): void {
  const command = retention.command('show').description('How long the data of the project stays, and what stays whatever its age.');
  command.action(async () => {
    const api = apiOf(command);
    print(command, await api.call<{ retention: RetentionPolicy }>(getRetention, { project: api.config.project }));
  });
}

function registerSet(retention: Command): void {
  const command = retention.command('set').description('Changes how long the data of the project stays. Try it with: hfao retention run --dry-run')
    .option('--keep-where <filter>', 'traces that pass stay; may be given several times, in place of the filters before', (value: string, before: string[]) => [...before, value], [])
    .option('--keep-nothing', 'take away all filters that --keep-where gave')
    .addHelpText('after', "\nExamples:\n  hfao retention set --hot-days 90 --keep-errors true\n  hfao retention set --keep-where \"tags = 'golden'\" --keep-where \"user_id = 'ada'\"");
  addInputOptions(command, setRetention, { except: ['keep_where'] });
  command.action(async ({ keepWhere, keepNothing, ...options }: { keepWhere: string[]; keepNothing?: boolean } & Record<string, unknown>) => {
    const api = apiOf(command);
    const where = keepWhere.length > 0 || keepNothing === true ? { keep_where: JSON.stringify(keepWhere) } : {};
    print(command, await api.call<{ retention: RetentionPolicy }>(setRetention, { ...inputFrom(setRetention, options), ...where, project: api.config.project }));
  });
}

function registerRun(retention: Command): void {
  const command = retention.command('run').description('Lets go of what has passed its time, now. What has gone cannot be brought back.')
    .option('--dry-run', 'only say what would go').option('--all-projects', 'of all projects');
  command.action(async ({ dryRun = false, allProjects = false }: { dryRun?: boolean; allProjects?: boolean }) => {
    const api = apiOf(command);
    const projects = allProjects ? (await api.call<{ projects: Project[] }>(listProjects, {})).projects.map((it) => it.slug) : [api.config.project];
    const outcomes: ({ project: string } & RetentionOutcome)[] = [];
    for (const project of projects) {
      const outcome = await run(new Api({ ...api.config, project }), dryRun, command);
      outcomes.push({ project, ...outcome });
      if (!wantsJson(command)) tell(printerOf(command), project, outcome, dryRun);
    }
    if (wantsJson(command)) printerOf(command).json({ dry_run: dryRun, projects: outcomes });
  });
}

async function run(api: Api, dry_run: boolean, command: Command): Promise<RetentionOutcome> {
  const { outcome, job } = await api.call<{ outcome: RetentionOutcome | null; job: Job | null }>(runRetention, { project: api.config.project, dry_run });
  if (outcome !== null) return outcome;
  const { stderr } = hostOf(command);
  return (await followJob(api, job!, stderr, new ProgressBar(stderr, 'files'))).result.outcome as RetentionOutcome;
}

function tell(printer: Printer, project: string, it: RetentionOutcome, isDry: boolean): void {
  const [go, stay] = isDry ? ['would go', 'would stay'] : ['went', 'stay'];
  printer.line(`${project}: ${count(it.traces)} traces ${go} with ${count(it.observations)} observations and ${count(it.scores)} scores, ${count(it.logs)} log records, ${count(it.metric_points)} metric points; about ${byteSize(it.bytes)}.`);
  if (it.bodies > 0) printer.line(`  ${count(it.bodies)} old bodies ${go}, ${byteSize(it.body_bytes)}.`);
  if (it.warm_hours > 0) printer.line(`  ${count(it.warm_hours)} exported hours ${go} with ${count(it.warm_observations)} observations, ${byteSize(it.warm_bytes)}.`);
  if (it.kept.traces > 0) printer.line(printer.style('dim', `  ${count(it.kept.traces)} old traces with ${count(it.kept.observations)} observations ${stay} by a rule.`));
}

function print(command: Command, answer: { retention: RetentionPolicy }): void {
  const printer = printerOf(command);
  if (wantsJson(command)) return printer.json(answer);
  const { hot_days, warm_days, bodies_days, keep } = answer.retention;
  printer.line(`Traces, log records and metrics: ${days(hot_days)}`);
  printer.line(`Exported hours:                  ${days(warm_days)}`);
  printer.line(`Bodies:                          ${bodies_days === 0 ? 'as long as their traces' : days(bodies_days)}`);
  const rules = [...(keep.scored ? ['with a score'] : []), ...(keep.errors ? ['with a failed observation'] : []), ...keep.where];
  printer.line(`Traces that stay whatever their age: ${rules.length === 0 ? 'none' : ''}`);
  for (const it of rules) printer.line(`  ${it}`);
}

const days = (value: number) => (value === 0 ? 'for ever' : `${value} days`);
