import type { Dialect } from './dialect.js';
import type { Evidence } from './evidence.js';
import { FIELD } from './field.js';
import { wrapped } from './payload.js';
import { rankOf } from './precedence.js';
import { requestBody, responseBody } from './raw-bodies.js';
import { amount } from './read.js';

const SECONDS = rankOf('time_to_first_token_ms', 'gen_ai.server.time_to_first_token of openlit');

/** OpenLIT: the conventions, with money in `gen_ai.usage.cost` and the time to the first token in seconds. */
export const openlit: Dialect = {
  name: 'openlit',
  ownsScope: (scopeName) => scopeName === 'openlit' || scopeName.startsWith('openlit.'),
  marks: ['gen_ai.application_name', 'openlit.'],
  claims: [
    { field: 'input', key: 'gen_ai.content.prompt', read: wrapped(requestBody) },
    { field: 'output', key: 'gen_ai.content.completion', read: wrapped(responseBody) },
    { field: 'environment', key: 'gen_ai.environment' },
    { field: 'service_name', key: 'gen_ai.application_name' },
  ],
  settle(this: void, evidence: Evidence): void {
    const seconds = amount(evidence.attribute('gen_ai.server.time_to_first_token') ?? null);
    if (seconds !== undefined) evidence.offer(FIELD.time_to_first_token_ms, SECONDS, seconds * 1000);
  },
};
