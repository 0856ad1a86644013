import { z } from 'zod';

/** One causal claim between two steps of a trace: a hypothesis with its method and evidence, verified only by a replay that flipped the outcome. */
export const CausalEdge = z.object({
  trace_id: z.string(),
  source_observation_id: z.string(),
  target_observation_id: z.string(),
  edge_type: z.enum(['DATAFLOW', 'HANDOFF', 'TOOL_DEPENDENCY', 'PROMPT_CONDITIONING', 'DECISIVE_ERROR']),
  confidence: z.number().min(0).max(1),
  method: z.enum(['STATIC', 'COUNTERFACTUAL_REPLAY', 'LLM_JUDGE', 'SPECTRUM']),
  evidence: z.unknown(),
  replay_supported: z.boolean(),
  judge_model: z.string().nullable(),
  computed_at: z.string(),
});
export type CausalEdge = z.infer<typeof CausalEdge>;
