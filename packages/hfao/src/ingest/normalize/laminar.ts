import type { ObservationType } from '../../model/observation.js';
import type { Dialect } from './dialect.js';
import { unquoted } from './json-leaf.js';
import { byTable } from './openllmetry.js';
import { wrapped } from './payload.js';
import { requestBody, responseBody } from './raw-bodies.js';
import { texts } from './read.js';

/** DEFAULT says nothing; CACHED was not called, its former type stands beside. */
const TYPES: Record<string, ObservationType> = {
  LLM: 'GENERATION', TOOL: 'TOOL', EVALUATOR: 'EVAL', HUMAN_EVALUATOR: 'EVAL', EVALUATION: 'SPAN', EXECUTOR: 'SPAN', PIPELINE: 'SPAN',
};

/** Laminar (lmnr), whose instrumentations of libraries write as OpenLLMetry does. */
export const laminar: Dialect = {
  name: 'laminar',
  ownsScope: (scopeName) => scopeName === 'lmnr' || scopeName.startsWith('lmnr.') || scopeName.startsWith('@lmnr-ai/'),
  marks: ['lmnr.'],
  claims: [
    { field: 'type', key: 'lmnr.span.type', read: byTable(TYPES), write: never },
    { field: 'type', key: 'lmnr.span.original_type', read: byTable(TYPES), write: never },
    { field: 'input', key: 'lmnr.span.input', read: wrapped(requestBody) },
    { field: 'output', key: 'lmnr.span.output', read: wrapped(responseBody) },
    { field: 'session_id', key: 'lmnr.association.properties.session_id' },
    { field: 'user_id', key: 'lmnr.association.properties.user_id' },
    { field: 'tags', key: 'lmnr.association.properties.tags', read: texts },
    { field: 'metadata', entriesBelow: 'lmnr.association.properties.metadata.', read: unquoted },
    { field: 'metadata', entriesBelow: 'lmnr.association.properties.', read: unquoted },
  ],
};

function never(): undefined {}
