import type { Dialect } from './dialect.js';
import { anything } from './read.js';

/** Google's Agent Development Kit, beside gen_ai.* and often OpenInference on the same span. */
export const googleAdk: Dialect = {
  name: 'google_adk',
  ownsScope: (scopeName) => scopeName === 'gcp.vertex.agent',
  marks: ['gcp.vertex.agent.'],
  claims: [
    { field: 'session_id', key: 'gcp.vertex.agent.session_id' },
    { field: 'tool_arguments', key: 'gcp.vertex.agent.tool_call_args', read: anything },
    { field: 'tool_result', key: 'gcp.vertex.agent.tool_response', read: anything },
  ],
};
