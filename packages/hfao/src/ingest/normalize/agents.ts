import type { ObservationType } from '../../model/observation.js';
import type { Evidence } from './evidence.js';
import { FIELD } from './field.js';
import { transferTarget } from './tools.js';

const TRANSFER_TOOL = 'transfer_to_agent';
const HANDOFF_NAME = 'handoff to ';

/** A tool that hands over to another agent is a handoff: OpenAI Agents name the span so, Google's ADK has a tool for it. */
export function isHandoff(evidence: Evidence, spanName: string): boolean {
  return spanName.startsWith(HANDOFF_NAME) || evidence.get(FIELD.tool_name) === TRANSFER_TOOL || spanName === `execute_tool ${TRANSFER_TOOL}`;
}

export interface AgentColumns { agent_id: string | null; agent_name: string | null; handoff_target_agent_id: string | null }

/** Who acted, and to whom the work went. Call it after the payloads are taken: `input` and `output` name the agents of some handoffs. */
export function agentsOf(evidence: Evidence, type: ObservationType, model: string | null, args: unknown): AgentColumns {
  const name = evidence.takeText(FIELD.agent_name);
  const columns: AgentColumns = { agent_id: evidence.takeText(FIELD.agent_id), agent_name: name, handoff_target_agent_id: null };
  if (type === 'AGENT') columns.agent_name = name ?? evidence.takeText(FIELD.graph_node) ?? nameInSpanName(evidence, model);
  if (type === 'HANDOFF') {
    columns.handoff_target_agent_id = handoffTarget(evidence, args);
    columns.agent_name = name ?? evidence.takeText(FIELD.handoff_source) ?? namedIn(evidence, FIELD.input);
  }
  return columns;
}

function handoffTarget(evidence: Evidence, args: unknown): string | null {
  const told = evidence.takeText(FIELD.handoff_target);
  if (told !== null) return told;
  const { name } = evidence.span;
  const inName = name.startsWith(HANDOFF_NAME) ? name.slice(HANDOFF_NAME.length) : null;
  return namedIn(evidence, FIELD.output) ?? inName ?? transferTarget(args) ?? null;
}

/** OpenAI Agents: the input of `handoff to X` is the agent that hands over, its output the agent that takes over. */
function namedIn(evidence: Evidence, field: number): string | null {
  const value = evidence.span.name.startsWith(HANDOFF_NAME) ? evidence.get(field) : undefined;
  return typeof value === 'string' && value.length <= 200 ? value : null;
}

/** `invoke_agent NAME` (with the requested model's name where the agent has none), `agent_run [NAME]`, `Agent run: 'NAME'`. */
function nameInSpanName(evidence: Evidence, model: string | null): string | null {
  const spanName = evidence.span.name;
  const name = between(spanName, 'invoke_agent ', '') ?? between(spanName, 'agent_run [', ']') ?? between(spanName, "Agent run: '", "'");
  return name === null || name === model || name === evidence.attribute('gen_ai.request.model') ? null : name;
}

function between(text: string, before: string, after: string): string | null {
  if (!text.startsWith(before) || !text.endsWith(after)) return null;
  return text.slice(before.length, text.length - after.length) || null;
}
