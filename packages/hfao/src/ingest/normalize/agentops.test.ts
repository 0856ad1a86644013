import { describe, expect, it } from 'vitest';
import { normalizedSpan } from '../../../test/normalized-span.js';
import type { AttributeValue } from '../../model/attribute-value.js';
import type { Observation } from '../../model/observation.js';

describe('AgentOps', () => {
  it.each([['agent', 'AGENT'], ['tool', 'TOOL'], ['llm', 'GENERATION'], ['session', 'SPAN'], ['guardrail', 'GUARDRAIL']])('%s is a %s', (kind, type) => {
    expect(shown({ 'agentops.span.kind': kind })).toMatchObject({ type, dialect: 'agentops' });
  });

  it('reads the payloads of each kind, whatever their order', () => {
    expect(shown({ 'agentops.task.input': 'b', 'agentops.entity.input': 'a', 'agentops.task.output': 'c' })).toMatchObject({ input: 'a', output: 'c' });
    expect(shown({ 'agentops.entity.input': 'a', 'agentops.task.input': 'b' }).input).toBe('a');
  });
});

function shown(attributes: Record<string, AttributeValue>, name = 'span', scope = ''): Observation {
  return normalizedSpan({ name, scope, attributes }).observation;
}
