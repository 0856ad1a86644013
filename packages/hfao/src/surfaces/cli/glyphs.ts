import type { ObservationType } from '../../model/observation.js';

/** Three letters a type, the same as in the cockpit. */
export const GLYPHS: Record<ObservationType, string> = {
  AGENT: 'AGT', GENERATION: 'GEN', TOOL: 'TOL', RETRIEVAL: 'RET', EMBEDDING: 'EMB', EVAL: 'EVL', GUARDRAIL: 'GRD', HANDOFF: 'HND', SPAN: 'SPN', EVENT: 'EVT',
};
