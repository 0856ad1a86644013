import { Command, Option } from 'commander';
import { registerBackup } from './backup.js';
import { registerCost } from './cost.js';
import { registerCopy } from './copy.js';
import { registerDlq } from './dlq.js';
import { registerDoctor } from './doctor.js';
import { registerExport } from './export.js';
import { type CliHost, giveHost } from './host.js';
import { registerKeys } from './keys.js';
import { registerMeasure } from './measure.js';
import { registerOperationCommands } from './operation-commands.js';
import { registerParquet } from './parquet.js';
import { registerQuery } from './query.js';
import { registerRedact } from './redact.js';
import { registerRederive } from './rederive.js';
import { registerLogs } from './logs.js';
import { registerMigrate } from './migrate.js';
import { registerRetention } from './retention.js';
import { registerSearch } from './search.js';
import { registerSeed } from './seed.js';
import { registerSql } from './sql.js';
import { registerStatus } from './status.js';
import { registerTail } from './tail.js';
import { registerTrace } from './trace.js';
import { registerUp } from './up.js';

/** Every command of `hfao`. Commands talk to the REST API only; `up` alone starts something; `keys rotate`, `migrate`, `restore` and `copy` work while nothing runs. */
export function makeProgram(host: CliHost): Command {
  const program = new Command('hfao')
    .description('Observability for AI agents: OTLP in; traces in the browser, the shell and MCP.')
    .version(host.version, '-V, --version')
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => { host.stdout.write(text); },
      writeErr: (text) => { host.stderr.write(text); },
      outputError: (text, write) => write(text.replace(/^error: /, 'hfao: ')),
      getOutHelpWidth: () => Math.min(host.stdout.columns ?? 100, 120),
    })
    .exitOverride()
    .addHelpText('after', '\nExamples:\n  hfao up                              start the server\n  hfao tail                            watch traces arrive\n  hfao query --has-errors true         find failed traces\n  hfao trace <id>                      look at one\n  hfao <command> --help                flags and examples of a command');
  giveHost(program, host);
  addGlobalOptions(program);
  registerUp(program, host.variables);
  registerStatus(program);
  registerDoctor(program);
  registerSeed(program, (flags) => host.clientConfig(flags));
  registerKeys(program);
  registerMigrate(program);
  registerBackup(program);
  registerCopy(program);
  registerDlq(program);
  registerRetention(program);
  registerParquet(program);
  registerQuery(program);
  registerTrace(program);
  registerSearch(program);
  registerSql(program);
  registerMeasure(program);
  registerCost(program);
  registerLogs(program);
  registerTail(program);
  registerExport(program);
  registerRederive(program);
  registerRedact(program);
  registerOperationCommands(program);
  for (const command of program.commands) if (command.name() !== 'up') for (const it of [command, ...command.commands]) addGlobalOptions(it);
  program.commands.find((it) => it.name() === 'seed')?.helpGroup('The server:');
  return program;
}

/** Before the command or after it, as one likes. A command that has such an option of its own keeps it. */
function addGlobalOptions(command: Command): void {
  for (const option of GLOBAL_OPTIONS) {
    if (!command.options.some((it) => it.long === option.long)) command.addOption(option);
  }
}

const GLOBAL_OPTIONS = [
  new Option('--base-url <url>', 'the server (HFAO_BASE_URL; else the one that runs on the data directory, else http://127.0.0.1:7860)').helpGroup('Options of every command:'),
  new Option('--project <slug>', 'the project (HFAO_PROJECT, default "default")').helpGroup('Options of every command:'),
  new Option('--data-dir <dir>', 'the data directory of the server (HFAO_DATA_DIR, default ./.hfao)').helpGroup('Options of every command:'),
  new Option('--json', 'print the answer of the API as JSON, for programs').helpGroup('Options of every command:'),
];
