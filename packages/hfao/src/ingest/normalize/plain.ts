import { Level, OBSERVATION_TYPES } from '../../model/observation.js';
import type { DecodedEvent } from '../decode/span.js';
import type { Dialect } from './dialect.js';
import type { Evidence } from './evidence.js';
import { FIELD } from './field.js';
import { rankOf } from './precedence.js';
import { text } from './read.js';

const LEVELS = Level.options;
const EXCEPTION_TYPE = rankOf('error_type', 'event exception');
const EXCEPTION_MESSAGE = rankOf('status_message', 'event exception');

/** What any span may carry, and what a span is that shows no mark of a dialect. */
export const plain: Dialect = {
  name: 'plain',
  marks: [],
  claims: [
    // What leaves here by these names, because the conventions have none, comes back by them.
    { field: 'type', key: 'hfao.type', read: (value) => OBSERVATION_TYPES.find((it) => it === value) },
    { field: 'name', key: 'hfao.name' },
    { field: 'level', key: 'hfao.level', read: (value) => LEVELS.find((it) => it === value) },
    { field: 'input_excludes_cache', key: 'hfao.usage.input_includes_cache', read: (value) => (value === true ? false : undefined), write: (excludes) => excludes === false },
    { field: 'session_id', key: 'session.id' },
    { field: 'session_id', key: 'hfao.session_id' },
    { field: 'session_id', key: 'session_id' },
    { field: 'session_id', key: 'thread_id' },
    { field: 'user_id', key: 'user.id' },
    { field: 'user_id', key: 'enduser.id' },
    { field: 'environment', key: 'deployment.environment.name' },
    { field: 'environment', key: 'deployment.environment' },
    { field: 'release', key: 'service.version' },
    { field: 'service_name', key: 'service.name' },
    { field: 'prompt_label', key: 'hfao.prompt.label' },
    { field: 'metadata', key: 'metadata' },
    { field: 'metadata', entriesBelow: 'metadata.' },
    { field: 'input', key: 'input' },
    { field: 'input', key: 'prompt' },
    { field: 'output', key: 'output' },
    { field: 'tool_name', key: 'tool_name' },
    { field: 'tool_call_id', key: 'tool_call.id' },
    { field: 'agent_name', key: 'agent_name' },
    { field: 'handoff_target', key: 'to_agent' },
    { field: 'handoff_source', key: 'from_agent' },
    { field: 'error_type', key: 'error.type' },
    { field: 'status_message', key: 'status_message' },
    { field: 'status_message', key: 'error.message' },
  ],
  events: { exception: readException },
};

/** An exception event fails the span even where its status was left unset. */
function readException({ attributes }: DecodedEvent, evidence: Evidence): void {
  evidence.offer(FIELD.error_type, EXCEPTION_TYPE, text(attributes['exception.type'] ?? null) ?? 'exception');
  evidence.offer(FIELD.status_message, EXCEPTION_MESSAGE, text(attributes['exception.message'] ?? null));
}
