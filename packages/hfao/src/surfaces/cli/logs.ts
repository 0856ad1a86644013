import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { LogEntry } from '../../model/log-entry.js';
import { listLogs } from '../../operations/logs.js';
import { type Api, apiOf } from './api.js';
import { shortTime } from './amounts.js';
import { addInputOptions, inputFrom } from './input-options.js';
import { type Printer, printerOf, wantsJson } from './printer.js';
import { clip, oneLine } from './terminal-text.js';

const FOLLOW_MS = 1_000;
/** Records may arrive later than others that happened after them. */
const LATE_MS = 60_000;

type Page = { logs: LogEntry[]; next_cursor: string | null };

/** `hfao logs`: log records, the latest last, as a terminal shows them. */
export function registerLogs(program: Command): void {
  const command = program.command('logs').summary('Log records').helpGroup('Look at traces:')
    .description('The latest log records, oldest of them first. --follow goes on with those that arrive.')
    .addHelpText('after', '\nExamples:\n  hfao logs --level warning --from 1h\n  hfao logs --trace-id 0af7651916cd43dd8448eb211c80319c\n  hfao logs --follow --json | jq -r .body')
    .option('--follow', 'go on with records as they arrive, until stopped with Ctrl-C');
  addInputOptions(command, listLogs);
  command.action(async ({ follow, ...options }: Record<string, unknown>) => {
    const api = apiOf(command);
    const input = { ...inputFrom(listLogs, options), project: api.config.project };
    const page = await api.call<Page>(listLogs, input);
    const printer = printerOf(command);
    if (wantsJson(command) && follow !== true) return printer.json(page);
    const show = wantsJson(command) ? (log: LogEntry) => printer.json(log) : lineFor(printer);
    for (const log of page.logs.toReversed()) show(log);
    if (follow === true) return followLogs(api, input, new Set(page.logs.map((it) => it.log_id)), show);
    if (page.logs.length === 0) printer.line(`No such log records in project "${api.config.project}".`);
    else if (page.next_cursor !== null) printer.line(printer.style('dim', `Earlier ones: add --cursor ${page.next_cursor}`));
  });
}

async function followLogs(api: Api, input: Record<string, unknown>, shown: Set<string>, show: (log: LogEntry) => void): Promise<void> {
  for (;;) {
    await sleep(FOLLOW_MS);
    const { logs } = await api.call<Page>(listLogs, { ...input, cursor: undefined, from: new Date(Date.now() - LATE_MS).toISOString(), limit: 500 });
    for (const log of logs.toReversed()) {
      if (!shown.has(log.log_id)) show(log);
    }
    for (const { log_id: id } of logs) shown.add(id);
  }
}

function lineFor(printer: Printer): (log: LogEntry) => void {
  return (log) => {
    const level = log.severity_text ?? (log.severity_number === 0 ? '' : String(log.severity_number));
    const color = log.severity_number >= 17 ? 'red' : log.severity_number >= 13 ? 'yellow' : 'dim';
    const body = log.body === null ? '' : typeof log.body === 'string' ? log.body : JSON.stringify(log.body);
    const text = [log.event_name, body === log.event_name ? '' : body].filter(Boolean).join('  ');
    const about = log.trace_id === null ? '' : printer.style('dim', `  ${log.trace_id}`);
    printer.line(`${shortTime(log.time)}  ${printer.style(color, clip(oneLine(level), 7).padEnd(7))} ${clip(oneLine(log.service_name ?? ''), 20).padEnd(log.service_name === null ? 0 : 20)} ${clip(oneLine(text), Math.max(20, printer.width - 60))}${about}`);
  };
}
