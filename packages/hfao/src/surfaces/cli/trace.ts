import type { Command } from 'commander';
import type { Observation } from '../../model/observation.js';
import type { TraceSummary } from '../../model/trace.js';
import { getTrace } from '../../operations/traces.js';
import { apiOf } from './api.js';
import { count, duration, shortTime, usd } from './amounts.js';
import { printConversation } from './conversation.js';
import { type Printer, printerOf, wantsJson } from './printer.js';
import { oneLine } from './terminal-text.js';
import { statusStyle } from './trace-columns.js';
import { printTree } from './trace-tree.js';

interface TraceAnswer { trace: TraceSummary; observations: Observation[]; truncated: boolean }

/** `hfao trace ID`: one trace as a tree, or as the conversation it was. */
export function registerTrace(program: Command): void {
  const command = program.command('trace <id>').summary('One trace as a tree').helpGroup('Look at traces:')
    .description('One trace as the tree of its steps, with time, tokens, cost and errors.')
    .option('--messages', 'the conversation instead of the tree')
    .option('--full', 'each step with its whole input and output')
    .addHelpText('after', '\nSteps: AGT agent, GEN generation, TOL tool, RET retrieval, EMB embedding, EVL eval, GRD guardrail, HND handoff, SPN span, EVT event\n\nExamples:\n  hfao trace 4bf92f3577b34da6a3ce929d0e0e4736\n  hfao trace 4bf92f3577b34da6a3ce929d0e0e4736 --messages');
  command.action(async (id: string, { messages, full }: { messages?: boolean; full?: boolean }) => {
    const api = apiOf(command);
    const json = wantsJson(command);
    const detail = json || messages === true || full === true ? 'full' : 'skeleton';
    const answer = await api.call<TraceAnswer>(getTrace, { project: api.config.project, trace_id: id.toLowerCase(), detail });

    const printer = printerOf(command);
    if (json) return printer.json(answer);
    printHead(printer, answer.trace);
    if (messages === true) printConversation(printer, answer.observations);
    else printTree(printer, answer.observations, { payloads: full === true });
    if (answer.truncated) printer.line(printer.style('dim', `The first ${count(answer.observations.length)} of ${count(answer.trace.observation_count)} steps.`));
  });
}

function printHead(printer: Printer, trace: TraceSummary): void {
  const style = statusStyle(trace.status);
  const status = style === undefined ? trace.status : printer.style(style, trace.status);
  const tokens = trace.total_tokens === null ? '' : `${count(trace.total_tokens)} tokens`;
  const failed = trace.error_count === 0 ? '' : printer.style('red', `${count(trace.error_count)} failed`);
  printer.line(`${printer.style('bold', oneLine(trace.name))}  ${[status, `${shortTime(trace.start_time)} UTC`, duration(trace.duration_ns), `${count(trace.observation_count)} steps`, failed, tokens, usd(trace.total_cost_usd)].filter(Boolean).join('  ')}`);
  const facts = [['trace', trace.trace_id], ['session', trace.session_id], ['user', trace.user_id], ['environment', trace.environment], ['models', trace.models.join(', ')], ['tags', trace.tags.join(', ')]];
  printer.line(printer.style('dim', facts.filter(([, value]) => value !== null && value !== '').map(([name, value]) => `${name} ${oneLine(value ?? '')}`).join('  ')));
  printer.line();
}
