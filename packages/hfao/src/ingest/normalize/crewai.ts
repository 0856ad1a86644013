import type { Dialect } from './dialect.js';

/** CrewAI's own telemetry: "Crew Created", "Task Execution", … are steps without usage. Its model calls come through other instrumentations. */
export const crewAi: Dialect = {
  name: 'crewai',
  ownsScope: (scopeName) => scopeName.startsWith('crewai'),
  marks: ['crew_key', 'crew_id', 'crew_fingerprint'],
  claims: [
    { field: 'input', key: 'crew_inputs', own: true },
    { field: 'input', key: 'formatted_description', own: true },
    { field: 'output', key: 'crew_output', own: true },
    { field: 'output', key: 'task_output', own: true },
    { field: 'agent_name', key: 'agent_role', own: true },
  ],
};
