import { describe, expect, it } from 'vitest';
import { normalizedSpan } from '../../../test/normalized-span.js';
import type { AttributeValue } from '../../model/attribute-value.js';
import type { Observation } from '../../model/observation.js';

describe('OpenLIT', () => {
  it('reads cost, seconds to the first token, and content as attributes', () => {
    expect(shown({ 'gen_ai.operation.name': 'chat', 'gen_ai.usage.cost': 0.5, 'gen_ai.server.time_to_first_token': 0.25, 'gen_ai.environment': 'live', 'gen_ai.content.prompt': 'hi' }, 'chat', 'openlit.otel.tracing'))
      .toMatchObject({ total_cost_usd: 0.5, time_to_first_token_ms: 250, environment: 'live', input: 'hi', dialect: 'openlit' });
  });
});

function shown(attributes: Record<string, AttributeValue>, name = 'span', scope = ''): Observation {
  return normalizedSpan({ name, scope, attributes }).observation;
}
