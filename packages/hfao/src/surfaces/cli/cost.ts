import type { Command } from 'commander';
import { getCostBy } from '../../operations/cost.js';
import { apiOf } from './api.js';
import { count, usd } from './amounts.js';
import { addInputOptions, inputFrom } from './input-options.js';
import { printerOf, wantsJson } from './printer.js';
import { type Column, printTable } from './table.js';
import { oneLine } from './terminal-text.js';

const BY = ['date', 'user', 'agent', 'model', 'prompt'] as const;
type Cost = Record<'total_cost_usd' | 'total_tokens' | 'input_tokens' | 'output_tokens' | 'calls', number>;
type Row = Cost & Partial<Record<(typeof BY)[number], string | null>>;
interface Answer { from: string; to: string; total: Cost; rows: Row[]; others: (Cost & { groups: number }) | null }

/** `hfao cost --by date,model`. */
export function registerCost(program: Command): void {
  const command = program.command('cost').summary('What model calls cost').helpGroup('Look at traces:')
    .description('Cost and tokens by any of date, user, agent, model and prompt, the last 30 days unless told otherwise.')
    .option('--by <fields>', `with commas between: ${BY.join(', ')}`, 'model')
    .addHelpText('after', '\nExamples:\n  hfao cost\n  hfao cost --by date,model --from 7d\n  hfao cost --by user --where "environment = \'production\'" --json');
  addInputOptions(command, getCostBy, { except: ['group_by'] });
  command.action(async ({ by, ...options }: { by: string } & Record<string, unknown>) => {
    const api = apiOf(command);
    const group_by = by.split(',').map((it) => it.trim()).filter((it) => it !== '');
    const answer = await api.call<Answer>(getCostBy, { ...inputFrom(getCostBy, options), group_by: JSON.stringify(group_by), project: api.config.project });
    const printer = printerOf(command);
    if (wantsJson(command)) return printer.json(answer);
    if (answer.rows.length === 0) return printer.line(`No model calls in project "${api.config.project}" since ${answer.from.slice(0, 10)}.`);
    const keys = BY.filter((it) => group_by.includes(it)).map((it): Column<Row> => ({ title: it.toUpperCase(), value: (row) => (row[it] === null ? '(none)' : oneLine(row[it] ?? '')), shrinks: it !== 'date' }));
    const rest: Row[] = answer.others === null ? [] : [{ ...answer.others, ...Object.fromEntries(group_by.map((it, i) => [it, i === 0 ? `${answer.others!.groups} others` : ''])) }];
    printTable(printer, [...keys, ...FIGURES], [...answer.rows, ...rest]);
    printer.line(printer.style('dim', `${usd(answer.total.total_cost_usd)} and ${count(answer.total.total_tokens)} tokens in all`));
  });
}

const FIGURES: Column<Row>[] = [
  { title: 'COST', value: (it) => usd(it.total_cost_usd), right: true },
  { title: 'TOKENS', value: (it) => count(it.total_tokens), right: true },
  { title: 'IN', value: (it) => count(it.input_tokens), right: true, optional: true },
  { title: 'OUT', value: (it) => count(it.output_tokens), right: true, optional: true },
  { title: 'CALLS', value: (it) => count(it.calls), right: true, optional: true },
];
