import type { Command } from 'commander';
import { listTraces } from '../../operations/traces.js';
import type { TraceSummary } from '../../model/trace.js';
import { apiOf } from './api.js';
import { addInputOptions, inputFrom } from './input-options.js';
import { printerOf, wantsJson } from './printer.js';
import { printTable } from './table.js';
import { TRACE_COLUMNS } from './trace-columns.js';

/** `hfao query`: traces as a table. */
export function registerQuery(program: Command): void {
  const command = program.command('query [words...]').summary('Traces, newest first').helpGroup('Look at traces:')
    .description('Traces, newest first. Words must all occur in what the list knows of a trace; flags narrow further.')
    .addHelpText('after', '\nExamples:\n  hfao query --has-errors true --from 1h\n  hfao query refund --model gpt-4o --limit 20\n  hfao query --json | jq .traces[].trace_id');
  addInputOptions(command, listTraces, { except: ['text'] });
  command.action(async (words: string[], options: Record<string, unknown>) => {
    const api = apiOf(command);
    const text = words.length === 0 ? {} : { text: words.join(' ') };
    const answer = await api.call<{ traces: TraceSummary[]; next_cursor: string | null }>(listTraces, { ...inputFrom(listTraces, options), ...text, project: api.config.project });

    const printer = printerOf(command);
    if (wantsJson(command)) return printer.json(answer);
    if (answer.traces.length === 0) return printer.line(`No trace in project "${api.config.project}" matches.`);
    printTable(printer, TRACE_COLUMNS, answer.traces);
    if (answer.next_cursor !== null) printer.line(printer.style('dim', `More: add --cursor ${answer.next_cursor}`));
  });
}
