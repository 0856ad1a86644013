import { InvalidArgumentError, type Command } from 'commander';
import { ProjectSlug } from '../../model/project.js';
import { Failure } from '../../runtime/errors.js';
import { seedProject } from '../../seed/seed-project.js';
import { hostOf, type CliHost } from './host.js';

interface SeedFlags {
  project: string;
  traces: number;
  hours: number;
  seed: string;
  baseUrl?: string;
  dataDir?: string;
  json?: boolean;
}

/** `hfao seed`: the demo project, sent over OTLP to the running server like anybody's traces. */
export function registerSeed(program: Command, clientConfig: (flags: { baseUrl?: string; dataDir?: string }) => { baseUrl: string; apiKey: string | undefined }): void {
  program.command('seed')
    .description('load a realistic demo project: a support desk of several agents, and the day one of its prompts went wrong')
    .option('--project <slug>', 'project to fill', 'support-desk')
    .option('--traces <n>', 'how many traces', wholeNumber(1, 100_000), 400)
    .option('--hours <n>', 'over how many hours, up to now', wholeNumber(1, 24 * 90), 24)
    .option('--seed <text>', 'another text, another history', 'hfao')
    .option('--data-dir <dir>', 'the data directory of the server (HFAO_DATA_DIR, default ./.hfao)')
    .addHelpText('after', '\nThe same arguments on the same day replace what they made before.')
    .action(async (_: unknown, command: Command) => {
      const flags = command.optsWithGlobals<SeedFlags>();
      if (!ProjectSlug.safeParse(flags.project).success) throw new Failure('invalid_input', `--project is "${flags.project}": use lower-case letters, digits, dot, dash and underscore, at most 63.`, { field: 'project' });
      await seed(flags, clientConfig({ baseUrl: flags.baseUrl, dataDir: flags.dataDir }), hostOf(command));
    });
}

async function seed({ project, traces, hours, seed: text, json }: SeedFlags, server: { baseUrl: string; apiKey: string | undefined }, { stdout, stderr }: CliHost): Promise<void> {
  const showsProgress = json !== true && stderr.isTTY === true;
  const seeded = await seedProject({ project, traces, hours, seed: text, nowMs: Date.now() }, server, (sent, of) => {
    if (showsProgress) stderr.write(`\r${sent.traces} of ${of} traces, ${sent.spans} spans`);
  });
  if (showsProgress) stderr.write('\r\x1b[K');
  const url = `${server.baseUrl}/p/${project}`;
  if (json === true) {
    stdout.write(`${JSON.stringify({ ...seeded, url })}\n`);
    return;
  }
  stdout.write(`${seeded.traces} traces, ${seeded.spans} spans over ${hours} h in project ${project}${seeded.rejected > 0 ? `; ${seeded.rejected} spans were rejected` : ''}.\n`);
  stdout.write(`Look at  ${url}\nThe story: prompt policy-reader v15 went to production, and refund_request began to fail. Open a failing trace and find out why.\n`);
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || value > most) throw new InvalidArgumentError(`a whole number from ${least} to ${most}`);
    return value;
  };
}
