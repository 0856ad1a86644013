import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { TraceSummary } from '../../model/trace.js';
import { Failure } from '../../runtime/errors.js';
import { getTrace } from '../../operations/traces.js';
import { type Api, apiOf } from './api.js';
import { count, duration, shortTime, usd } from './amounts.js';
import { eventsOf } from './event-stream.js';
import { hostOf } from './host.js';
import { type Printer, printerOf, wantsJson } from './printer.js';
import { clip, oneLine } from './terminal-text.js';
import { statusStyle } from './trace-columns.js';

/** A trace arrives in pieces; it is shown when none has come for this long. */
const QUIET_MS = 700;
const RECONNECT_MS = 2_000;

/** `hfao tail`: traces as they arrive, one line each, until stopped. */
export function registerTail(program: Command): void {
  const command = program.command('tail').summary('Traces as they arrive').helpGroup('Look at traces:')
    .description('Traces as they arrive, one line each, until stopped with Ctrl-C. A trace that grows later is shown again, marked with +.')
    .addHelpText('after', '\nExamples:\n  hfao tail\n  hfao tail --json | jq -r .name');
  command.action(async () => {
    const api = apiOf(command);
    const printer = printerOf(command);
    const { stderr } = hostOf(command);
    const show = wantsJson(command) ? (trace: TraceSummary) => printer.json(trace) : lineFor(printer);
    const quiet = new QuietTraces((id) => showTrace(api, id, show).catch((error: unknown) => { stderr.write(`hfao: ${(error as Error).message}\n`); }));
    const connected = () => { stderr.write(`Waiting for traces of project "${api.config.project}" at ${api.config.baseUrl}. Ctrl-C ends.\n`); };
    for (let first = true; ; first = false) {
      try {
        await follow(api, quiet, connected);
      } catch (error) {
        if (first || (error instanceof Failure && !error.retry)) throw error;
      }
      stderr.write('The server has gone; trying again.\n');
      await sleep(RECONNECT_MS);
    }
  });
}

async function follow(api: Api, quiet: QuietTraces, connected: () => void): Promise<void> {
  const response = await api.request(`/api/v1/projects/${encodeURIComponent(api.config.project)}/live`);
  connected();
  for await (const { event, data } of eventsOf(response.body!)) {
    if (event === 'stored') for (const id of (JSON.parse(data) as { trace_ids: string[] }).trace_ids) quiet.touched(id);
  }
}

/** Calls back for a trace once nothing of it has come for a while. */
class QuietTraces {
  readonly #timers = new Map<string, NodeJS.Timeout>();
  constructor(readonly settled: (traceId: string) => Promise<void>) {}

  touched(traceId: string): void {
    clearTimeout(this.#timers.get(traceId));
    this.#timers.set(traceId, setTimeout(() => {
      this.#timers.delete(traceId);
      void this.settled(traceId);
    }, QUIET_MS));
  }
}

async function showTrace(api: Api, traceId: string, show: (trace: TraceSummary) => void): Promise<void> {
  const { trace } = await api.call<{ trace: TraceSummary }>(getTrace, { project: api.config.project, trace_id: traceId, detail: 'skeleton' });
  show(trace);
}

function lineFor(printer: Printer): (trace: TraceSummary) => void {
  const shown = new Set<string>();
  return (trace) => {
    const again = shown.has(trace.trace_id);
    shown.add(trace.trace_id);
    const style = statusStyle(trace.status);
    const status = trace.status.padEnd(5);
    const facts = [duration(trace.duration_ns), `${count(trace.observation_count)} steps`, trace.error_count === 0 ? '' : `${count(trace.error_count)} failed`, trace.total_tokens === null ? '' : `${count(trace.total_tokens)} tok`, usd(trace.total_cost_usd)];
    printer.line(`${again ? '+' : ' '} ${shortTime(trace.start_time)}  ${style === undefined ? status : printer.style(style, status)}  ${clip(oneLine(trace.name), 48)}  ${printer.style('dim', `${facts.filter(Boolean).join('  ')}  ${trace.trace_id}`)}`);
  };
}
