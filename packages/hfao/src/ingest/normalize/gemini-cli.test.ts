import { describe, expect, it } from 'vitest';
import { normalizedSpan, rolesAndParts } from '../../../test/normalized-span.js';
import type { AttributeValue } from '../../model/attribute-value.js';
import type { Observation } from '../../model/observation.js';

describe('Gemini CLI', () => {
  it.each([['llm_call', 'GENERATION'], ['tool_call', 'TOOL'], ['agent_call', 'AGENT']])('%s is a %s', (operation, type) => {
    expect(shown({ 'gen_ai.operation.name': operation }, operation, 'gemini-cli')).toMatchObject({ type, dialect: 'gemini_cli' });
  });

  it('reads an output that is one message, thoughts among its parts, and no template in the id of a prompt', () => {
    const observation = shown({
      'gen_ai.operation.name': 'llm_call', 'gen_ai.output.messages': '{"role":"model","parts":[{"text":"hm","thought":true},{"text":"yes"}]}', 'gen_ai.prompt.name': 'a1########2',
    }, 'llm_call', 'gemini-cli');

    expect(rolesAndParts(observation.output)).toEqual(['assistant:reasoning+text']);
    expect(observation.prompt_name).toBeNull();
  });
});

function shown(attributes: Record<string, AttributeValue>, name = 'span', scope = ''): Observation {
  return normalizedSpan({ name, scope, attributes }).observation;
}
