import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { getTrace } from '../../operations/traces.js';
import { traceTree } from '../../model/trace.js';
import type { SurfaceDeps } from '../http/deps.js';
import { cutText } from './budget.js';
import { evidenceId } from './evidence.js';
import { briefLine, traceBrief } from './list-views.js';
import { performSafely } from './perform-safely.js';
import { UNTRUSTED_NOTE } from './tools.js';
import { inTreeOrder, type TraceResult } from './trace-view.js';

const MAX_FAILED_STEPS = 20;

export const HYPOTHESES_NOTE = 'What you find is a hypothesis, not a verdict: say how sure you are, cite the evidence ids, name what would prove you wrong, and call a cause verified only if a replay flipped the outcome.';

/** `explain_failure`: what failed in one trace, and how to find out why. */
export function registerPrompts(server: McpServer, deps: SurfaceDeps): void {
  server.registerPrompt('explain_failure', {
    title: 'Explain a failure',
    description: 'Asks which step of which agent made a trace fail, with the failing steps at hand. The answer is a hypothesis with evidence.',
    argsSchema: z.object({ project: z.string().describe('slug of the project'), trace_id: z.string().describe('32 hex digits') }),
  }, async ({ project, trace_id }) => {
    const result = await performSafely(getTrace, { project, trace_id, detail: 'skeleton' }, deps) as unknown as TraceResult;
    return { description: `Why did trace ${trace_id} fail?`, messages: [{ role: 'user', content: { type: 'text', text: promptText(project, result) } }] };
  });
}

function promptText(project: string, { trace, observations }: TraceResult): string {
  const failed = inTreeOrder(traceTree(observations)).map((it) => it.node.observation).filter((it) => it.status === 'error');
  const lines = failed.slice(0, MAX_FAILED_STEPS).map((it) => `- [${evidenceId(it.trace_id, it.observation_id)}] ${it.type} ${JSON.stringify(cutText(it.name, 120))}${it.agent_name === null ? '' : ` of agent ${JSON.stringify(it.agent_name)}`}: ${JSON.stringify(cutText(it.status_message ?? 'no message', 400))}`);
  if (failed.length > MAX_FAILED_STEPS) lines.push(`- and ${failed.length - MAX_FAILED_STEPS} more`);
  return [
    `Find out why trace ${trace.trace_id} of project "${project}" went wrong: which step of which agent was the first decisive mistake, and why.`,
    '',
    UNTRUSTED_NOTE,
    briefLine(traceBrief(trace, 400)),
    '',
    lines.length === 0 ? 'No step is marked as failed, so the failure, if there is one, is in what a step said or did.' : `Failed steps, in tree order. The last symptom is often not the cause: look at the steps before them.\n${lines.join('\n')}`,
    '',
    `Look at the steps with get_trace (project "${project}", trace_id "${trace.trace_id}") and read the telling ones with get_observation. Find like failures with search_traces.`,
    HYPOTHESES_NOTE,
  ].join('\n');
}
