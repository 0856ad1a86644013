import type { Observation } from '../../model/observation.js';
import { traceTree, type TraceNode } from '../../model/trace.js';
import { count, duration, usd } from './amounts.js';
import { GLYPHS } from './glyphs.js';
import type { Printer } from './printer.js';
import { clip, displayWidth, manyLines, oneLine } from './terminal-text.js';

const NAME_WIDTH = 60;

interface Placed { node: TraceNode; lead: string; below: string }

/** The steps as a tree: glyph, name, time, model, tokens, cost; an error stands under its step. */
export function printTree(printer: Printer, observations: Observation[], { payloads }: { payloads: boolean }): void {
  const placed = inDrawingOrder(traceTree(observations));
  const widest = Math.min(NAME_WIDTH, Math.max(...placed.map((it) => displayWidth(`${it.lead}${GLYPHS[it.node.observation.type]} ${oneLine(it.node.observation.name)}`))));
  for (const { node: { observation }, lead, below } of placed) {
    const failed = observation.status === 'error';
    const label = `${GLYPHS[observation.type]} ${clip(oneLine(observation.name), Math.max(8, NAME_WIDTH - displayWidth(lead)))}`;
    const space = ' '.repeat(Math.max(0, widest - displayWidth(lead + label)));
    const facts = [duration(observation.duration_ns).padStart(9), observation.model === null ? '' : oneLine(observation.model), observation.total_tokens === null ? '' : `${count(observation.total_tokens)} tok`, usd(observation.total_cost_usd)];
    const line = `${lead}${printer.style(failed ? 'red' : 'cyan', label.slice(0, 3))}${label.slice(3)}${space}  ${printer.style('dim', facts.filter(Boolean).join('  '))}`;
    printer.line(failed ? `${line} ${printer.style('red', '✗')}` : line);
    if (failed && observation.status_message) printer.line(`${below}${printer.style('red', clip(`error: ${oneLine(observation.status_message)}`, printer.width - displayWidth(below)))}`);
    if (payloads) printPayloads(printer, observation, below);
  }
}

function printPayloads(printer: Printer, observation: Observation, below: string): void {
  for (const [name, value] of [['input', observation.input ?? observation.input_preview], ['output', observation.output ?? observation.output_preview]] as const) {
    if (value === null || value === undefined) continue;
    const text = manyLines(typeof value === 'string' ? value : JSON.stringify(value, null, 2));
    printer.line(`${below}${printer.style('dim', `${name}:`)}`);
    for (const line of text.split('\n')) printer.line(`${below}  ${line}`);
  }
}

/** Without recursion: a trace can be as deep as it is long. */
function inDrawingOrder(roots: TraceNode[]): Placed[] {
  const order: Placed[] = [];
  const open: Placed[] = roots.map((node) => ({ node, lead: '', below: '' })).reverse();
  for (let here = open.pop(); here !== undefined; here = open.pop()) {
    const { children } = here.node;
    const hasMore = children.length > 0;
    order.push({ ...here, below: here.below + (hasMore ? '│   ' : '    ') });
    for (let i = children.length - 1; i >= 0; i -= 1) {
      const last = i === children.length - 1;
      open.push({ node: children[i], lead: `${here.below}${last ? '└─ ' : '├─ '}`, below: `${here.below}${last ? '   ' : '│  '}` });
    }
  }
  return order;
}
