import type { Command } from 'commander';
import { queryMetrics } from '../../operations/query-metrics.js';
import { apiOf } from './api.js';
import { shortTime } from './amounts.js';
import { addInputOptions, inputFrom } from './input-options.js';
import { printerOf, wantsJson } from './printer.js';
import { type Column, printTable } from './table.js';
import { oneLine } from './terminal-text.js';

type Values = Record<string, number | null>;
interface Figures { values: Values; previous?: Values; buckets: { start_time: string; values: Values }[] }
interface Answer { measures: string[]; group_by: string[]; bucket_ms: number | null; total: Figures; groups: (Figures & { keys: Record<string, string | null> })[]; others: (Figures & { groups: number }) | null }
interface Row { keys: Record<string, string | null>; time: string; values: Values; previous?: Values }

/** `hfao measure count "p95(duration_ms)" --by model`. */
export function registerMeasure(program: Command): void {
  const command = program.command('measure [measures...]').summary('Counts, rates, sums and quantiles, in groups and over time').helpGroup('Look at traces:')
    .description(`${queryMetrics.description}`)
    .option('--by <fields>', 'fields to group by, with commas between')
    .addHelpText('after', '\nExamples:\n  hfao measure count error_rate "p95(duration_ms)" --by model\n  hfao measure "sum(total_cost_usd)" --by agent --bucket 1d --from 7d\n  hfao measure "avg(score(\'correctness\'))" --subject traces --compare true');
  addInputOptions(command, queryMetrics, { except: ['measures', 'group_by'] });
  command.action(async (measures: string[], { by, ...options }: { by?: string } & Record<string, unknown>) => {
    const api = apiOf(command);
    const asked = {
      ...(measures.length > 0 && { measures: JSON.stringify(measures) }),
      ...(by !== undefined && { group_by: JSON.stringify(by.split(',').map((it) => it.trim()).filter((it) => it !== '')) }),
    };
    const answer = await api.call<Answer>(queryMetrics, { ...inputFrom(queryMetrics, options), ...asked, project: api.config.project });
    const printer = printerOf(command);
    if (wantsJson(command)) return printer.json(answer);
    printTable(printer, columnsOf(answer), rowsOf(answer));
  });
}

function rowsOf({ groups, group_by, others, total, bucket_ms }: Answer): Row[] {
  const named = (title: string): Row['keys'] => Object.fromEntries(group_by.map((it, i) => [it, i === 0 ? title : '']));
  const all = group_by.length === 0 ? [{ ...total, keys: {} }] : [...groups, ...(others === null ? [] : [{ ...others, keys: named(`${others.groups} others`) }]), { ...total, keys: named('all') }];
  return all.flatMap(({ keys, values, previous, buckets }) => (bucket_ms === null ? [{ keys, time: '', values, previous }] : buckets.map((it) => ({ keys, time: shortTime(it.start_time), values: it.values }))));
}

function columnsOf({ group_by, measures }: Answer): Column<Row>[] {
  return [
    ...group_by.map((it): Column<Row> => ({ title: it.toUpperCase(), value: ({ keys }) => (keys[it] === null ? '(none)' : oneLine(keys[it])), shrinks: true })),
    { title: 'TIME (UTC)', value: (it) => it.time },
    ...measures.flatMap((it): Column<Row>[] => [
      { title: it, value: ({ values }) => figure(values[it]), right: true },
      { title: 'BEFORE', value: ({ previous }) => (previous === undefined ? '' : figure(previous[it])), right: true, style: () => 'dim' },
    ]),
  ];
}

/** Whole numbers whole, others with four digits that matter. */
function figure(value: number | null): string {
  if (value === null) return '–';
  return Number.isInteger(value) || Math.abs(value) >= 10_000 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(4)));
}
