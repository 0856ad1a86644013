import type { Command } from 'commander';
import { operations } from '../../operations/all.js';
import type { Operation } from '../../operations/operation.js';
import { apiOf } from './api.js';
import { addInputOptions, inputFrom } from './input-options.js';
import { printPlain } from './plain-answer.js';
import { printerOf, wantsJson } from './printer.js';

/** `hfao list-traces`, `hfao get-trace`, …: every operation under its own name, with its inputs as flags and its answer as it is. */
export function registerOperationCommands(program: Command): void {
  for (const operation of operations) {
    const name = operation.name.replaceAll('_', '-');
    // One that has been made by hand is better.
    if (program.commands.some((it) => it.name() === name)) continue;
    const command = program.command(name)
      .summary(operation.summary).description(operation.description).helpGroup('Every operation of the API:');
    addInputOptions(command, operation);
    command.action((options: Record<string, unknown>) => runOperation(command, operation, options));
  }
}

async function runOperation(command: Command, operation: Operation, options: Record<string, unknown>): Promise<void> {
  const api = apiOf(command);
  const project = 'project' in operation.input.shape ? { project: api.config.project } : {};
  const answer = await api.call(operation, { ...inputFrom(operation, options), ...project });
  if (wantsJson(command)) printerOf(command).json(answer);
  else printPlain(printerOf(command), answer);
}
