import type { ObservationType } from '../../model/observation.js';
import type { Claim, Dialect } from './dialect.js';
import { byTable } from './openllmetry.js';

const KINDS: Record<string, ObservationType> = {
  agent: 'AGENT', tool: 'TOOL', llm: 'GENERATION', guardrail: 'GUARDRAIL', session: 'SPAN', workflow: 'SPAN', task: 'SPAN', operation: 'SPAN', chain: 'SPAN', text: 'SPAN', http: 'SPAN',
};

/** AgentOps: OpenLLMetry's messages, kinds and payloads under its own names. */
export const agentops: Dialect = {
  name: 'agentops',
  ownsScope: (scopeName) => scopeName === 'agentops' || scopeName.startsWith('agentops.'),
  marks: ['agentops.'],
  claims: [
    { field: 'type', key: 'agentops.span.kind', read: byTable(KINDS), write: () => undefined },
    ...['entity', ...Object.keys(KINDS)].flatMap((kind): Claim[] => [
      { field: 'input', key: `agentops.${kind}.input`, source: 'agentops.*.input' },
      { field: 'output', key: `agentops.${kind}.output`, source: 'agentops.*.output' },
    ]),
    { field: 'total_cost_usd', key: 'gen_ai.usage.total_cost' },
    { field: 'tags', key: 'agentops.tags' },
  ],
};
