import { z } from 'zod';
import { Failure } from '../../runtime/errors.js';
import type { CausalEdge } from '../../model/causal-edge.js';
import type { Observation } from '../../model/observation.js';
import type { Score } from '../../model/score.js';
import { traceTree, type TraceNode, type TraceSummary } from '../../model/trace.js';
import { compact, cutText, fit, howManyFit, roundUsd } from './budget.js';
import { evidenceId } from './evidence.js';
import { briefLine, TraceBrief, traceBrief } from './list-views.js';
import type { View } from './view.js';

/** Beyond this many steps payloads are not even read: they would not fit. */
const MAX_STEPS_WITH_PREVIEWS = 400;
const PREVIEW_CHARS = [240, 100, 40, 0];

export const Step = z.object({
  evidence: z.string().describe('trace/observation: cite it, and give its second half to get_observation'),
  parent: z.string().optional().describe('observation id'),
  depth: z.number(),
  type: z.string(),
  name: z.string(),
  status: z.string(),
  start_ms: z.number().describe('after the start of the trace'),
  duration_ms: z.number(),
  agent: z.string().optional(),
  model: z.string().optional(),
  total_tokens: z.number().optional(),
  total_cost_usd: z.number().optional(),
  error: z.string().optional(),
  tool_calls: z.array(z.string()).optional(),
  input: z.string().optional().describe('the beginning'),
  output: z.string().optional().describe('the beginning'),
});
export type Step = z.infer<typeof Step>;

export interface TraceResult {
  trace: TraceSummary; observations: Observation[]; scores: Score[]; causal_edges: CausalEdge[]; truncated: boolean;
}

/** One trace as the tree of its steps, each with the beginnings of input and output, as many as fit; failed steps and the way to them first. */
export const traceView: View = {
  extra: { under: z.string().regex(/^[0-9a-f]{16}$/, 'an observation id').optional().describe('only the steps below this observation') },
  output: z.object({
    trace: TraceBrief,
    steps: z.array(Step).describe('in tree order'),
    omitted_steps: z.number(),
    scores: z.array(z.object({ name: z.string(), value: z.union([z.number(), z.string(), z.boolean()]), observation_id: z.string().optional(), source: z.string(), comment: z.string().optional() })),
    causal_edges: z.array(z.object({ source: z.string(), target: z.string(), edge_type: z.string(), confidence: z.number(), method: z.string() })).describe('hypotheses, unless the method is COUNTERFACTUAL_REPLAY'),
  }),
  async present({ input, extra, maxChars, run }) {
    const skeleton = await run({ ...input, detail: 'skeleton' }) as unknown as TraceResult;
    const withPreviews = input.detail !== 'skeleton' && skeleton.observations.length <= MAX_STEPS_WITH_PREVIEWS;
    const result = withPreviews ? await run({ ...input, detail: 'full' }) as unknown as TraceResult : skeleton;

    const trace = fit(traceBrief(result.trace, 400), maxChars / 3).value as TraceBrief;
    const head = { trace, scores: firstOf(result.scores.map(scoreBrief), maxChars / 8), causal_edges: firstOf(result.causal_edges.map(edgeBrief), maxChars / 8) };
    const nodes = inTreeOrder(rootsUnder(result.observations, extra.under as string | undefined));
    const { steps, omitted } = fittingSteps(nodes, result.trace, maxChars - JSON.stringify(head).length - 600);

    const notes = ['Zoom in with get_observation (trace_id, and as observation_id the second half of evidence), or with under= for one branch.'];
    if (omitted > 0) notes.push(`${omitted} of ${nodes.length} steps are left out to fit the token budget; failed steps and the steps above them come first. Give a larger max_tokens, or under=.`);
    if (head.scores.length < result.scores.length) notes.push(`${head.scores.length} of ${result.scores.length} scores.`);
    if (result.truncated) notes.push(`The trace is longer than what is read of it: ${result.observations.length} of ${result.trace.observation_count} observations.`);
    return { structured: { ...head, steps, omitted_steps: omitted }, notes, text: `${briefLine(head.trace)}\n${steps.map(stepLine).join('\n')}` };
  },
};

const firstOf = <T>(items: T[], maxChars: number) => items.slice(0, howManyFit(items, maxChars));

interface PlacedNode { node: TraceNode; depth: number }

function rootsUnder(observations: Observation[], under: string | undefined): TraceNode[] {
  const roots = traceTree(observations);
  if (under === undefined) return roots;
  const found = inTreeOrder(roots).find((it) => it.node.observation.observation_id === under);
  if (found === undefined) throw new Failure('not_found', `This trace has no observation ${under}; leave out under= to see its steps.`, { field: 'under' });
  return [found.node];
}

/** Without recursion: traces can be as deep as they are long. */
export function inTreeOrder(roots: TraceNode[]): PlacedNode[] {
  const order: PlacedNode[] = [];
  const open = roots.map((node) => ({ node, depth: 0 })).reverse();
  for (let here = open.pop(); here !== undefined; here = open.pop()) {
    order.push(here);
    for (let i = here.node.children.length - 1; i >= 0; i -= 1) open.push({ node: here.node.children[i], depth: here.depth + 1 });
  }
  return order;
}

function fittingSteps(nodes: PlacedNode[], trace: TraceSummary, maxChars: number): { steps: Step[]; omitted: number } {
  const startMs = Date.parse(trace.start_time);
  for (const previewChars of PREVIEW_CHARS) {
    const steps = nodes.map((it) => stepOf(it, startMs, previewChars));
    if (JSON.stringify(steps).length <= maxChars) return { steps, omitted: 0 };
  }
  const kept = new Set<PlacedNode>();
  let used = 0;
  for (const node of mostTellingFirst(nodes)) {
    used += JSON.stringify(stepOf(node, startMs, 0)).length + 1;
    if (used > maxChars && kept.size > 0) break;
    kept.add(node);
  }
  return { steps: nodes.filter((it) => kept.has(it)).map((it) => stepOf(it, startMs, 0)), omitted: nodes.length - kept.size };
}

/** Failed steps with the steps above them, then what is nearest to the root. */
function mostTellingFirst(nodes: PlacedNode[]): PlacedNode[] {
  const byId = new Map(nodes.map((it) => [it.node.observation.observation_id, it]));
  const telling = new Set<PlacedNode>();
  for (const failed of nodes.filter((it) => it.node.observation.status === 'error')) {
    for (let here: PlacedNode | undefined = failed; here !== undefined && !telling.has(here); here = byId.get(here.node.observation.parent_observation_id ?? '')) telling.add(here);
  }
  return [...telling, ...nodes.filter((it) => !telling.has(it)).sort((a, b) => a.depth - b.depth)];
}

const short = (text: string | null) => (text === null ? null : cutText(text, 80));

function stepOf({ node: { observation: it }, depth }: PlacedNode, traceStartMs: number, previewChars: number): Step {
  const preview = (value: unknown) => (previewChars === 0 || value === null ? null : cutText(typeof value === 'string' ? value : JSON.stringify(value), previewChars));
  return compact({
    evidence: evidenceId(it.trace_id, it.observation_id), parent: it.parent_observation_id, depth, type: it.type, name: cutText(it.name, 120), status: it.status,
    start_ms: Math.round(Date.parse(it.start_time) - traceStartMs), duration_ms: Math.round(it.duration_ns / 1e6),
    agent: short(it.agent_name), model: short(it.model), total_tokens: it.total_tokens, total_cost_usd: roundUsd(it.total_cost_usd),
    error: it.status === 'error' ? cutText(it.status_message ?? '', Math.max(previewChars, 200)) : null, tool_calls: it.tool_call_names.slice(0, 5).map((name) => cutText(name, 60)),
    input: preview(it.input ?? it.input_preview), output: preview(it.output ?? it.output_preview),
  }) as Step;
}

export function stepLine(it: Step): string {
  const facts = [`${it.duration_ms} ms`, it.model, it.total_tokens === undefined ? undefined : `${it.total_tokens} tokens`].filter((fact) => fact !== undefined).join(', ');
  const indent = '  '.repeat(Math.min(it.depth, 12));
  const more = [it.error === undefined ? '' : `error: ${JSON.stringify(it.error)}`, it.input === undefined ? '' : `in: ${JSON.stringify(it.input)}`, it.output === undefined ? '' : `out: ${JSON.stringify(it.output)}`];
  return [`${indent}${it.type} ${JSON.stringify(it.name)}${it.status === 'error' ? ' FAILED' : ''} (${facts}) [${it.evidence}]`, ...more.filter(Boolean).map((line) => `${indent}  ${line}`)].join('\n');
}

function scoreBrief(it: Score): Record<string, unknown> {
  return compact({ name: it.name, value: it.value ?? it.boolean_value ?? it.string_value ?? '', observation_id: it.observation_id, source: it.source, comment: it.comment === null ? null : cutText(it.comment, 200) }) as Record<string, unknown>;
}

function edgeBrief(it: CausalEdge): Record<string, unknown> {
  return { source: evidenceId(it.trace_id, it.source_observation_id), target: evidenceId(it.trace_id, it.target_observation_id), edge_type: it.edge_type, confidence: it.confidence, method: it.method };
}
