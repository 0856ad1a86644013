import type { Command } from 'commander';
import { hostOf, type Variable } from './host.js';

/** `hfao up`: the server, until it is stopped. Every variable is a flag too. */
export function registerUp(program: Command, variables: readonly Variable[]): void {
  const command = program.command('up').summary('Start the server').helpGroup('The server:')
    .description('Starts the server with everything in one process: cockpit and REST, OTLP, MCP. Flags win over variables, these over hfao.config.json.')
    .addHelpText('after', '\nExamples:\n  hfao up\n  hfao up --port 8000 --data-dir ~/.hfao\n  hfao up --port 0 --otlp-http-port 0 --otlp-grpc-port 0 --mcp-port 0     pick free ports and print them');
  for (const { name, description, standard } of variables) {
    command.option(`${flagOf(name)} <value>`, `${description} (${name}${standard === undefined ? '' : `, default ${standard}`})`);
  }
  command.action(async () => {
    const options = command.optsWithGlobals<Record<string, string | undefined>>();
    const given = variables.map(({ name }) => [name, options[optionName(name)]] as const).filter((it): it is readonly [string, string] => it[1] !== undefined);
    await hostOf(command).up(Object.fromEntries(given));
  });
}

/** `HFAO_OTLP_HTTP_PORT` is `--otlp-http-port`. */
export const flagOf = (variable: string) => `--${variable.replace(/^HFAO_/, '').toLowerCase().replaceAll('_', '-')}`;

const optionName = (variable: string) => flagOf(variable).slice(2).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
