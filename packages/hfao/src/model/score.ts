import { z } from 'zod';

export const ScoreSource = z.enum(['ANNOTATION', 'LLM_JUDGE', 'HEURISTIC', 'EXTERNAL']);
export const ScoreDataType = z.enum(['NUMERIC', 'CATEGORICAL', 'BOOLEAN']);

/** A judgement on a trace, an observation or a session. One of value, string_value and boolean_value is set; a numeric score may carry its label in string_value. */
export const Score = z.object({
  score_id: z.string(),
  project_id: z.string(),
  trace_id: z.string(),
  observation_id: z.string().nullable(),
  session_id: z.string().nullable(),
  name: z.string(),
  value: z.number().nullable(),
  string_value: z.string().nullable(),
  boolean_value: z.boolean().nullable(),
  data_type: ScoreDataType,
  source: ScoreSource,
  comment: z.string().nullable(),
  judge_model: z.string().nullable(),
  calibration_bias: z.number().nullable(),
  annotator_id: z.string().nullable(),
  eval_run_id: z.string().nullable(),
  timestamp: z.string().describe('UTC, ISO 8601, microseconds'),
});
export type Score = z.infer<typeof Score>;
