import type { Dialect } from './dialect.js';
import { text } from './read.js';

/** Agent2Agent protocol: a message or task that is sent to another agent. The agent's run is a span of its own. */
export const a2a: Dialect = {
  name: 'a2a',
  ownsScope: (scopeName) => scopeName === 'a2a-python-sdk' || scopeName.startsWith('a2a.') || scopeName.startsWith('@a2a-js/'),
  marks: ['a2a.'],
  claims: [
    { field: 'type', key: 'a2a.method.name', read: (method) => text(method) && 'SPAN', write: () => undefined },
    { field: 'session_id', key: 'a2a.context_id' },
    { field: 'session_id', key: 'a2a.context.id' },
    { field: 'metadata', entriesBelow: 'a2a.', only: { task_id: 'a2a.task_id', agent_card_url: 'a2a.agent_card_url', 'task.id': 'a2a.task.id', 'task.state': 'a2a.task.state' } },
  ],
};
