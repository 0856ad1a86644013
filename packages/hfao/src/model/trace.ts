import { z } from 'zod';
import { Status, TraceId, type Observation } from './observation.js';
import { Score } from './score.js';

const tokens = z.number().int().nullable();
const text = z.string().nullable();

/**
 * What a list says of a trace. Kept at write time, so that listing never reads spans.
 * `status` is the root's; while no root has arrived, `error` as soon as one observation failed. Totals count only `usage_counted` observations.
 */
export const TraceSummary = z.object({
  trace_id: TraceId,
  session_id: text,
  user_id: text,
  name: z.string(),
  status: Status,
  start_time: z.string(),
  end_time: z.string(),
  duration_ns: z.number(),
  observation_count: z.number().int(),
  error_count: z.number().int(),
  input_preview: text,
  output_preview: text,
  error_message: text.describe('the status message of the first failed observation that has one'),
  models: z.array(z.string()),
  agents: z.array(z.string()),
  tags: z.array(z.string()),
  service_name: text,
  environment: text,
  release: text,
  input_tokens: tokens, output_tokens: tokens, cache_read_tokens: tokens, cache_creation_tokens: tokens, reasoning_tokens: tokens, total_tokens: tokens,
  input_cost_usd: z.number().nullable(), output_cost_usd: z.number().nullable(), total_cost_usd: z.number().nullable(),
  scores: z.array(Score),
  tier: z.literal('warm').optional().describe('warm: retention has let go of it, or of a part, and that was read from exported hours; without scores, log records and metric points of that time'),
});
export type TraceSummary = z.infer<typeof TraceSummary>;

export interface TraceNode {
  observation: Observation;
  children: TraceNode[];
}

/**
 * Builds the tree of one trace.
 * @param observations every known observation of one trace, in any order
 * @returns the roots, siblings by start time (ties by end). One whose parent has not arrived is a root: a partial trace still draws.
 *   So does a cycle: of the spans that name each other as parents, the earliest is a root.
 */
export function traceTree(observations: readonly Observation[]): TraceNode[] {
  const nodes = new Map(observations.map((it) => [it.observation_id, { observation: it, children: [] as TraceNode[] }]));
  const inOrder = inStartOrder(nodes);
  const roots: TraceNode[] = [];
  for (const node of inOrder) (nodes.get(node.observation.parent_observation_id ?? '')?.children ?? roots).push(node);

  const reached = new Set<TraceNode>();
  for (const root of roots) reach(root, reached);
  for (const node of inOrder) {
    if (reached.has(node)) continue;
    const parent = nodes.get(node.observation.parent_observation_id ?? '')!;
    parent.children.splice(parent.children.indexOf(node), 1);
    roots.push(node);
    reach(node, reached);
  }
  return roots;
}

function inStartOrder(nodes: Map<string, TraceNode>): TraceNode[] {
  return [...nodes.values()].sort((a, b) => compareSteps(a.observation, b.observation));
}

/**
 * Oldest first. Some SDKs know a start to the millisecond only: of steps that seem to begin together, the one that ended first is taken as the earlier.
 */
function compareSteps(a: Observation, b: Observation): number {
  return compareText(a.start_time, b.start_time) || compareText(a.end_time, b.end_time) || compareText(a.observation_id, b.observation_id);
}

function reach(root: TraceNode, reached: Set<TraceNode>): void {
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    reached.add(node);
    open.push(...node.children);
  }
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
