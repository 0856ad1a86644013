import { describe, expect, it } from 'vitest';
import { normalizedSpan } from '../../../test/normalized-span.js';
import type { AttributeValue } from '../../model/attribute-value.js';
import type { Observation } from '../../model/observation.js';

describe('Codex', () => {
  it('reads a turn\'s figures, of which the cache is a part, and leaves them to the responses below', () => {
    expect(shown({
      'codex.turn.token_usage.input_tokens': 100, 'codex.turn.token_usage.cached_input_tokens': 80, 'codex.turn.token_usage.non_cached_input_tokens': 20, 'codex.turn.token_usage.output_tokens': 9,
      'codex.turn.token_usage.reasoning_output_tokens': 4, 'codex.turn.token_usage.total_tokens': 109, model: 'gpt-5-codex', 'conversation.id': 's',
    }, 'session_task.turn', 'codex_cli_rs')).toMatchObject({
      type: 'SPAN', input_tokens: 100, cache_read_tokens: 80, output_tokens: 9, reasoning_tokens: 4, total_tokens: 109, usage_counted: false, model: 'gpt-5-codex', session_id: 's', dialect: 'codex',
    });
  });

  it.each<[string, Record<string, AttributeValue>, string]>([['handle_responses', { 'gen_ai.usage.input_tokens': 5 }, 'GENERATION'], ['exec', { tool_name: 'shell', call_id: 'c' }, 'TOOL']])('%s with %j is a %s', (name, attributes, type) => {
    expect(shown(attributes, name, 'codex_exec').type).toBe(type);
  });
});

function shown(attributes: Record<string, AttributeValue>, name = 'span', scope = ''): Observation {
  return normalizedSpan({ name, scope, attributes }).observation;
}
