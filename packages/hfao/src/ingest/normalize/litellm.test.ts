import { describe, expect, it } from 'vitest';
import { normalizedSpan } from '../../../test/normalized-span.js';
import type { AttributeValue } from '../../model/attribute-value.js';
import type { Observation } from '../../model/observation.js';

describe('LiteLLM', () => {
  const call = { 'llm.request.type': 'acompletion', 'gen_ai.request.model': 'm', 'gen_ai.usage.input_tokens': 5, 'gen_ai.usage.output_tokens': 6 };

  it.each([
    ['litellm_request', 'GENERATION', true, []], ['raw_gen_ai_request', 'SPAN', false, ['usage_repeated']], ['Received Proxy Server Request', 'SPAN', false, []],
  ])('counts %s once', (name, type, counted, warnings) => {
    expect(shown(call, name, 'litellm')).toMatchObject({ type, usage_counted: counted, warnings, input_tokens: 5, dialect: 'litellm' });
  });

  it('reads money, the stream that is text, and reasons as JSON', () => {
    expect(shown({ ...call, 'gen_ai.cost.input_cost': 0.25, 'gen_ai.cost.output_cost': 0.5, 'gen_ai.cost.total_cost': 0.75, 'llm.is_streaming': 'True', 'gen_ai.response.finish_reasons': '["stop"]' }))
      .toMatchObject({ input_cost_usd: 0.25, output_cost_usd: 0.5, total_cost_usd: 0.75, model_parameters: { stream: 'True' }, finish_reasons: ['stop'] });
  });

  it.each([['me', 'me'], ['None', null]])('knows the user %s of a key', (told, user) => {
    expect(shown({ 'metadata.user_api_key_user_id': told, 'metadata.team': 'x' })).toMatchObject({ user_id: user, metadata: { team: 'x' } });
  });
});

function shown(attributes: Record<string, AttributeValue>, name = 'span', scope = ''): Observation {
  return normalizedSpan({ name, scope, attributes }).observation;
}
