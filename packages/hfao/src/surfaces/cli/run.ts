import { CommanderError } from 'commander';
import { asFailure, Failure } from '../../runtime/errors.js';
import type { CliHost } from './host.js';
import { makeProgram } from './program.js';
import { oneLine } from './terminal-text.js';

/**
 * Runs one command line.
 * @returns the exit code: 0 done, 1 failed, 2 misused
 */
export async function runCli(args: readonly string[], host: CliHost): Promise<number> {
  const program = makeProgram(host);
  try {
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has already said what was wrong, and ends a --help in the same way.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return report(error, host);
  }
}

function report(error: unknown, host: CliHost): number {
  const failure = error instanceof Failure ? error : undefined;
  const message = failure?.message ?? `${asFailure(error).message} ${error instanceof Error ? error.stack : String(error)}`;
  host.stderr.write(`hfao: ${message.split('\n').map(oneLine).join('\n      ')}\n`);
  return failure?.code === 'invalid_input' ? 2 : 1;
}
